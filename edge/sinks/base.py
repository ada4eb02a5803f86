"""The interfaces of frame listeners and sinks; each kind of sink is a file of this package."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from edge.system.lifecycle import Openable
from edge.types import Frame, FrameResult


class FrameListener(Protocol):
    """Called in the inference worker, in order, once for each judged frame; it must be quick.

    An exception is reported as an event and stops neither the worker nor the other listeners.
    """

    def on_frame(self, frame: Frame, result: FrameResult) -> None: ...


class Sink(Openable):
    """Receives results in order. All calls come from one thread.

    needs_frames: whether `write` is given the frame; without, frames are not kept in memory.
    """

    needs_frames = False

    @abstractmethod
    def open(self) -> None:
        """Open the output. Raises OutputError that says what is wrong and what to do."""

    @abstractmethod
    def write(self, result: FrameResult, frame: Frame | None) -> None:
        """Write one result. Raises OutputError."""

    @abstractmethod
    def close(self) -> None:
        """Finish the output. Safe to call twice."""
