"""The train × test matrix: each model on each test set or source, with thresholds from other
data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from edge.errors import DataError
from tools.evaluation.table import Column, ScoreTable
from tools.metrics.bootstrap import Interval, bootstrap
from tools.metrics.curve import Curve
from tools.metrics.expected import expected_performance, hter
from tools.metrics.operating import Rule
from tools.metrics.pad_rates import split
from tools.metrics.ranking import auc, equal_error
from tools.metrics.scores import Scores

OTHERS = "the other test sets"


@dataclass(frozen=True, slots=True)
class Cell:
    """One model on one test set. Rates 0..1; None where a class is missing.

    threshold: fixed on `fixed_on`, never on the scores of this cell; None where there is no data
    for it. expected_error: the mean of the EPC, the HTER over all weightings of the two errors,
    each with its threshold fixed there. auc_interval: over subjects, else clips, else samples; None
    with fewer than two of either class.
    """

    train: str
    test: str
    bona_fide: int
    attacks: int
    auc: float | None
    auc_interval: Interval | None
    eer: float | None
    threshold: float | None
    fixed_on: str
    hter: float | None
    apcer: float | None
    bpcer: float | None
    expected_error: float | None = None


@dataclass(frozen=True, slots=True)
class MatrixSummary:
    """Summary of a row: mean and worst over its test sets with both classes, and all pooled."""

    train: str
    sets: int
    mean_auc: float
    worst_auc: float
    worst_set: str
    pooled_auc: float
    mean_eer: float
    worst_eer: float
    pooled_eer: float
    mean_hter: float | None
    worst_hter: float | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """cells: by (train, test); none where a model was not scored on a test set."""

    trains: list[str]
    tests: list[str]
    cells: Mapping[tuple[str, str], Cell]
    summaries: list[MatrixSummary]


def build(
    tables: Mapping[str, Mapping[str, ScoreTable]],
    rule: Rule,
    fixed_on: Mapping[str, ScoreTable],
    resamples: int = 300,
) -> Matrix:
    """tables: by model, then by test set.

    fixed_on: by model, scores of a set that is in no cell; without one, each cell's threshold is
    fixed on the model's other cells pooled. A rule that is a number needs neither.
    """
    cells, summaries = {}, []
    for train, by_test in tables.items():
        for test, table in by_test.items():
            elsewhere, where = _elsewhere(train, test, by_test, fixed_on)
            threshold = None if elsewhere is None else rule.threshold(*_split(elsewhere))
            if not rule.needs_data:
                threshold, where = rule.value, "given"
            cell = _cell(train, test, table, threshold, where, resamples)
            cells[train, test] = replace(cell, expected_error=_expected(elsewhere, table))
        row = [cells[train, test] for test in by_test]
        summary = _summary(train, row, by_test)
        if summary is not None:
            summaries.append(summary)
    tests = list(dict.fromkeys(test for by_test in tables.values() for test in by_test))
    return Matrix(list(tables), tests, cells, summaries)


def by_column(table: ScoreTable, column: str) -> dict[str, ScoreTable]:
    """One table per value of the column. Raises DataError where a row has none: it would be in no
    cell, and nothing would say so."""
    found = table.columns.get(column)
    if found is None or not found.values:
        raise DataError(
            f"{table.name} has no column '{column}' for its test sets; add the columns of a "
            "manifest with --manifest, or give the whole file as one test set: "
            "TRAIN:TEST=FILE"
        )
    empty = int(np.count_nonzero(found.where("")))
    if empty:
        raise DataError(
            f"{empty} of {len(table)} rows of {table.name} have no {column}; complete them, or "
            "divide the file by another column with --by"
        )
    return {value: table.only(found.where(value)) for value in found.values}


def pooled(tables: Sequence[ScoreTable]) -> ScoreTable:
    """All rows in one table, with the columns that all tables have."""
    first = tables[0]
    shared = [name for name in first.columns if all(name in t.columns for t in tables)]
    return replace(
        first,
        labels=np.concatenate([t.labels for t in tables]),
        scores=np.concatenate([t.scores for t in tables]),
        lines=np.concatenate([t.lines for t in tables]),
        columns={name: _joined([t.columns[name] for t in tables]) for name in shared},
        keys=np.concatenate([t.keys for t in tables]),
        files=np.concatenate([t.files for t in tables]),
    )


def _joined(columns: Sequence[Column]) -> Column:
    names = tuple(dict.fromkeys(name for column in columns for name in column.names))
    place = {name: i for i, name in enumerate(names)}
    parts = [
        np.array([place[name] for name in column.names], np.int32)[column.codes]
        for column in columns
    ]
    return Column(np.concatenate(parts), names)


def _elsewhere(
    train: str,
    test: str,
    by_test: Mapping[str, ScoreTable],
    fixed_on: Mapping[str, ScoreTable],
) -> tuple[ScoreTable | None, str]:
    """(the table that a threshold is fixed on, its name); (None, the reason) without one."""
    if train in fixed_on:
        where, table = fixed_on[train].name, fixed_on[train]
    else:
        others = [t for name, t in by_test.items() if name != test]
        if not others:
            return None, "nothing: there is one test set alone"
        where, table = OTHERS, pooled(others)
    if not 0 < table.attacks < len(table):
        return None, f"nothing: {where} hold one class alone"
    return table, where


def _split(table: ScoreTable) -> tuple[Scores, dict[str, Scores]]:
    codes, names = table.types()
    return split(table.labels, table.scores, codes, names)


def _expected(elsewhere: ScoreTable | None, table: ScoreTable) -> float | None:
    if elsewhere is None or not 0 < table.attacks < len(table):
        return None
    fixed_on, reported = ((t.scores[~t.labels], t.scores[t.labels]) for t in (elsewhere, table))
    return expected_performance(fixed_on, reported).area


def _cell(
    train: str, test: str, table: ScoreTable, threshold: float | None, where: str, resamples: int
) -> Cell:
    bona, attack = table.scores[~table.labels], table.scores[table.labels]
    area = equal = interval = halved = missed = refused = None
    if bona.size and attack.size:
        curve = Curve.of(table.labels, table.scores)
        area, equal = auc(curve), equal_error(curve).rate
        clusters = table.subjects()  # a source is the test set itself
        at = math.inf if threshold is None else threshold
        interval = bootstrap(table.labels, table.scores, clusters, at, resamples=resamples).auc
    if threshold is not None:
        halved = hter(bona, attack, threshold) if bona.size and attack.size else None
        missed = float(np.mean(attack < threshold)) if attack.size else None
        refused = float(np.mean(bona >= threshold)) if bona.size else None
    return Cell(
        train,
        test,
        bona.size,
        attack.size,
        area,
        interval,
        equal,
        threshold,
        where,
        halved,
        missed,
        refused,
    )


def _summary(
    train: str, row: Sequence[Cell], by_test: Mapping[str, ScoreTable]
) -> MatrixSummary | None:
    whole = [(c, c.auc, c.eer) for c in row if c.auc is not None and c.eer is not None]
    if not whole:
        return None
    curve = Curve.of(*_labels_and_scores(by_test))
    worst, worst_auc, _ = min(whole, key=lambda one: one[1])
    errors = [c.hter for c, _, _ in whole if c.hter is not None]
    return MatrixSummary(
        train,
        len(whole),
        float(np.mean([area for _, area, _ in whole])),
        worst_auc,
        worst.test,
        auc(curve),
        float(np.mean([equal for _, _, equal in whole])),
        max(equal for _, _, equal in whole),
        equal_error(curve).rate,
        float(np.mean(errors)) if errors else None,
        max(errors, default=None),
    )


def _labels_and_scores(by_test: Mapping[str, ScoreTable]):  # type: ignore[no-untyped-def]
    tables = list(by_test.values())
    return np.concatenate([t.labels for t in tables]), np.concatenate([t.scores for t in tables])
