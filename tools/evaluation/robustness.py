"""Results under corruption: one point a variant, corruption and severity."""

from __future__ import annotations

from dataclasses import dataclass

from tools.evaluation.measure import Measured

CLEAN = 0


@dataclass(frozen=True, slots=True)
class Point:
    """Results at one severity; 0 = untouched images. Rates 0..1, None where a class is missing."""

    variant: str
    corruption: str
    severity: int
    samples: int
    auc: float | None
    eer: float | None
    bpcer: float
    apcer: float

    @classmethod
    def of(cls, variant: str, corruption: str, severity: int, measured: Measured) -> Point:
        """The numbers at the threshold that was fixed on untouched images."""
        ranking = measured.ranking
        return cls(
            variant,
            corruption,
            severity,
            measured.samples,
            ranking.auc if ranking else None,
            ranking.equal.rate if ranking else None,
            measured.bpcer.value,
            1 - measured.confusion.recall,
        )


@dataclass(frozen=True, slots=True)
class Robustness:
    """All points of one study; the untouched results are points of severity 0."""

    points: tuple[Point, ...]

    @property
    def corruptions(self) -> list[str]:
        """Their names, in the order they were run."""
        return list(dict.fromkeys(p.corruption for p in self.points if p.severity != CLEAN))

    def series(self, variant: str, corruption: str) -> list[Point]:
        """The points of one line of the figure, from untouched to most severe."""
        return sorted(
            (
                p
                for p in self.points
                if p.variant == variant and (p.corruption == corruption or p.severity == CLEAN)
            ),
            key=lambda p: p.severity,
        )
