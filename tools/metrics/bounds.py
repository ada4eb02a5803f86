"""What a count of errors says about the true rate."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`errors` out of `total` presentations; never shown without both."""

    errors: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.errors <= self.total:
            raise ValueError(f"{self.errors} errors of {self.total} presentations are impossible")

    @property
    def value(self) -> float:
        """errors / total, NaN of nothing."""
        return self.errors / self.total if self.total else float("nan")

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Exact binomial interval (Clopper and Pearson, Biometrika 26, 1934).

        Holds for independent presentations only: frames of one video are not.
        """
        if not self.total:
            return 0.0, 1.0
        from scipy.special import (
            betaincinv,
        )  # heavy, and not at a gate, where cameras are calibrated

        tail = (1 - confidence) / 2
        k, n = self.errors, self.total
        low = float(betaincinv(k, n - k + 1, tail)) if k else 0.0
        high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
        return low, high
