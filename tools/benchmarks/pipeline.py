"""`benchmark pipeline`: facevouch's pipeline against the reference model's own loop, in one run.

Both run as in use: facevouch with the engine's threads (a capture thread decodes, detection runs
one frame ahead, a worker scores and judges), the reference as the plain loop it is published as.
They alternate in stretches of frames, in one process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from edge.capture.base import Source
from edge.capture.feed import Feed
from edge.capture.resolve import open_source
from edge.config import CameraConfig, Config
from edge.errors import ModelError, SourceError
from edge.infer.scorer import Scorer
from edge.runtime.detection_ahead import DetectionAhead
from edge.runtime.factory import build_pipeline
from edge.runtime.pipeline import Detections, Pipeline
from edge.types import Frame
from models.registry import Registry
from tools.alternate import Taken, Timing, alternate, ratio
from tools.benchmarks.reference import ReferenceLoop
from tools.conversion.scores import session_of
from tools.conversion.subject import Subject
from tools.field_data import field_data

CLIP = field_data("data", "clips", "live_webcam_a.mp4")
PEERS = field_data("peers", "antispoof")

STRETCH = 50
"""Frames of a stretch. At its start two of facevouch's frames are in progress already, an advantage
of under 4 %, which is offset at its end, where two further ones are in progress."""


@dataclass(slots=True)
class PipelineResult:
    """Milliseconds a frame, decoding included.

    ratio: facevouch's time / the reference's, median of stretches; low and high its 95 % interval.
    cpu_ratio: in processor time of all threads. stages: facevouch's, mean ms by stage. faces: found
    by each, because a side that finds no faces would be faster.
    """

    source: str
    size: tuple[int, int]
    models: dict[str, str]
    ours: Timing
    reference: Timing
    ratio: float
    low: float
    high: float
    cpu_ratio: float
    faces: dict[str, int]
    stages: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "source": self.source, "size": list(self.size), "models": self.models,
            "ours_ms": self.ours.as_dict(), "reference_ms": self.reference.as_dict(),
            "ratio": round(self.ratio, 4), "ratio_95": [round(self.low, 4), round(self.high, 4)],
            "cpu_ratio": round(self.cpu_ratio, 4),
            "times_the_frames": round(1 / self.ratio, 2),
            "ours_fps": round(1000 / self.ours.p50, 1),
            "reference_fps": round(1000 / self.reference.p50, 1),
            "faces": self.faces, "stages_ms": {k: round(v, 3) for k, v in self.stages.items()},
        }  # fmt: skip


def default_source() -> str:
    """The field's clip where it exists, else the demo."""
    return str(CLIP) if CLIP.is_file() else "demo:300"


def open_pipeline(config: Config, registry: Registry, model: Subject | None) -> Pipeline:
    """The pipeline as the app builds it, with another anti-spoof model where one is given."""
    alone = config.models.model_copy(update={"deepfake": None})
    config = config.model_copy(update={"models": alone})
    if model is None and config.models.antispoof == "default":
        if registry.default("antispoof") is None:
            raise ModelError("no anti-spoof model is installed; choose one with --model FILE")
        return build_pipeline(config, registry)
    if model is None:
        return build_pipeline(config, registry)
    models = config.models.model_copy(update={"antispoof": None})
    pipeline = build_pipeline(config.model_copy(update={"models": models}), registry)
    session = session_of(model, config.models.threads)
    pipeline.set_scorer("antispoof", Scorer(model.spec, session))
    return pipeline


