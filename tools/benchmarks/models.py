"""`benchmark models`: every model against a named baseline, with calls in alternation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from edge.capture.resolve import open_source
from edge.config import Config, ModelsConfig
from edge.errors import ModelError, SourceError
from edge.infer.load import open_session
from edge.infer.preprocess import tensor_shape, to_tensor
from edge.infer.session import Session
from edge.runtime.factory import build_detector
from edge.types import Box, Frame
from edge.vision.crop import crop_face
from models.registry import Registry
from tools.alternate import Timing, alternate, ratio
from tools.benchmarks.energy import EnergyMeter, joules_a_face
from tools.benchmarks.model_memory import resident_mb
from tools.conversion.subject import Subject

F32 = NDArray[np.float32]
Provider = Literal["cpu", "cuda", "tensorrt"]
_LOOKED_AT = 300


@dataclass(frozen=True, slots=True)
class ModelTiming:
    """One model at one setting.

    timing: of one call of `batch` faces. ratio, low, high: over the baseline by the clock, median
    and 95 % interval of the rounds; cpu_ratio: in processor time (None without a baseline).
    joules: per face, None where nothing reports it. one_by_one: the model takes no batch, so the
    call is a loop.
    """

    model: str
    precision: str
    bytes: int
    provider: str
    threads: int
    batch: int
    timing: Timing
    faces_per_s: float
    ratio: float | None
    low: float | None
    high: float | None
    cpu_ratio: float | None
    rss_mb: float | None
    joules: float | None
    one_by_one: bool

    def as_dict(self) -> dict[str, Any]:
        """Flat, for JSON and CSV."""
        plain = {
            "model": self.model, "precision": self.precision, "bytes": self.bytes,
            "provider": self.provider, "threads": self.threads, "batch": self.batch,
            "faces_per_s": round(self.faces_per_s, 1), "one_by_one": self.one_by_one,
        }  # fmt: skip
        for name in ("ratio", "low", "high", "cpu_ratio", "rss_mb", "joules"):
            value = getattr(self, name)
            plain[name] = None if value is None else round(value, 6)
        return (
            plain
            | {f"ms_{k}": v for k, v in self.timing.as_dict().items() if k != "calls"}
            | {"calls": self.timing.calls}
        )


def benchmark_models(
    subjects: Sequence[Subject],
    baseline: Subject | None,
    *,
    threads: Sequence[int] = (1,),
    batches: Sequence[int] = (1,),
    providers: Sequence[Provider] = ("cpu",),
    rounds: int = 100,
    warmup: int = 10,
    memory: bool = True,
    meter: EnergyMeter | None = None,
    on_setting: Callable[[int, str], object] | None = None,
    tensors: Callable[[Subject, int], F32] | None = None,
) -> list[ModelTiming]:
    """Measure each setting with all models taking turns.

    tensors: (subject, batch) to an input; None: noise, because these networks' time does not depend
    on the input. on_setting: called with (settings done, the next one). Raises ModelError where a
    model or provider fails, or where two files have the same name.
    """
    feed = tensors or noise
    _refuse_namesakes([*subjects, *([baseline] if baseline else [])])
    held = (
        {s.name: resident_mb(s) for s in [*subjects, *_extra(baseline, subjects)]} if memory else {}
    )
    results = []
    done = 0
    for provider in providers:
        for count in threads:
            sessions = {
                s.name: open_session(s.path, s.spec, ModelsConfig(provider=provider, threads=count))
                for s in [*subjects, *_extra(baseline, subjects)]
            }
            for batch in batches:
                if on_setting is not None:
                    on_setting(done, f"{provider}, {count} threads, {batch} faces")
                done += 1
                calls = {
                    s.name: _call(sessions[s.name], feed(s, batch))
                    for s in [*subjects, *_extra(baseline, subjects)]
                }
                taken = alternate(calls, rounds, warmup)
                for s in [*_extra(baseline, subjects), *subjects]:
                    against = taken[baseline.name] if baseline is not None else None
                    relative = ratio(taken[s.name].wall, against.wall) if against else None
                    worked = ratio(taken[s.name].cpu, against.cpu)[0] if against else None
                    timing = Timing.of(taken[s.name])
                    results.append(
                        ModelTiming(
                            model=s.name, precision=s.spec.precision, bytes=s.spec.bytes,
                            provider=sessions[s.name].providers[0], threads=count, batch=batch,
                            timing=timing, faces_per_s=batch * 1000 / timing.p50,
                            ratio=relative[0] if relative else None,
                            low=relative[1] if relative else None,
                            high=relative[2] if relative else None,
                            cpu_ratio=worked,
                            rss_mb=held.get(s.name),
                            joules=(
                                joules_a_face(meter, calls[s.name], batch) if meter else None
                            ),
                            one_by_one=sessions[s.name].one_by_one,
                        )
                    )  # fmt: skip
    return results


def noise(subject: Subject, batch: int) -> F32:
    """Random pixels in the range of the model's input."""
    spec = subject.spec.scoring_input
    pixels = np.random.default_rng(0).random(tensor_shape(batch, spec)).astype(np.float32)
    return (pixels * np.float32(255 * spec.scale)).astype(np.float32)


def faces_from(source: str, registry: Registry) -> Callable[[Subject, int], F32]:
    """Inputs with a real face: the first one found in the source, cropped as each model needs it.

    Raises SourceError where the first frames hold no face.
    """
    config = Config()
    detector = build_detector(config, registry, video=False)
    try:
        with open_source(source, config.camera) as opened:
            for _ in range(_LOOKED_AT):
                frame = opened.read()
                if frame is None:
                    break
                faces = detector.detect(frame)
                if faces:
                    return _cropped(frame, faces[0].box)
    finally:
        detector.close()
    raise SourceError(f"no face was found in the first frames of {source}; choose another --source")


def _cropped(frame: Frame, box: Box) -> Callable[[Subject, int], F32]:
    def tensor(subject: Subject, batch: int) -> F32:
        spec = subject.spec.scoring_input
        views = [crop_face(frame.bgr, box, e, spec.size) for e in spec.expansions]
        return to_tensor([views] * batch, spec)

    return tensor


def _extra(baseline: Subject | None, subjects: Sequence[Subject]) -> list[Subject]:
    return (
        [baseline]
        if baseline is not None and baseline.name not in {s.name for s in subjects}
        else []
    )


def _refuse_namesakes(subjects: Sequence[Subject]) -> None:
    """Raise ModelError where two files have the same name, which would be one row of the table."""
    files: dict[str, str] = {}
    for subject in subjects:
        known = files.setdefault(subject.name, subject.spec.sha256)
        if known != subject.spec.sha256:
            raise ModelError(
                f"two different files have the name {subject.name}; rename one of them"
            )


def _call(session: Session, x: F32) -> Callable[[], object]:
    if session.one_by_one and len(x) > 1:
        return lambda: [session.run(x[i : i + 1]) for i in range(len(x))]
    return lambda: session.run(x)
