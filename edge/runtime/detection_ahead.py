"""Detection one frame ahead: while a frame is scored, faces are already detected in the next one.

Detection and scoring take about the same time and do not depend on each other, so they run on two
cores. Only one frame is ahead: the faster thread waits for the slower, and newer frames of a camera
replace older ones in the feed's slot, so that no verdict is about an old frame.
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
"""How long to wait for a frame before checking whether to stop."""


@dataclass(frozen=True, slots=True)
class DetectedFrame:
    """A frame and its detections; frame is None when the source has ended.

    turn: the feed's turn number at that time; identifies frames from before a change of source.
    """

    turn: int
    frame: Frame | None = None
    detections: Detections | None = None
    error: str | None = None


class DetectionAhead:
    """The detector's thread. look: detects faces in a frame, called from that thread only.

    busy_since: monotonic s at which the current detection began; None between detections.
    """

    def __init__(self, feed: Feed, look: Callable[[Frame], Detections]) -> None:
        self._feed = feed
        self._look = look
        self._slot: EverySlot[DetectedFrame] = EverySlot()
        self.thread = StoppableThread("facevouch-detect", self._run, interrupt=self._slot.close)
        self.busy_since: float | None = None

    def get(self, timeout: float) -> DetectedFrame | None:
        """The next frame with its detections, or None when none came in time (seconds)."""
        return self._slot.get(timeout)

    def _run(self) -> None:
        told_of_end = -1
        while True:
            turn, frame = self._feed.get(IDLE_S)
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
        except Exception as error:  # the thread's top: one bad frame must not end the thread
            log.exception("faces could not be detected in frame %d", frame.index)
            return DetectedFrame(turn, frame, error=of_error(error) or type(error).__name__)
        finally:
            self.busy_since = None
