"""Error rates with a person as the unit, where the score file names the subjects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.evaluation.table import ScoreTable
from tools.metrics.bounds import Rate

SUBJECT = "subject"


def people_in_error(table: ScoreTable, threshold: float) -> dict[str, Rate]:
    """By "BPCER" and "APCER, SPECIES": people with an error in any presentation, of all people.

    Only where a subject has several presentations: else presentations and people are the same. A
    presentation without a subject counts as a person. The mean of the people's error rates is at
    most the share of people with any error, so the upper end of this share's exact interval bounds
    the rate also where a person's presentations err together.
    """
    column = table.columns.get(SUBJECT)
    if column is None:
        return {}
    named = np.array([bool(name) for name in column.names])[column.codes]
    person = np.where(named, column.codes, len(column.names) + np.arange(len(table)))
    found: dict[str, Rate] = {}
    for what, rows in _groups(table).items():
        people = person[rows]
        called_attack = table.scores[rows] >= threshold
        wrong = called_attack if what == "BPCER" else ~called_attack
        everybody, in_error = np.unique(people), np.unique(people[wrong])
        if everybody.size < people.size:
            found[what] = Rate(in_error.size, everybody.size)
    return found


def _groups(table: ScoreTable) -> dict[str, NDArray[np.bool_]]:
    """The rows of each rate."""
    groups = {"BPCER": ~table.labels}
    codes, names = table.types()
    if codes is None:
        return groups | {"APCER, attack": table.labels}
    for code in np.unique(codes[table.labels]).tolist():
        groups[f"APCER, {names[code] or 'unspecified'}"] = table.labels & (codes == code)
    return groups
