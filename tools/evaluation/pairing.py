"""Paired comparison of every variant with the baseline on the same samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tools.evaluation.aggregate import pool_table
from tools.evaluation.options import MeasureOptions
from tools.evaluation.study import Paired, Variant
from tools.evaluation.table import ScoreTable
from tools.metrics.paired import McNemar, differences, mcnemar
from tools.metrics.scores import Scores


def compared(
    tables: Sequence[ScoreTable],
    variants: Sequence[Variant],
    measuring: MeasureOptions | None = None,
) -> Mapping[str, Paired]:
    """By name, for every variant with the same samples as the baseline; each at its own threshold.

    tables: of samples, the baseline's first; the thresholds are those of the level of these
    samples. Empty where one class is missing.
    """
    first = tables[0]
    if not 0 < first.attacks < len(first):
        return {}
    clusters, _ = first.clusters(measuring.cluster if measuring else None)
    types, _ = first.types()
    pool = measuring.pool if measuring else "mean"
    found = {}
    for table, variant in zip(tables[1:], variants[1:], strict=True):
        other = first.aligned(table)
        if other is None:
            continue
        thresholds = _threshold(variants[0], first), _threshold(variant, table)
        scores = first.scores, other.scores
        found[variant.name] = Paired(
            differences(first.labels, *scores, clusters, thresholds, types),
            _by_presentations(first, other.scores, (variants[0], variant), pool),
        )
    return found


def _by_presentations(
    first: ScoreTable, second: Scores, variants: tuple[Variant, Variant], pool: str
) -> McNemar:
    """McNemar's test takes what it counts as independent, which frames of one clip are not."""
    one, other, level = first, replace(first, scores=second), ""
    if any(m.of_frames for m in variants[0].measured.values()):
        (one, _), (other, _) = pool_table(one, pool), pool_table(other, pool)
        level = f"video, {pool}"
    thresholds = _threshold(variants[0], one, level), _threshold(variants[1], other, level)
    return mcnemar(one.labels, one.scores, other.scores, thresholds)


def _threshold(variant: Variant, table: ScoreTable, level: str = "") -> float:
    """The threshold of the level, by its name or as the one whose samples are the table's rows."""
    if level in variant.measured:
        return variant.measured[level].threshold
    fitting = (m for m in variant.measured.values() if m.samples == len(table))
    return next(fitting, variant.main).threshold
