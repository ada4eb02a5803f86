"""Presentations without a response, from the list that a run writes beside its predictions."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from edge.errors import DataError
from tools.evaluation.study import NonResponse
from tools.evaluation.table import PRESENTATIONS, ScoreTable
from tools.metrics.bounds import Rate

Unit = tuple[str | int, int]
"""A presentation: its name, or the hash of its file's name, and its label."""


def read_nonresponse(path: Path) -> list[dict[str, str]]:
    """The rows of a list of samples without a score. Raises DataError."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"the list of non-responses {path} cannot be read: {error}") from error
    for number, row in enumerate(rows, start=2):
        if row.get("target") not in ("0", "1") or not row.get("sample_file"):
            raise DataError(
                f"{path}, line {number}: a non-response needs the columns sample_file and "
                "target (0 or 1), like MODEL.nonresponse.csv"
            )
    return rows


def unanswered(rows: Sequence[Mapping[str, str]], table: ScoreTable) -> list[Mapping[str, str]]:
    """One row for each presentation that gave no response at all.

    A presentation with a score for any of its frames has responded, so its other frames are left
    out; one that several rows name is counted once.
    """
    if not rows:
        return []
    answered = _answered(table)
    found: dict[Unit, Mapping[str, str]] = {}
    for row in rows:
        label, name = int(row["target"]), row["sample_file"]
        unit = next((row[c] for c in PRESENTATIONS if row.get(c)), name)
        if not {(unit, label), (hash(name), label)} & answered:
            found.setdefault((unit, label), row)
    return list(found.values())


def by_species(rows: Sequence[Mapping[str, str]], table: ScoreTable) -> Counter[tuple[int, str]]:
    """Presentations of `unanswered` by label and species, named as the table's attack types are."""
    unnamed = "attack" if table.types()[0] is None else "unspecified"
    return Counter(
        (int(row["target"]), row.get("attack_type") or unnamed) for row in unanswered(rows, table)
    )


def nonresponse_of(predictions: Path, table: ScoreTable) -> NonResponse:
    """What a run's model left unanswered, by presentation. table: its predictions."""
    lost = unanswered(read_nonresponse(predictions.with_suffix(".nonresponse.csv")), table)
    units = table.presentations()
    reasons = Counter((row["reason"], int(row["target"])) for row in lost)

    def rate(label: int) -> Rate:
        silent = sum(row["target"] == str(label) for row in lost)
        return Rate(silent, silent + np.unique(units[table.labels == bool(label)]).size)

    return NonResponse(
        rate(0),
        rate(1),
        {reason: (reasons[reason, 0], reasons[reason, 1]) for reason, _ in sorted(reasons)},
    )


def _answered(table: ScoreTable) -> set[Unit]:
    found: set[Unit] = set()
    free = np.ones(len(table), np.bool_)
    for name in PRESENTATIONS:
        column = table.columns.get(name)
        if column is None:
            continue
        named = free & np.array([bool(n) for n in column.names])[column.codes]
        pairs = np.unique(2 * column.codes[named].astype(np.int64) + table.labels[named])
        found |= {(column.names[pair // 2], pair % 2) for pair in pairs.tolist()}
        free &= ~named
    files = table.files if table.files.size else table.keys
    found |= set(zip(files[free].tolist(), table.labels[free].astype(int).tolist(), strict=True))
    return found
