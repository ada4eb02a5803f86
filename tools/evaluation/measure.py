"""The measurements of one model on one set, at one threshold."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tools.evaluation.table import Column, ScoreTable
from tools.metrics.bootstrap import NONE, Intervals, bootstrap, rate_interval
from tools.metrics.bounds import Rate
from tools.metrics.calibration import Reliability, brier, reliability
from tools.metrics.curve import Curve
from tools.metrics.pad_rates import (
    PadErrors,
    apcer,
    bpcer,
    bpcer_at_apcer,
    fnr_at_fpr,
    pad_errors,
    split,
)
from tools.metrics.ranking import EqualError, auc, average_precision, equal_error
from tools.metrics.scores import Confusion, confusion

MOST_GROUPS = 40  # a column with more values is an identifier, not a condition
ATTACK_TYPE = "attack_type"


@dataclass(frozen=True, slots=True)
class ConditionGroup:
    """A model on the rows of one value of one column; None where a class is missing."""

    value: str
    bona_fide: int
    attacks: int
    auc: float | None
    eer: float | None
    apcer: Rate
    bpcer: Rate


@dataclass(frozen=True, slots=True)
class SourceMean:
    """Unweighted means over the sources that have both classes."""

    sources: int
    auc: float
    eer: float
    acer: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Threshold-free results; only where both classes are present.

    fixed: the curve for figures, thinned; bpcer_at: BPCER at APCER 10, 5, 1 %, by worst type.
    """

    auc: float
    average_precision: float
    equal: EqualError
    bpcer_at: dict[str, Rate]
    fnr_at_fpr1: Rate
    curve: Curve


@dataclass(frozen=True, slots=True)
class Measured:
    """Results of one model at one level (frame or video).

    presentations: number of bona fide and attack presentations of the samples. Bounds are based on
    it, because frames of one clip are not independent.
    """

    level: str
    bona_fide: int
    attacks: int
    presentations: tuple[int, int]
    threshold: float
    rule: str
    confusion: Confusion
    bpcer: Rate
    apcer: dict[str, Rate]
    pad: PadErrors | None
    ranking: Ranking | None
    reliability: Reliability | None
    brier: float | None
    histogram: tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]
    intervals: Intervals
    clustered_by: str
    groups: dict[str, list[ConditionGroup]] = field(default_factory=dict)
    source_mean: SourceMean | None = None

    @property
    def samples(self) -> int:
        return self.bona_fide + self.attacks

    @property
    def of_frames(self) -> bool:
        """Whether presentations have several samples."""
        return sum(self.presentations) < self.samples

    @property
    def counted(self) -> str:
        """What rates at this level count."""
        return "frames" if self.of_frames else "presentations"

    @property
    def unit(self) -> str:
        """What a row of this level is, in words."""
        return "a file each" if self.level in ("frame", "sample") else self.level

    @property
    def apcer_pooled(self) -> Rate:
        """Over all attacks, regardless of their type; total 0 without attacks."""
        return Rate(self.confusion.fn, self.attacks)


def measure(
    table: ScoreTable,
    threshold: float,
    rule: str,
    *,
    level: str = "frame",
    by: tuple[str, ...] | None = None,
    cluster: str | None = None,
    resamples: int = 1000,
) -> Measured:
    """Measure one table. by: columns of the breakdown; default: all with 2 to 40 values."""
    labels, scores = table.labels, table.scores
    codes, names = table.types()
    both = 0 < table.attacks < len(table)
    bounded = float(scores.min()) >= 0 and float(scores.max()) <= 1
    clusters, clustered_by = table.clusters(cluster)
    ranking, pad = None, None
    if both:
        bona_fide, attacks = split(labels, scores, codes, names)
        ranking = _rank(labels, scores, bona_fide, attacks)
        pad = pad_errors(bona_fide, attacks, threshold)
        intervals = bootstrap(labels, scores, clusters, threshold, codes, resamples=resamples)
    else:
        wrong = (scores >= threshold) != labels
        found = rate_interval(wrong, clusters, resamples=resamples)
        only = {"apcer_pooled": found} if table.attacks else {"bpcer": found}
        intervals = replace(NONE, **only)
    groups = breakdown(table, threshold, by)
    by_type = pad.apcer if pad else _one_class_apcer(table, threshold)
    return Measured(
        level=level,
        bona_fide=table.bona_fide,
        attacks=table.attacks,
        presentations=_presentations(table),
        threshold=threshold,
        rule=rule,
        confusion=confusion(labels, scores, threshold),
        bpcer=bpcer(scores[~labels], threshold),
        apcer=by_type,
        pad=pad,
        ranking=ranking,
        reliability=reliability(labels, scores) if bounded and both else None,
        brier=brier(labels, scores) if bounded and both else None,
        histogram=_histogram(table, bounded),
        intervals=intervals,
        clustered_by=clustered_by,
        groups=groups,
        source_mean=_source_mean(groups.get("source", [])),
    )


