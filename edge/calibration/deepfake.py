"""The deepfake model, calibrated to the people who stand there for the anti-spoof model anyway."""

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
"""Of scored faces; as many as the anti-spoof model asks for."""


def deepfake_entry(
    people: Recording, spec: ModelSpec, bpcer: float, fitted_at: str
) -> SiteCalibration | None:
    """The slope as shipped, and the offset at which `bpcer` of people are called an attack.

    people: the deepfake model's scores of bona fide; one class, as nobody shows deepfakes here.
    None from too little.
    """
    if people.seconds < LEAST_SECONDS:
        return None
    decision = DecisionConfig()
    reference = reference_of(spec)
    prior = reference.bona_fide_sd if reference is not None else PRIOR_SD
    bound = live_bound(presentations(people.raw, people.second, people.persons), bpcer, prior)
    slope, looks = spec.calibration.slope, decision.deepfake_looks
    attack = Bounds.of(decision).attack / looks  # what a track's mean must reach for ATTACK
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
