"""Times that outlive the process and a power cut, kept by the monotonic clock alone.

No step of the wall clock moves them: within one run of the machine they are exact; over a restart
of the machine the time it was off counts for nothing, so that pulling the plug, or setting a clock,
never shortens what was left to wait.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from edge.errors import FacevouchError, KeyFileError, OutputError
from edge.security.file_signature import read_sealed, write_sealed
from edge.system.files import PRIVATE

PURPOSE = "facevouch times 1"

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def boot() -> str | None:
    """Names this run of the machine; None where the system has no such name."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


class DurableTimes:
    """One small file of JSON values. Not for several threads at once."""

    def __init__(self, path: Path, boot_id: Callable[[], str | None] = boot) -> None:
        self.path = path
        self._boot = boot_id()

    def save(self, state: Mapping[str, Any], now: float) -> None:
        """Write it, whole or not at all, and have it on the disk. Raises OutputError."""
        content = {**state, "boot": self._boot, "saved_at": now}
        try:
            write_sealed(self.path, json.dumps(content).encode(), PURPOSE, mode=PRIVATE)
        except KeyFileError as error:
            raise OutputError(str(error)) from error

    def load(self, now: float) -> tuple[dict[str, Any], float] | None:
        """What was saved, and what to add to its times; None where nothing was.

        Raises ValueError saying why, where it cannot be read or was not written so.
        """
        try:
            content = read_sealed(self.path, PURPOSE, own=True)
        except FileNotFoundError:
            return None
        except FacevouchError as error:
            raise ValueError(str(error)) from error
        except OSError as error:
            raise ValueError(error.strerror or "unreadable") from error
        try:
            state = json.loads(content)
            saved_at = finite(state["saved_at"])
            same_run = self._boot is not None and state["boot"] == self._boot
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ValueError(f"not what was written ({type(error).__name__})") from error
        # another run of the machine began its own clock: go on from the moment of saving
        return state, 0.0 if same_run and saved_at <= now else now - saved_at


def finite(value: Any) -> float:
    """A time. Raises ValueError and TypeError on what is none."""
    time = float(value)
    if not math.isfinite(time):
        raise ValueError("a time is no number")
    return time
