"""Error rates of each defence: the same clips, judged under one decision policy after another.

A calibrated camera is evaluated as a site would calibrate it: the first bona fide clips of each
camera (and, where the defence says so, the first attack clips) fit its calibration, and the other
clips are judged. The calibration counts each clip as another person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from edge.calibration.fit import Fit, fit
from edge.calibration.recording import Recording
from edge.calibration.reference import reference_of
from edge.config import DecisionConfig
from edge.errors import DataError
from models.spec import Calibration, ModelSpec
from tools.presentations.frame_trace import Trace, Verdicts, judged
from tools.presentations.presentation import Presentation

LIVE_CLIPS, ATTACK_CLIPS = 10, 6
"""Clips of each camera that fit its calibration; no defence is judged on them."""

TASK = "antispoof"


@dataclass(frozen=True, slots=True)
class Defence:
    """A decision policy that is compared.

    name: as in the table. calibrated: None for an uncalibrated camera, `live` for a calibration on
    bona fide clips alone, `attacks` for one on both classes.
    """

    name: str
    decision: DecisionConfig
    calibrated: str | None = None


def defences(bpcer: float) -> list[Defence]:
    """All defences that are compared. bpcer: the target of a camera's calibration, 0..1."""
    asked = f"{100 * bpcer:g} %"
    unbounded = DecisionConfig(uncalibrated="accept", antispoof_looks=1e9)
    return [
        Defence("uncalibrated, refuse (gates)", DecisionConfig(uncalibrated="refuse")),
        Defence("uncalibrated, warn or accept", DecisionConfig(uncalibrated="accept")),
        Defence("uncalibrated, without a bound on looks", unbounded),
        Defence(f"calibrated, live only, BPCER {asked}", DecisionConfig(), "live"),
        Defence(f"calibrated, with attacks, BPCER {asked}", DecisionConfig(), "attacks"),
    ]


@dataclass(frozen=True, slots=True)
class Tried:
    """A defence's verdicts, by clip name, on the clips that were held out of calibration.

    skipped: cameras that could not be calibrated, each with the reason.
    """

    defence: Defence
    shown: list[Presentation]
    verdicts: dict[str, Verdicts]
    skipped: dict[str, str]


def tried(
    defence: Defence,
    shown: Sequence[Presentation],
    traces: Mapping[str, Trace],
    spec: ModelSpec,
    bpcer: float,
) -> Tried:
    """Judge all clips but those that are set aside for calibration.

    spec: of the model that made the traces. bpcer: the target of the calibration, 0..1.
    """
    verdicts: dict[str, Verdicts] = {}
    skipped: dict[str, str] = {}
    for source in sorted({one.source for one in shown}):
        ours = [one for one in shown if one.source == source]
        calibration = spec.calibration
        if defence.calibrated is not None:
            teach = taught(ours, attacks=defence.calibrated == "attacks")
            try:
                calibration = calibrated_by(teach, traces, spec, source, bpcer)
            except DataError as error:
                skipped[source] = str(error)
                continue
        held_out = [one for one in ours if one not in taught(ours, attacks=True)]
        for one in held_out:
            verdicts[one.name] = judged(traces[one.name], defence.decision, {TASK: calibration})
    kept = [one for one in shown if one.name in verdicts]
    return Tried(defence, kept, verdicts, skipped)


def taught(ours: Sequence[Presentation], *, attacks: bool) -> list[Presentation]:
    """The clips of one camera that fit its calibration: the first of each class, half at most."""
    live = [one for one in ours if not one.label]
    shown = [one for one in ours if one.label] if attacks else []
    return live[: min(LIVE_CLIPS, len(live) // 2)] + shown[: min(ATTACK_CLIPS, len(shown) // 2)]


def calibrated_by(
    teach: Sequence[Presentation],
    traces: Mapping[str, Trace],
    spec: ModelSpec,
    camera: str,
    bpcer: float,
) -> Calibration:
    """The calibration that `facevouch calibrate` would fit to these clips. Raises DataError."""
    result = fitted(teach, traces, spec, bpcer)
    return Calibration(
        slope=result.slope, offset=result.offset, camera=camera, looks=result.looks
    )  # fmt: skip


def fitted(
    teach: Sequence[Presentation], traces: Mapping[str, Trace], spec: ModelSpec, bpcer: float
) -> Fit:
    live = _recording("bona fide", [one for one in teach if not one.label], traces)
    attacks = [one for one in teach if one.label]
    by_kind = [
        _recording(kind, [one for one in attacks if one.species == kind], traces)
        for kind in sorted({one.species for one in attacks})
    ]
    known = reference_of(spec)
    return fit(live, by_kind, spec.calibration, bpcer=bpcer, reference=known, resamples=60)


def _recording(kind: str, ones: Sequence[Presentation], traces: Mapping[str, Trace]) -> Recording:
    """The clips joined in time to one recording, each clip a person."""
    raw: list[float] = []
    second: list[int] = []
    person: list[int] = []
    start = 0
    for number, one in enumerate(ones):
        frames = traces[one.name].frames
        for t, faces in frames:
            for face in faces:
                if TASK in face.raw:
                    raw.append(face.raw[TASK])
                    second.append(start + int(t))
                    person.append(number)
        start += 1 + int(max((t for t, _ in frames), default=0.0))
    return Recording(
        kind, np.asarray(raw, np.float64), np.asarray(second, np.int64), len(raw), len(raw),
        person=np.asarray(person, np.int64),
    )  # fmt: skip
