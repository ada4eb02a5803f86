"""A run's progress by epoch, for the report."""

from __future__ import annotations

from collections.abc import Sequence

from tools.training.metrics_log import Row


def statuses(values: Sequence[float]) -> list[str]:
    """A status per epoch: `best`, the first with the highest value; `improving`, higher than all
    before; else `plateau`."""
    found, highest = [], float("-inf")
    for value in values:
        found.append("improving" if value > highest else "plateau")
        highest = max(highest, value)
    if found:
        found[values.index(highest)] = "best"
    return found


def loss_reductions(rows: Sequence[Row], best_epoch: int) -> list[tuple[str, float, float, float]]:
    """(name, first epoch, best epoch, last epoch) of every loss that all three epochs have."""
    if not rows:
        return []
    best = next((row for row in rows if row["epoch"] == best_epoch), rows[-1])
    names = [n for n in rows[0] if "loss" in n and n in best and n in rows[-1]]
    return [(name, rows[0][name], best[name], rows[-1][name]) for name in names]


def in_words(seconds: float) -> str:
    """A duration as text, such as `41 s`, `3.5 min` or `2.1 h`."""
    if seconds < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
