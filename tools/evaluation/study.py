"""One evaluation as reports see it: variants, where they came from, what was left unanswered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from edge import __version__
from tools.evaluation.measure import Measured
from tools.metrics.bounds import Rate
from tools.metrics.paired import Differences, McNemar

if TYPE_CHECKING:
    from tools.evaluation.explain.pictures import Gallery
    from tools.evaluation.robustness import Robustness


def made_by() -> str:
    """The version and the day, for the head of a report."""
    return f"facevouch {__version__}, {datetime.now(UTC):%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class NonResponse:
    """Presentations without a score, by class and by reason (ISO/IEC 30107-3: APNRR, BPNRR).

    reasons: reason → (bona fide, attacks).
    """

    bona_fide: Rate
    attacks: Rate
    reasons: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paired:
    """A variant minus the baseline, samples against samples."""

    differences: Differences
    mcnemar: McNemar


@dataclass(frozen=True, slots=True)
class Variant:
    """A model, or one form of a model, with its results.

    measured: by level ("frame", "video"), the reported level first. megabytes: of 10⁶ bytes.
    """

    name: str
    measured: dict[str, Measured]
    megabytes: float | None = None
    precision: str | None = None
    sha256: str | None = None
    architecture: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    nonresponse: NonResponse | None = None
    gallery: Gallery | None = None

    @property
    def main(self) -> Measured:
        return next(iter(self.measured.values()))

    @property
    def presentations(self) -> Measured:
        """The level at which a row is a presentation, as ISO/IEC 30107-3 counts them."""
        return next((m for m in self.measured.values() if not m.of_frames), self.main)

    @property
    def auc(self) -> float | None:
        return self.main.ranking.auc if self.main.ranking else None


@dataclass(frozen=True, slots=True)
class Study:
    """All variants on one set. The first variant is the baseline of every difference.

    facts: name → value lines for the head of the report. previous: `variants` of an earlier
    detailed_results.json on the same set, or None. notes: warnings a reader must see. paired: by
    variant, what differs from the baseline on the same samples. command: the line that makes all
    of it again.
    """

    title: str
    facts: Mapping[str, str]
    variants: tuple[Variant, ...]
    task: str = "antispoof"
    previous: Mapping[str, Mapping[str, object]] | None = None
    robustness: Robustness | None = None
    notes: tuple[str, ...] = ()
    paired: Mapping[str, Paired] = field(default_factory=dict)
    command: str = ""

    @property
    def baseline(self) -> Variant:
        return self.variants[0]
