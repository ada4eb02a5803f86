"""The pipeline's results on a clip, frame by frame: everything that a decision policy depends on.

Detection, tracking, quality and raw scores do not depend on the calibration or on the settings of
the decision, and they take nearly all of the time. So each clip is run once, and its trace is
judged under any number of policies. With the settings of the run, `judged` reproduces the
pipeline's own verdicts (tests/tools/presentations).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from edge.config import DecisionConfig
from edge.decide.policy import Evidence, Policy
from edge.infer.scorer import sigmoid
from edge.types import FrameResult, Quality, Reason, Score, State
from models.spec import Calibration


@dataclass(frozen=True, slots=True)
class Seen:
    """One face in one frame. raw: by task, the model's uncalibrated logit towards attack."""

    track: int
    reasons: frozenset[Reason]
    raw: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Trace:
    """One clip's results.

    name: of the presentation. frames: (time in s, faces) of each frame. shipped: the verdicts of
    the pipeline itself, with the settings of the run.
    """

    name: str
    frames: tuple[tuple[float, tuple[Seen, ...]], ...]
    shipped: Verdicts

    @property
    def scored(self) -> bool:
        """Whether any face could be scored at all."""
        return any(face.raw for _, faces in self.frames for face in faces)

    def raw(self, task: str) -> list[float]:
        """The raw logits of a task, of all faces, in the order of time."""
        return [f.raw[task] for _, faces in self.frames for f in faces if task in f.raw]

    def as_json(self) -> dict[str, Any]:
        faces = [
            [round(t, 4), [[f.track, sorted(f.reasons), _rounded(f.raw)] for f in seen]]
            for t, seen in self.frames
        ]
        return {"name": self.name, "shipped": self.shipped.as_json(), "frames": faces}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Trace:
        """The inverse of `as_json`. Raises KeyError, TypeError or ValueError on anything else."""
        frames = tuple(
            (float(t), tuple(
                Seen(int(track), frozenset(Reason(r) for r in reasons), dict(raw))
                for track, reasons, raw in faces
            ))
            for t, faces in data["frames"]
        )  # fmt: skip
        return cls(str(data["name"]), frames, Verdicts(**data["shipped"]))


def _rounded(raw: Mapping[str, float]) -> dict[str, float]:
    return {task: round(logit, 5) for task, logit in raw.items()}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts on one clip.

    vouched_after: s until the first verdict LIVE on any face, None where there was none.
    called_attack: whether any face had the verdict ATTACK in any frame.
    """

    vouched_after: float | None
    called_attack: bool

    @property
    def vouched(self) -> bool:
        return self.vouched_after is not None

    def as_json(self) -> dict[str, Any]:
        return {"vouched_after": self.vouched_after, "called_attack": self.called_attack}

    @classmethod
    def of(cls, states: Iterator[tuple[float, State]]) -> Verdicts:
        """Summarise (time in s, state) pairs, which come in the order of time."""
        vouched: float | None = None
        attack = False
        for t, state in states:
            if state is State.LIVE and vouched is None:
                vouched = round(t, 4)
            attack = attack or state is State.ATTACK
        return cls(vouched, attack)


def seen_in(
    result: FrameResult, calibrations: Mapping[str, tuple[str, Calibration]]
) -> tuple[Seen, ...]:
    """A frame's faces. calibrations: by model id, its task and the calibration of its scores, which
    is inverted to give raw logits."""
    faces = []
    for face in result.faces:
        raw = {}
        for model, score in face.scores.items():
            task, calibration = calibrations[model]
            raw[task] = (score.logit - calibration.offset) / calibration.slope
        faces.append(Seen(face.face.track_id, face.quality.reasons, raw))
    return tuple(faces)


def judged(
    trace: Trace, decision: DecisionConfig, calibrations: Mapping[str, Calibration]
) -> Verdicts:
    """The verdicts that `decision` gives on this clip.

    calibrations: by task, applied to the raw logits. One that names a camera counts as the
    calibration of the camera that recorded the clip.
    """
    policy = Policy(decision)
    fitted = frozenset(task for task, c in calibrations.items() if c.camera)

    def states() -> Iterator[tuple[float, State]]:
        for t, faces in trace.frames:
            for face in faces:
                scores = {
                    task: _score(calibrations[task], raw)
                    for task, raw in face.raw.items()
                    if task in calibrations
                }
                quality = Quality(0, 0, 0, 0, 0, 0, face.reasons)
                evidence = Evidence(scores, calibrated=fitted)
                yield t, policy.judge(face.track, quality, evidence, t).state

    return Verdicts.of(states())


def _score(calibration: Calibration, raw: float) -> Score:
    logit = calibration.apply(raw)
    return Score("", sigmoid(logit), logit, 0.0, looks=calibration.looks)
