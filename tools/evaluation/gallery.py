"""The samples worth looking at: the surest right ones and the worst wrong ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.evaluation.table import ScoreTable

TOP = 5
KINDS = ("true_positives", "false_negatives", "false_positives", "true_negatives")
TITLES = {
    "true_positives": "True positives: attacks found, surest first",
    "false_negatives": "False negatives: attacks missed, worst first",
    "false_positives": "False positives: bona fide called attack, worst first",
    "true_negatives": "True negatives: bona fide passed, surest first",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One sample. picture, heatmap: files, or None where there is no image or no explanation."""

    name: str
    score: float
    picture: Path | None = None
    heatmap: Path | None = None
    how: str = "N/A"


@dataclass(frozen=True, slots=True)
class Gallery:
    """Items by kind, in the order of KINDS; a kind without samples is empty."""

    items: dict[str, list[Item]]

    @property
    def pictured(self) -> bool:
        """Whether there is any image at all."""
        return any(item.picture for items in self.items.values() for item in items)


def pick(table: ScoreTable, threshold: float, top: int = TOP) -> dict[str, NDArray[np.int64]]:
    """Row numbers of the table for each kind; of equal scores the earlier row comes first."""
    called = table.scores >= threshold
    return {
        "true_positives": _extreme(table, table.labels & called, top, highest=True),
        "false_negatives": _extreme(table, table.labels & ~called, top, highest=False),
        "false_positives": _extreme(table, ~table.labels & called, top, highest=True),
        "true_negatives": _extreme(table, ~table.labels & ~called, top, highest=False),
    }


def _extreme(
    table: ScoreTable, rows: NDArray[np.bool_], top: int, *, highest: bool
) -> NDArray[np.int64]:
    places = np.flatnonzero(rows)
    keys = table.scores[places] * (-1 if highest else 1)
    if places.size > 50 * top:  # sorting a few beats sorting ten million
        bound = np.partition(keys, top - 1)[top - 1]
        near = keys <= bound
        places, keys = places[near], keys[near]
    return places[np.argsort(keys, kind="stable")[:top]]
