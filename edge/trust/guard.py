"""Decides whether one live source is trusted.

Every frame passes through `on_frame`, in the capture thread, whether it is judged or dropped. Files
are not checked, because they are not treated as cameras.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from edge.capture.base import Source
from edge.capture.gstreamer import GstPipeline
from edge.capture.stream import Stream
from edge.config import CameraConfig, TrustConfig
from edge.errors import ConfigError
from edge.message import Message, joined, of_error
from edge.trust.motion import MotionSignature, sampled
from edge.trust.pinned_camera import Pin, pinned
from edge.trust.provenance import Provenance, provenance
from edge.trust.repetition import LoopFinder, RepeatFinder
from edge.trust.sensor import FramePacing, NoiseFloor
from edge.trust.trust import BELIEVED, Doubt, Trust
from edge.types import Frame


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """One finding against a source. refused: whether the policy shuts the gate for it."""

    doubt: Doubt
    refused: bool
    text: str


class SourceOrigin:
    """The provenance of one source, read again at every check, because a camera can be exchanged.

    spec: as after --source.
    """

    def __init__(
        self,
        spec: str | None,
        config: TrustConfig,
        *,
        read: Callable[[str | None], Provenance] = provenance,
        pin: Callable[[str | None], Pin | None] = pinned,
    ) -> None:
        self._spec = spec
        self._config = config
        self._read = read
        self._pin = pin

    def check(self) -> tuple[SourceFinding, ...]:
        """All present findings."""
        seen = self._read(self._spec)
        found = []
        if seen.virtual is not None:
            refused = self._config.virtual_cameras == "refuse"
            name = seen.card or Message("the camera")
            text = Message("{0} is a virtual camera: {1}", name, seen.virtual)
            found.append(SourceFinding(Doubt.VIRTUAL, refused, text))
        if self._config.pinned != "off":
            found += self._compared(seen)
        return tuple(found)

    def _compared(self, seen: Provenance) -> list[SourceFinding]:
        refused = self._config.pinned in ("auto", "refuse")
        try:
            pin = self._pin(self._spec)
        except ConfigError as error:
            return [SourceFinding(Doubt.UNPINNED, refused, of_error(error))]
        if pin is None:
            text = Message("no camera is pinned for this source; pin it with: facevouch calibrate")
            unpinned = self._config.pinned == "refuse"
            return [SourceFinding(Doubt.UNPINNED, True, text)] if unpinned else []
        differences = pin.differences(seen)
        if not differences:
            return []
        text = Message("the camera is not the one pinned here: {0}", ", ".join(differences))
        return [SourceFinding(Doubt.OTHER, refused, text)]


LONGEST_CAPACITY = 12_000
"""Largest number of stored frame hashes, about 14 MB."""

CHECK_S = 5.0
"""Interval of checking the camera's provenance, in addition to every interruption."""

INTERRUPTED_S = 0.45
"""A gap between frames after which it may be another camera; shorter than the first restart's
wait."""


class SourceGuard:
    """The decision about one source. `on_frame` from one thread; `trust` from any.

    on_change: called once when the decision changes, from the thread that calls `on_frame`. raw:
    whether frames contain the sensor's noise; a stream's encoder may remove it in still regions.
    """

    def __init__(
        self,
        config: TrustConfig,
        camera: CameraConfig,
        origin: SourceOrigin | None = None,
        on_change: Callable[[Trust], None] | None = None,
        *,
        raw: bool = True,
    ) -> None:
        self._config = config
        self._raw = raw
        self._capacity = min(LONGEST_CAPACITY, int(config.loop_window_s * camera.fps))
        self._origin = origin
        self._on_change = on_change or (lambda _: None)
        self._lock = threading.Lock()
        self._trust = BELIEVED
        self._from: tuple[SourceFinding, ...] = ()
        self._checked_at: float | None = None
        self._evidence: dict[Doubt, tuple[float, str]] = {}
        self._begin_anew()
        self._index: int | None = None
        self._at = 0.0
        self._size: tuple[int, int] | None = None

    def trust(self) -> Trust:
        """The decision as of the newest frame."""
        with self._lock:
            return self._trust

    def on_frame(self, frame: Frame) -> None:
        """Add the next frame. Its time must be monotonic."""
        now = frame.captured_at
        self._look_where_from(now)
        if self._config.loops != "off":
            self._look_at(frame)
        self._index, self._at = frame.index, now
        self._conclude(now)

    def _begin_anew(self) -> None:
        self._motion = MotionSignature()
        self._loops = LoopFinder(self._capacity)
        self._repeats = RepeatFinder(self._capacity)
        self._noise = NoiseFloor()
        self._pacing = FramePacing()

    def _look_where_from(self, now: float) -> None:
        if self._origin is None:
            return
        interrupted = self._index is not None and now - self._at > INTERRUPTED_S
        due = self._checked_at is None or now - self._checked_at > CHECK_S
        if due or interrupted:
            self._from = self._origin.check()
            self._checked_at = now

    def _look_at(self, frame: Frame) -> None:
        if self._size not in (None, frame.size):
            self._begin_anew()
            self._index = None
        self._size = frame.size
        gap = 1 if self._index is None else max(1, frame.index - self._index)
        now = frame.captured_at
        sample = sampled(frame.bgr)
        distance = self._repeats.update(sample, frame.index)
        if distance is not None:
            self._note(
                Doubt.REPEATED,
                now,
                Message("its frames repeat those of {0} frames before", distance),
            )
        distance = self._loops.update(self._motion.of(sample, gap), gap)
        if distance is not None:
            self._note(Doubt.LOOPED, now, Message("its content repeats every {0} frames", distance))
        share = self._noise.update(sample) if self._raw else None
        if share is not None:
            text = Message("{0} % of its pixels stay the same: no sensor's noise", share * 100.0)
            self._note(Doubt.NOISELESS, now, text)
        clocked = self._pacing.update(now, gap)
        if clocked is not None:
            self._note(Doubt.CLOCKED, now, clocked)

    def _note(self, doubt: Doubt, now: float, text: str) -> None:
        self._evidence[doubt] = (now, text)

    def _conclude(self, now: float) -> None:
        """Update the decision: findings in frames count for hold_s, provenance until it changes."""
        for doubt, (at, _) in list(self._evidence.items()):
            if now - at > self._config.hold_s:
                del self._evidence[doubt]
        doubts = frozenset(self._evidence) | {finding.doubt for finding in self._from}
        if doubts == self._trust.doubts:
            return
        refused = bool(self._evidence) or any(finding.refused for finding in self._from)
        texts = [finding.text for finding in self._from]
        texts += [
            Message("the camera is not trusted: {0}", text) for _, text in self._evidence.values()
        ]
        trust = Trust(not refused, doubts, reduce(joined, texts) if texts else "")
        with self._lock:
            self._trust = trust
        self._on_change(trust)


def guard_for(
    spec: str | None,
    source: Source,
    config: TrustConfig,
    camera: CameraConfig,
    on_change: Callable[[Trust], None] | None = None,
) -> SourceGuard | None:
    """The guard of a source; None for one that is not treated as a camera. spec: as --source."""
    if not source.live or source.synthetic:
        return None
    raw = not isinstance(source, Stream | GstPipeline)
    return SourceGuard(config, camera, SourceOrigin(spec, config), on_change, raw=raw)
