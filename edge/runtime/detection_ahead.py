"""Detection one frame ahead: while a frame is scored, faces are already looked for in the next.

Detection and scoring are about equally long and need nothing of each other, so two cores do both
at once. Only one frame is ever ahead: whoever is slower makes the other wait, and what a camera
delivers meanwhile is overwritten in the feed's slot, so no verdict is about an old frame.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from edge.capture.feed import Feed
from edge.capture.slot import EverySlot
from edge.message import of_error
from edge.runtime.pipeline import Detections
from edge.system.thread import StoppableThread
from edge.types import Frame

log = logging.getLogger(__name__)

IDLE_S = 0.1
"""How long to wait for a frame before looking whether to stop."""


@dataclass(frozen=True, slots=True)
class DetectedFrame:
    """A frame in which faces were looked for; frame is None when the source has ended.

    turn: the feed's, so that what is from before a change of source is told apart.
    """

    turn: int
    frame: Frame | None = None
    detections: Detections | None = None
    error: str | None = None


class DetectionAhead:
    """Owns the detector's thread. look: finds faces in a frame, called from that thread only.

    busy_since: monotonic s at which the look under way was begun; None between looks.
    """

    def __init__(self, feed: Feed, look: Callable[[Frame], Detections]) -> None:
        self._feed = feed
        self._look = look
        self._slot: EverySlot[DetectedFrame] = EverySlot()
        self.thread = StoppableThread("facevouch-detect", self._run, interrupt=self._slot.close)
        self.busy_since: float | None = None

    def get(self, timeout: float) -> DetectedFrame | None:
        """What is ready, or None when nothing came in time (seconds)."""
        return self._slot.get(timeout)

    def _run(self) -> None:
        told_of_end = -1
        while True:
            turn = self._feed.turn
            frame = self._feed.get(IDLE_S)
            if frame is not None:
                ready = self._looked(turn, frame)
            elif self._feed.ended and told_of_end != turn:
                told_of_end = turn
                ready = DetectedFrame(turn)
            elif self._slot.closed:
                return
            else:
                continue
            if not self._slot.put(ready):
                return

    def _looked(self, turn: int, frame: Frame) -> DetectedFrame:
        self.busy_since = time.monotonic()
        try:
            return DetectedFrame(turn, frame, self._look(frame))
        except Exception as error:  # the thread's top: one bad frame must not end the watch
            log.exception("no faces could be looked for in frame %d", frame.index)
            return DetectedFrame(turn, frame, error=of_error(error) or type(error).__name__)
        finally:
            self.busy_since = None
