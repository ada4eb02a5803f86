"""The base class of all sources of frames; each kind is a file of this package."""

from __future__ import annotations

from abc import abstractmethod

from edge.system.lifecycle import Openable
from edge.types import Frame, SourceKind


class Source(Openable):
    """Delivers frames from one camera, stream or file.

    One thread calls open and read; close may come from any thread and unblocks read where the
    platform can. A source holds no thread of its own.

    id: names the source in results and logs, without credentials.
    live: True for cameras and streams (older frames are dropped, monotonic time);
        False for files and folders (every frame is judged, media time).
    synthetic: rendered by this program, as the demo is.
    """

    id: str
    live: bool
    synthetic = False
    kind = SourceKind.UNKNOWN

    @property
    def duration_s(self) -> float | None:
        """Length of a seekable file (see `start_at`); None for every other source."""
        return None

    def start_at(self, seconds: float) -> None:
        """Set the media time to begin at, before `open`. Only where duration_s is known."""
        raise NotImplementedError(f"{self.id} cannot seek to {seconds} s")

    @abstractmethod
    def open(self) -> None:
        """Open the device or file. Raises SourceError that says what is wrong and what to do."""

    @abstractmethod
    def read(self) -> Frame | None:
        """The next frame; None at the end of a file. May block. Raises SourceError on failure."""

    @abstractmethod
    def close(self) -> None:
        """Release the device. Safe to call twice and from another thread."""

    @property
    def fps(self) -> float | None:
        """Frames per second as the source states it, or None."""
        return None

    @property
    def frame_count(self) -> int | None:
        """Number of frames as a file states it, or None."""
        return None

    @property
    def remark(self) -> str | None:
        """A clause for the user once the source has ended, such as what could not be read."""
        return None
