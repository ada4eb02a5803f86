"""Monotonic times that survive a restart and a power cut.

A step of the wall clock does not change them. Within one boot they are exact; over a reboot the
time the machine was off is not counted, so that neither a power cut nor setting the clock shortens
a waiting time.
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
    """The id of this boot; None where the system has none."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


class DurableTimes:
    """One small file of JSON values. Not thread-safe."""

    def __init__(self, path: Path, boot_id: Callable[[], str | None] = boot) -> None:
        self.path = path
        self._boot = boot_id()

    def save(self, state: Mapping[str, Any], now: float) -> None:
        """Write it atomically and durably. Raises OutputError."""
        content = {**state, "boot": self._boot, "saved_at": now}
        try:
            write_sealed(self.path, json.dumps(content).encode(), PURPOSE, mode=PRIVATE)
        except KeyFileError as error:
            raise OutputError(str(error)) from error

    def load(self, now: float) -> tuple[dict[str, Any], float] | None:
        """(what was saved, seconds to add to its times); None where nothing was saved.

        Raises ValueError with the reason where the file cannot be read or is not valid.
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
            raise ValueError(f"not in the expected form ({type(error).__name__})") from error
        # after a reboot the monotonic clock starts again: continue from the moment of saving
        return state, 0.0 if same_run and saved_at <= now else now - saved_at


def finite(value: Any) -> float:
    """The value as a finite float. Raises ValueError and TypeError."""
    time = float(value)
    if not math.isfinite(time):
        raise ValueError("a time is not a number")
    return time
