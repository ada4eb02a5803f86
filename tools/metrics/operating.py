"""Where the threshold comes from: a rule fixed on one set, applied to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

from edge.calibration.rates import threshold_at_bpcer
from edge.errors import DataError
from tools.metrics.curve import Curve
from tools.metrics.pad_rates import ByType, threshold_at_apcer
from tools.metrics.ranking import equal_error
from tools.metrics.scores import Scores

_TARGET = re.compile(r"(apcer|bpcer)=(\d+(?:\.\d+)?)%")


@dataclass(frozen=True, slots=True)
class Rule:
    """kind `fixed`: `value` is the threshold; `eer`: no value; `apcer`, `bpcer`: a rate 0..1."""

    kind: Literal["fixed", "eer", "apcer", "bpcer"]
    value: float = 0.0

    @classmethod
    def parse(cls, text: str) -> Rule:
        """`0.5`, `eer`, `apcer=5%` or `bpcer=1%`. Raises DataError on anything else."""
        if text == "eer":
            return cls("eer")
        target = _TARGET.fullmatch(text)
        if target:
            rate = float(target[2]) / 100
            if 0 < rate < 1:
                return cls("apcer" if target[1] == "apcer" else "bpcer", rate)
        else:
            try:
                value = float(text)
            except ValueError:
                value = float("nan")
            if np.isfinite(value):
                return cls("fixed", value)
        raise DataError(
            f"'{text}' is not a threshold rule; give a number, eer, apcer=5% or bpcer=1%"
        )

    def __str__(self) -> str:
        if self.kind == "fixed":
            return f"{self.value:g}"
        return "eer" if self.kind == "eer" else f"{self.kind}={100 * self.value:g}%"

    @property
    def words(self) -> str:
        """What holds at the threshold, as a report says it."""
        rate = f"{100 * self.value:g} %"
        return {
            "fixed": "as given",
            "eer": "APCER = BPCER",
            "apcer": f"APCER of every attack type at most {rate}",
            "bpcer": f"BPCER at most {rate}",
        }[self.kind]

    @property
    def needs_data(self) -> bool:
        return self.kind != "fixed"

    def threshold(self, bona_fide: Scores, attacks: ByType) -> float:
        """The threshold this rule gives on these scores."""
        if self.kind == "fixed":
            return self.value
        if self.kind == "apcer":
            return threshold_at_apcer(attacks, self.value)
        if self.kind == "bpcer":
            return threshold_at_bpcer(bona_fide, self.value)
        pooled = np.concatenate([*attacks.values(), bona_fide])
        labels = np.arange(pooled.size) < pooled.size - bona_fide.size
        return equal_error(Curve.of(labels, pooled)).threshold
