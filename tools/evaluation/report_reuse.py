"""Whether the report of an earlier run still stands: then it is not made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from edge import __version__
from edge.system.files import write_atomically
from models.manifest import sha256_of

NAME = "report.json"
_CODE = ("tools/evaluation", "tools/metrics")


class ReportStanding:
    """What a report in `out` was made of, and the files it consists of.

    rests_on: everything the report depends on, as values whose repr tells them apart. Times the
    report's makers were changed count as well, so that who works on them sees the change.
    """

    def __init__(self, out: Path, rests_on: Iterable[object]) -> None:
        self._out = out
        told = repr((__version__, _code(), *rests_on))
        self._digest = hashlib.sha256(told.encode()).hexdigest()

    @property
    def path(self) -> Path:
        return self._out / "evaluation" / NAME

    def stands(self) -> bool:
        """Whether the report was made of the same, and every file of it is as it was left."""
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
            files: dict[str, str] = known["files"]
            return known["digest"] == self._digest and all(
                sha256_of(self._out / name) == digest for name, digest in files.items()
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False

    def remember(self, page: Path) -> None:
        """Once all files are written. page: one of them. Raises OutputError."""
        folder = page.parent
        files = [p for p in folder.rglob("*") if p.is_file() and p != self.path]
        files += [p for p in self._out.glob("*.csv") if p.is_file()]
        known = {str(p.relative_to(self._out)): sha256_of(p) for p in sorted(files)}
        content = json.dumps({"digest": self._digest, "files": known}, indent=1)
        write_atomically(self.path, content.encode())


def _code() -> tuple[int, int]:
    """(files, the latest change of one, ns) of what measures and draws."""
    root = Path(__file__).resolve().parents[2]
    times = [p.stat().st_mtime_ns for part in _CODE for p in (root / part).rglob("*.[pj]*")]
    return len(times), max(times)
