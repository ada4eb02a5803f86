"""Whoever looks over the engine's shoulder: gets each frame as soon as it is judged."""

from __future__ import annotations

from typing import Protocol

from edge.types import Frame, FrameResult


class Watcher(Protocol):
    """Called in the inference worker, in order, once for every judged frame: so it must be quick.

    What it raises is told as an event and ends neither the worker nor the other watchers.
    """

    def see(self, frame: Frame, result: FrameResult) -> None: ...
