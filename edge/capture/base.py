"""What a source of frames is: open, read, close. Each kind is one file beside this one."""

from __future__ import annotations

from abc import abstractmethod

from edge.system.lifecycle import Openable
from edge.types import Frame, SourceKind


class Source(Openable):
    """Delivers frames from one camera, stream or file.

    One thread calls open and read; close may come from any thread and unblocks read where the
    platform can. A source holds no thread of its own.

    id: names the source in results and logs, without credentials.
    live: True for cameras and streams (newest frame wins, monotonic time);
        False for files and folders (every frame counts, media time).
    synthetic: made by this program, as the demo is; nobody mistakes it for a camera.
    """

    id: str
    live: bool
    synthetic = False
    kind = SourceKind.UNKNOWN

    @property
    def duration_s(self) -> float | None:
        """Length of a file that can be played from any place (`start_at`); None of all others."""
        return None

    def start_at(self, seconds: float) -> None:
        """Before it is opened: begin there, media time. Only where duration_s is known."""
        raise NotImplementedError(f"{self.id} cannot be played from {seconds} s")

    @abstractmethod
    def open(self) -> None:
        """Get ready to read. Raises SourceError with what was wrong and what to do."""

    @abstractmethod
    def read(self) -> Frame | None:
        """The next frame; None at the end of a file. May block. Raises SourceError on failure."""

    @abstractmethod
    def close(self) -> None:
        """Give the device back. Safe to call twice and from another thread."""

    @property
    def fps(self) -> float | None:
        """Frames per second as the source states it, or None."""
        return None

    @property
    def frame_count(self) -> int | None:
        """How many frames a file holds, where it says so."""
        return None

    @property
    def remark(self) -> str | None:
        """What a person should know once all is read, as half a sentence: what was left out."""
        return None
