"""Watch a source for a while and keep what the model said, second by second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge.capture.base import Source
from edge.runtime.pipeline import Pipeline
from edge.types import FrameResult
from models.spec import ModelSpec

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recording:
    """raw: (n,) the model's own logits towards attack, before any calibration.

    second: (n,) which second of the recording each is from; frames of one second are far too
    alike to count as independent, so everything that states a certainty counts seconds.
    person: (n,) which person; None where all are of one.
    crowded: frames left out because several faces were in them: whoever holds a print before the
    camera is often seen beside it, and would be learned as an attack.
    """

    kind: str
    raw: F64
    second: I64
    frames: int
    faces: int
    reasons: Counter[str] = field(default_factory=Counter)
    crowded: int = 0
    person: I64 | None = None

    @property
    def persons(self) -> I64:
        """(n,) whose face each score is of; one source shows one person."""
        return np.zeros(self.raw.size, np.int64) if self.person is None else self.person

    @property
    def seconds(self) -> int:
        """Seconds in which at least one face was scored."""
        return int(np.unique(self.second).size)

    def joined(self, other: Recording) -> Recording:
        """Both, the seconds kept apart."""
        shift = int(self.second.max()) + 1 if self.second.size else 0
        return Recording(
            self.kind,
            np.concatenate((self.raw, other.raw)),
            np.concatenate((self.second, other.second + shift)),
            self.frames + other.frames,
            self.faces + other.faces,
            self.reasons + other.reasons,
            self.crowded + other.crowded,
            np.concatenate((self.persons, other.persons + self.persons.max(initial=-1) + 1)),
        )


def record(
    source: Source,
    pipeline: Pipeline,
    spec: ModelSpec,
    kind: str,
    seconds: float,
    on_progress: Callable[[float, int], None] | None = None,
    on_result: Callable[[FrameResult], object] | None = None,
) -> Recording:
    """Run the opened source through the pipeline for `seconds` of its own time, or to its end.

    Frames with several faces are counted and left out. on_progress(seconds so far, faces scored so
    far); on_result sees the results of the other frames. Raises what the source raises.
    """
    raw: list[float] = []
    at: list[int] = []
    reasons: Counter[str] = Counter()
    frames = faces = crowded = 0
    first: float | None = None
    while True:
        frame = source.read()
        if frame is None:
            break
        first = frame.captured_at if first is None else first
        elapsed = frame.captured_at - first
        if elapsed >= seconds:
            break
        frames += 1
        result = pipeline.process(frame)
        faces += len(result.faces)
        if len(result.faces) > 1:
            crowded += 1
            continue
        if on_result is not None:
            on_result(result)
        for face in result.faces:
            reasons.update(reason.value for reason in face.quality.reasons)
            score = face.scores.get(spec.id)
            if score is not None:
                raw.append((score.logit - spec.calibration.offset) / spec.calibration.slope)
                at.append(int(elapsed))
        if on_progress is not None:
            on_progress(elapsed, len(raw))
    return Recording(
        kind, np.asarray(raw, np.float64), np.asarray(at, np.int64), frames, faces, reasons, crowded
    )
