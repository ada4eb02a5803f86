"""Calibration of the deepfake model on the bona fide recorded for the anti-spoof model."""

from __future__ import annotations

import numpy as np

from edge.calibration.live_bound import PRIOR_SD, live_bound, presentations
from edge.calibration.recording import Recording
from edge.calibration.reference import reference_of
from edge.calibration.store import SiteCalibration
from edge.config import DecisionConfig
from edge.decide.sequential import Bounds
from models.spec import ModelSpec

LEAST_SECONDS = 20
"""Seconds with a scored face that are needed, as many as for the anti-spoof model."""


def deepfake_entry(
    people: Recording, spec: ModelSpec, bpcer: float, fitted_at: str
) -> SiteCalibration | None:
    """The shipped slope, with the offset at which a share `bpcer` of people is decided as ATTACK.

    people: the deepfake model's scores of bona fide, the only class: no deepfakes are presented
    during a calibration. None from fewer than LEAST_SECONDS seconds with a scored face.
    """
    if people.seconds < LEAST_SECONDS:
        return None
    decision = DecisionConfig()
    reference = reference_of(spec)
    prior = reference.bona_fide_sd if reference is not None else PRIOR_SD
    bound = live_bound(presentations(people.raw, people.second, people.persons), bpcer, prior)
    slope, looks = spec.calibration.slope, decision.deepfake_looks
    attack = Bounds.of(decision).attack / looks  # mean log-odds of a track at ATTACK
    low, high = (attack - slope * at for at in reversed(bound.interval))
    threshold = float(0.5 * (1 + np.tanh(attack / 2)))
    return SiteCalibration(
        model=spec.id, sha256=spec.sha256, basis="bona fide",
        slope=slope, slope_interval=(slope, slope),
        offset=attack - slope * bound.at, offset_interval=(low, high),
        threshold=threshold, threshold_interval=(threshold, threshold),
        looks=looks, bpcer_asked=bpcer,
        seconds={"bona fide": people.seconds}, frames={"bona fide": int(people.raw.size)},
        fitted_at=fitted_at,
    )  # fmt: skip
