"""Where results go: a file, a broker, a relay. Each kind is one file beside this one."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from edge.system.lifecycle import Openable
from edge.types import Frame, FrameResult


class FrameListener(Protocol):
    """Called in the inference worker, in order, once for every judged frame: so it must be quick.

    What it raises is reported as an event and ends neither the worker nor the other listeners.
    """

    def on_frame(self, frame: Frame, result: FrameResult) -> None: ...


class Sink(Openable):
    """Takes results in order. All calls come from one thread.

    needs_frames: whether `write` is to be given the frame's pixels; without, frames are let go.
    """

    needs_frames = False

    @abstractmethod
    def open(self) -> None:
        """Get ready. Raises OutputError with what was wrong and what to do."""

    @abstractmethod
    def write(self, result: FrameResult, frame: Frame | None) -> None:
        """Take one result. Raises OutputError."""

    @abstractmethod
    def close(self) -> None:
        """Finish what was written. Safe to call twice."""
