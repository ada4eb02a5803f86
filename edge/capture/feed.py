"""What the engine reads frames from: one supervised source at a time, and the slot it fills."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from edge.capture.base import Source
from edge.capture.resolve import open_source
from edge.capture.slot import EverySlot, LatestSlot
from edge.capture.supervisor import CaptureSupervisor, SourceStatus
from edge.config import CameraConfig
from edge.types import Frame

log = logging.getLogger(__name__)

ABANDON_S = 0.5
"""How long an old source may take to stop before it is left behind."""

TOO_LATE_S = 0.5
"""Further than this behind a file's own clock, the clock is set back instead of being chased."""


class Feed:
    """Frames from one source after another. One thread begins and ends, one gets.

    turn: counts up whenever frames that were got before must no longer be judged.
    realtime: hand out a file's frames at the file's own speed, times `speed`.
    duration_s: of a file that can be played from any place, once its first frame was read.
    """

    def __init__(
        self, camera: CameraConfig, on_status: Callable[[SourceStatus], None], *, realtime: bool
    ) -> None:
        self._camera = camera
        self._on_status = on_status
        self._realtime = realtime
        self._slot: LatestSlot[Frame] | EverySlot[Frame] | None = None
        self._supervisor: CaptureSupervisor | None = None
        self._overwritten_before = 0
        self._seen: deque[tuple[float, int]] = deque(maxlen=90)
        self._pace: tuple[float, float] | None = None
        self._hurry = threading.Event()
        self._source: Source | None = None
        self.speed = 1.0
        self.duration_s: float | None = None
        self.status: SourceStatus | None = None
        self.turn = 0

    def begin(
        self,
        spec: str | None,
        source: Source,
        watch: Callable[[Frame], None] | None = None,
    ) -> None:
        """Watch a source. The one given serves the first try; later tries open `spec` anew.

        watch: sees every frame in the reading thread, also those that are dropped.
        """
        self.turn += 1
        self._seen.clear()
        self._pace = None
        self._source = source
        self.duration_s = None
        self._slot = LatestSlot() if source.live else EverySlot()
        first = [source]

        def make() -> Source:
            return first.pop() if first else open_source(spec, self._camera)

        self._supervisor = CaptureSupervisor(
            make, self._slot, self._camera, self._note, watch=watch
        )
        self._supervisor.start()

    def end(self, timeout: float = ABANDON_S) -> list[str]:
        """Let the source go. Returns the threads that still block in it; they are left behind."""
        if self._supervisor is None or self._slot is None:
            return []
        self._hurry.set()
        self._slot.close()
        self._overwritten_before += getattr(self._slot, "overwritten", 0)
        late = self._supervisor.stop(timeout)
        self._supervisor = None
        self._slot = None
        self._hurry.clear()
        for name in late:
            log.warning("the source still blocks in %s; it is left behind", name)
        return late

    def wake(self) -> None:
        """Make a get that waits return. May be called from any thread."""
        self._hurry.set()
        slot = self._slot
        if slot is not None:
            slot.close()

    def get(self, timeout: float) -> Frame | None:
        """The next frame, or None when none came in time (seconds)."""
        slot = self._slot
        if slot is None:
            self._hurry.wait(timeout)
            return None
        frame = slot.get(timeout)
        if frame is None:
            return None
        self._seen.append((frame.captured_at, frame.index))
        if self.duration_s is None and self._source is not None:
            self.duration_s = self._source.duration_s
        if self._realtime and isinstance(slot, EverySlot):
            self._wait_for_its_time(frame)
        return frame

    def set_speed(self, speed: float) -> None:
        """Play a file so many times as fast as it was recorded."""
        self.speed = speed
        self._pace = None

    def restart_clock(self) -> None:
        """After a pause, play a file on from where it is, and judge no camera's old frame."""
        self._pace = None
        self._seen.clear()
        if isinstance(self._slot, LatestSlot):
            self.turn += 1

    @property
    def ended(self) -> bool:
        """Whether no frame will come any more: the file is over, or the camera lost for good."""
        slot = self._slot
        return slot is not None and slot.closed

    @property
    def dropped(self) -> int:
        """Frames of a live source that a newer one overwrote before they were looked at."""
        return self._overwritten_before + getattr(self._slot, "overwritten", 0)

    @property
    def fps(self) -> float:
        """What the source delivers, frames per second of its own clock, dropped ones counted."""
        seen = list(self._seen)
        if len(seen) < 2 or seen[-1][0] <= seen[0][0]:
            return 0.0
        return (seen[-1][1] - seen[0][1]) / (seen[-1][0] - seen[0][0])

    def _note(self, status: SourceStatus) -> None:
        self.status = status
        self._on_status(status)

    def _wait_for_its_time(self, frame: Frame) -> None:
        now = time.monotonic()
        if self._pace is None or frame.captured_at < self._pace[1]:
            self._pace = (now, frame.captured_at)
        started, first = self._pace
        ahead = (frame.captured_at - first) / self.speed - (now - started)
        if ahead > 0:
            self._hurry.wait(min(ahead, 1.0))
        elif ahead < -TOO_LATE_S:
            self._pace = (now, frame.captured_at)