def benchmark_pipeline(
    source: str,
    *,
    frames: int = 300,
    stretch: int = STRETCH,
    reference: Path = PEERS,
    model: Subject | None = None,
    config: Config | None = None,
    registry: Registry | None = None,
) -> PipelineResult:
    """Both sides decode and judge the same clip, `stretch` frames each in turn, in this process.

    Ours with one anti-spoof model and no deepfake model, as the reference has one. frames: measured
    of each, rounded up to whole stretches, at least three; a shorter clip is looped. Raises
    DataError without the reference, SourceError without frames, ModelError without a model.
    """
    config, registry = config or Config(), registry or Registry.open()
    loop = ReferenceLoop.open(reference)
    seen = {"ours": 0, "reference": 0}
    stages: dict[str, list[float]] = {}
    size = (0, 0)
    with ExitStack() as stack:
        pipeline = open_pipeline(config, registry, model)
        stack.callback(pipeline.close)
        mine = stack.enter_context(looked_ahead(source, pipeline))
        theirs = stack.enter_context(_decoded(source))

        def ours() -> None:
            nonlocal size
            for _ in range(stretch):
                frame, detections = mine()
                result = pipeline.judge(frame, detections)
                size = frame.size
                seen["ours"] += len(result.faces)
                for stage, ms in result.timings_ms.items():
                    stages.setdefault(stage, []).append(ms)

        def field_loop() -> None:
            for _ in range(stretch):
                seen["reference"] += len(loop.score(theirs()))

        rounds = max(3, -(-frames // stretch))
        runs = alternate({"ours": ours, "reference": field_loop}, rounds, warmup=1)
        taken = {k: Taken(v.wall / stretch, v.cpu / stretch) for k, v in runs.items()}
        used = pipeline.models()
    middle, low, high = ratio(taken["ours"].wall, taken["reference"].wall)
    worked = ratio(taken["ours"].cpu, taken["reference"].cpu)[0]
    return PipelineResult(
        source, size, used, Timing.of(taken["ours"]), Timing.of(taken["reference"]),
        middle, low, high, worked, seen, {k: float(np.mean(v)) for k, v in stages.items()},
    )  # fmt: skip


@contextmanager
def looked_ahead(spec: str, pipeline: Pipeline) -> Iterator[Callable[[], tuple[Frame, Detections]]]:
    """The engine's own capture and detection threads over an endless source."""
    feed = Feed(CameraConfig(), lambda _: None, realtime=False)
    ahead = DetectionAhead(feed, pipeline.detect)

    def take() -> tuple[Frame, Detections]:
        ready = ahead.get(30.0)
        if ready is None or ready.frame is None or ready.detections is None:
            why = ready.error if ready is not None else None
            raise SourceError(f"{spec} delivers no frame: {why or 'it ended'}")
        return ready.frame, ready.detections

    with looped(spec) as read:
        feed.begin(spec, _Endless(spec, read))
        ahead.thread.start()
        try:
            yield take
        finally:
            ahead.thread.request_stop()
            feed.wake()
            ahead.thread.join(5.0)
            feed.end(5.0)


class _Endless(Source):
    """A looped clip as a file that never ends."""

    live = False

    def __init__(self, name: str, read: Callable[[], Frame]) -> None:
        self.id = name
        self._read = read

    def open(self) -> None:
        """Open already."""

    def read(self) -> Frame:
        return self._read()

    def close(self) -> None:
        """Whoever opened it closes it."""


@contextmanager
def looped(spec: str) -> Iterator[Callable[[], Frame]]:
    """A function that returns the next frame of a loop, whose time keeps increasing."""
    held: list[Source] = []
    index, offset, last = 0, 0.0, 0.0

    def begin() -> None:
        source = open_source(spec, CameraConfig())
        source.open()
        held.append(source)

    def read() -> Frame:
        nonlocal index, offset, last
        frame = held[0].read()
        if frame is None:
            held.pop().close()
            begin()
            frame = held[0].read()
            offset = last + 1 / 30
        if frame is None:
            raise SourceError(f"{spec} contains no frame; choose another --source")
        last = offset + frame.captured_at
        index += 1
        return Frame(frame.bgr, index - 1, frame.source_id, last)

    begin()
    try:
        yield read
    finally:
        for source in held:
            source.close()


@contextmanager
def _decoded(spec: str) -> Iterator[Callable[[], Any]]:
    """The reference's decoding: OpenCV's own reader for a file, else the demo."""
    if not Path(spec).is_file():
        with looped(spec) as read:
            yield lambda: read().bgr
        return
    video = cv2.VideoCapture(spec)

    def read_file() -> Any:
        good, frame = video.read()
        if not good:
            video.set(cv2.CAP_PROP_POS_FRAMES, 0)
            good, frame = video.read()
        if not good:
            raise SourceError(f"OpenCV cannot read {spec}; choose another --source")
        return frame

    try:
        yield read_file
    finally:
        video.release()


def now() -> str:
    """UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
