"""Checks the direction of scores: a higher score must mean attack in every file."""

from __future__ import annotations

from collections.abc import Sequence

from edge.errors import DataError
from tools.evaluation.table import ScoreTable
from tools.metrics.curve import Curve
from tools.metrics.ranking import auc

INVERTED = 0.4
"""An AUC below this is not by chance: the scores have the opposite direction."""


def upside_down(table: ScoreTable) -> float | None:
    """The AUC where it indicates the opposite direction, else None."""
    if not 0 < table.attacks < len(table):
        return None
    area = auc(Curve.of(table.labels, table.scores))
    return area if area < INVERTED else None


def refuse_upside_down(tables: Sequence[ScoreTable], accepted: Sequence[str] = ()) -> None:
    """Raise DataError naming the tables whose scores seem to mean bona fide."""
    suspects = {
        table.name: area
        for table in tables
        if table.name not in accepted and (area := upside_down(table)) is not None
    }
    if not suspects:
        return
    named = ", ".join(f"{name} (AUC {area:.4f})" for name, area in suspects.items())
    mixed = len(suspects) < len(tables)
    raise DataError(
        f"{'score directions are mixed: ' if mixed else ''}a higher score must mean attack, "
        f"but {named} ranks in reverse; change its sign with --flip {next(iter(suspects))}, "
        f"or accept it with --as-is {next(iter(suspects))}"
    )