def _presentations(table: ScoreTable) -> tuple[int, int]:
    units = table.presentations()
    return np.unique(units[~table.labels]).size, np.unique(units[table.labels]).size


def breakdown(
    table: ScoreTable, threshold: float, by: tuple[str, ...] | None = None
) -> dict[str, list[ConditionGroup]]:
    """Results per value of each column. An attack type is compared with all bona fide samples."""
    chosen = (
        by
        if by is not None
        else tuple(name for name, column in table.columns.items() if _is_condition(column))
    )
    if by is None and ATTACK_TYPE in table.columns and table.columns[ATTACK_TYPE].values:
        chosen = (*(name for name in chosen if name != ATTACK_TYPE), ATTACK_TYPE)
    result: dict[str, list[ConditionGroup]] = {}
    for name in chosen:
        column = table.columns.get(name)
        if column is None:
            continue
        groups = []
        for value in column.values:
            rows = column.where(value)
            if name == ATTACK_TYPE:
                rows = (rows & table.labels) | ~table.labels
            groups.append(_group(value, table.labels[rows], table.scores[rows], threshold))
        result[name] = groups
    return result


def _is_condition(column: Column) -> bool:
    """Whether a column can be used for a breakdown: it has several values, but not one per row."""
    values = len(column.values)
    named = np.array([bool(name) for name in column.names])[column.codes]
    return 2 <= values <= MOST_GROUPS and values < int(np.count_nonzero(named))


def _rank(labels, scores, bona_fide, attacks) -> Ranking:  # type: ignore[no-untyped-def]
    curve = Curve.of(labels, scores)
    return Ranking(
        auc(curve),
        average_precision(curve),
        equal_error(curve),
        {
            "BPCER10": bpcer_at_apcer(bona_fide, attacks, 0.10),
            "BPCER20": bpcer_at_apcer(bona_fide, attacks, 0.05),
            "BPCER100": bpcer_at_apcer(bona_fide, attacks, 0.01),
        },
        fnr_at_fpr(bona_fide, attacks, 0.01),
        curve.thinned(),
    )


def _group(value: str, labels, scores, threshold: float) -> ConditionGroup:  # type: ignore[no-untyped-def]
    attacks = int(np.count_nonzero(labels))
    area = eer = None
    if 0 < attacks < labels.size:
        curve = Curve.of(labels, scores)
        area, eer = auc(curve), equal_error(curve).rate
    return ConditionGroup(
        value,
        labels.size - attacks,
        attacks,
        area,
        eer,
        apcer(scores[labels], threshold),
        bpcer(scores[~labels], threshold),
    )


def _source_mean(groups: list[ConditionGroup]) -> SourceMean | None:
    whole = [g for g in groups if g.auc is not None and g.eer is not None]
    if not whole:
        return None
    return SourceMean(
        len(whole),
        float(np.mean([g.auc for g in whole])),
        float(np.mean([g.eer for g in whole])),
        float(np.mean([(g.apcer.value + g.bpcer.value) / 2 for g in whole])),
    )


def _one_class_apcer(table: ScoreTable, threshold: float) -> dict[str, Rate]:
    if not table.attacks:
        return {}
    codes, names = table.types()
    if codes is None:
        return {"attack": apcer(table.scores, threshold)}
    return {
        names[c] or "unspecified": apcer(table.scores[codes == c], threshold)
        for c in np.unique(codes).tolist()
    }


def _histogram(
    table: ScoreTable, bounded: bool, bins: int = 50
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """(edges, bona fide counts, attack counts)."""
    low, high = (0.0, 1.0) if bounded else (float(table.scores.min()), float(table.scores.max()))
    edges = np.linspace(low, high if high > low else low + 1, bins + 1)
    bona, _ = np.histogram(table.scores[~table.labels], edges)
    attack, _ = np.histogram(table.scores[table.labels], edges)
    return edges, bona, attack
