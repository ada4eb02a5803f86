"""Paired comparison of every variant with the baseline on the same samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tools.evaluation.options import MeasureOptions
from tools.evaluation.study import Paired, Variant
from tools.evaluation.table import ScoreTable
from tools.metrics.paired import differences, mcnemar


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
    found = {}
    for table, variant in zip(tables[1:], variants[1:], strict=True):
        other = first.aligned(table)
        if other is None:
            continue
        thresholds = _threshold(variants[0], first), _threshold(variant, table)
        scores = first.scores, other.scores
        found[variant.name] = Paired(
            differences(first.labels, *scores, clusters, thresholds, types),
            mcnemar(first.labels, *scores, thresholds),
        )
    return found


def _threshold(variant: Variant, table: ScoreTable) -> float:
    """The threshold of the level whose samples are the table's rows."""
    fitting = (m for m in variant.measured.values() if m.samples == len(table))
    return next(fitting, variant.main).threshold
