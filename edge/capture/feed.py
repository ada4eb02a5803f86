"""The engine's input: one supervised source at a time, and the slot between the threads."""

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
"""How long an old source may take to stop before its thread is abandoned."""

TOO_LATE_S = 0.5
"""With a larger delay against a file's own clock, playback goes on from there and does not catch
up."""


class Feed:
    """Frames from one source after another. One thread calls begin and end, one calls get.

    turn: incremented whenever frames that were returned before must no longer be judged.
    realtime: return a file's frames at the file's own rate, times `speed`.
    duration_s: of a seekable file, once its first frame was read.
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
        self._change = threading.Lock()  # turn and slot change together

    def begin(
        self,
        spec: str | None,
        source: Source,
        watch: Callable[[Frame], None] | None = None,
    ) -> None:
        """Read from a source. `source` is used for the first attempt; later ones open `spec`.

        watch: called with every frame, also dropped ones, in the reading thread.
        """
        slot: LatestSlot[Frame] | EverySlot[Frame] = LatestSlot() if source.live else EverySlot()
        self._seen.clear()
        self._pace = None
        self._source = source
        self.duration_s = None
        with self._change:
            self.turn += 1
            self._slot = slot
        first = [source]

        def make() -> Source:
            return first.pop() if first else open_source(spec, self._camera)

        self._supervisor = CaptureSupervisor(make, slot, self._camera, self._note, watch=watch)
        self._supervisor.start()

    def end(self, timeout: float = ABANDON_S) -> list[str]:
        """Close the source. Returns the names of threads that still block in it and are
        abandoned."""
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
            log.warning("the source still blocks in %s; its thread is abandoned", name)
        return late

    def wake(self) -> None:
        """Make a waiting `get` return. May be called from any thread."""
        self._hurry.set()
        slot = self._slot
        if slot is not None:
            slot.close()

    def get(self, timeout: float) -> tuple[int, Frame | None]:
        """The turn in which it waited, and the next frame, or None when none came in time (s)."""
        with self._change:
            turn, slot = self.turn, self._slot
        if slot is None:
            self._hurry.wait(timeout)
            return turn, None
        frame = slot.get(timeout)
        if frame is None:
            return turn, None
        self._seen.append((frame.captured_at, frame.index))
        if self.duration_s is None and self._source is not None:
            self.duration_s = self._source.duration_s
        if self._realtime and isinstance(slot, EverySlot):
            self._wait_for_its_time(frame)
        return turn, frame

    def set_speed(self, speed: float) -> None:
        """Set the playback speed of a file; 1 is its own rate."""
        self.speed = speed
        self._pace = None

    def restart_clock(self) -> None:
        """After a pause: continue a file from its position, and drop a camera's old frame."""
        self._pace = None
        self._seen.clear()
        if isinstance(self._slot, LatestSlot):
            self.turn += 1

    @property
    def ended(self) -> bool:
        """Whether no frame will follow: the file has ended, or the camera is lost for good."""
        slot = self._slot
        return slot is not None and slot.closed

    @property
    def dropped(self) -> int:
        """Number of frames of a live source that a newer one replaced before they were judged."""
        return self._overwritten_before + getattr(self._slot, "overwritten", 0)

    @property
    def fps(self) -> float:
        """Frames per second that the source delivers, by its own clock, dropped ones included."""
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
