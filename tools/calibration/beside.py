"""The deepfake model, calibrated to the people who stand there for the anti-spoof model anyway."""

from __future__ import annotations

import numpy as np

from edge.calibration.store import SiteCalibration
from edge.config import DecisionConfig
from edge.decide.sequential import Bounds
from edge.types import FrameResult
from models.spec import ModelSpec
from tools.calibration.live_bound import PRIOR_SD, live_bound, presentations
from tools.calibration.reference import reference_of

LEAST_SECONDS = 20
"""Of scored faces; as many as the anti-spoof model asks for."""


class Beside:
    """Gathers raw logits while bona fide is recorded; one class, as nobody shows deepfakes here."""

    def __init__(self, spec: ModelSpec) -> None:
        self.spec = spec
        self._raw: list[float] = []
        self._at: list[float] = []
        self._person: list[int] = []
        self._people = 0

    def next_person(self) -> None:
        """Somebody else stands there now."""
        self._people += 1

    def see(self, result: FrameResult) -> None:
        calibration = self.spec.calibration
        for face in result.faces:
            score = face.scores.get(self.spec.id)
            if score is not None:
                self._raw.append((score.logit - calibration.offset) / calibration.slope)
                self._at.append(result.time)
                self._person.append(self._people)

    def entry(self, bpcer: float, fitted_at: str) -> SiteCalibration | None:
        """The slope as shipped, and the offset at which `bpcer` of people are called an attack.

        None from too little.
        """
        raw, person = np.asarray(self._raw), np.asarray(self._person, np.int64)
        second = np.asarray(self._at).astype(np.int64)
        seconds = len({(p, s) for p, s in zip(person.tolist(), second.tolist(), strict=True)})
        if seconds < LEAST_SECONDS:
            return None
        decision = DecisionConfig()
        reference = reference_of(self.spec)
        prior = reference.bona_fide_sd if reference is not None else PRIOR_SD
        bound = live_bound(presentations(raw, second, person), bpcer, prior)
        slope, looks = self.spec.calibration.slope, decision.deepfake_looks
        attack = Bounds.of(decision).attack / looks  # what a track's mean must reach for ATTACK
        low, high = (attack - slope * at for at in reversed(bound.interval))
        threshold = float(0.5 * (1 + np.tanh(attack / 2)))
        return SiteCalibration(
            model=self.spec.id, sha256=self.spec.sha256, basis="bona fide",
            slope=slope, slope_interval=(slope, slope),
            offset=attack - slope * bound.at, offset_interval=(low, high),
            threshold=threshold, threshold_interval=(threshold, threshold),
            looks=looks, bpcer_asked=bpcer,
            seconds={"bona fide": seconds}, frames={"bona fide": len(self._raw)},
            fitted_at=fitted_at,
        )  # fmt: skip
