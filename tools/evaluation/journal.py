"""The append-only record of a run: what is in it survives a kill at any moment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from edge.errors import OutputError
from edge.types import Box
from tools.evaluation.worker import Outcome, Sample


class Journal:
    """One line a chunk of outcomes, flushed to the disk before the next. A context manager.

    A last line that a kill or a full disk cut short is removed when the journal is opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.chunks = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.chunks, whole = _complete(path)
            self._file = path.open("ab")
            self._file.truncate(whole)
        except OSError as error:
            raise OutputError(f"cannot write {path}: {error.strerror}") from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
        except OSError:
            if kind is None:
                raise

    def append(self, outcomes: list[Outcome]) -> None:
        """Write one chunk. Raises OutputError; what was written before stays usable."""
        line = json.dumps([_packed(o) for o in outcomes], separators=(",", ":")) + "\n"
        try:
            self._file.write(line.encode())
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise OutputError(
                f"cannot write {self.path}: {error.strerror}; what was scored so far is kept, run "
                "the same command again to go on"
            ) from error
        self.chunks += 1

    def outcomes(self) -> Iterator[Outcome]:
        """All outcomes, in the order of the rows."""
        with self.path.open("rb") as file:
            for line in file:
                yield from (_unpacked(entry) for entry in json.loads(line))


def _complete(path: Path) -> tuple[int, int]:
    """(complete lines, bytes they take)."""
    if not path.exists():
        return 0, 0
    lines = whole = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            lines += 1
            whole += len(line)
    return lines, whole


def _packed(outcome: Outcome) -> list[object]:
    samples = [
        [s.frame, s.box.x1, s.box.y1, s.box.x2, s.box.y2, *s.scores] for s in outcome.samples
    ]
    return [outcome.row, samples, outcome.reason, outcome.faceless]


def _unpacked(entry: list) -> Outcome:  # type: ignore[type-arg]
    row, samples, reason, faceless = entry
    return Outcome(
        row,
        tuple(Sample(s[0], Box(*s[1:5]), tuple(s[5:])) for s in samples),
        reason,
        faceless,
    )
