"""Metrics of each epoch, as CSV and for TensorBoard."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

Row = dict[str, float]


class MetricsLog:
    """Writes one row per epoch to `metrics.csv` and the same values to TensorBoard.

    The CSV is rewritten each time from all rows of the run, so that a resumed run has no duplicate
    epochs and a metric that appears later does not shift other columns.
    """

    def __init__(self, folder: Path, *, purge_step: int | None = None) -> None:
        from torch.utils.tensorboard import SummaryWriter

        folder.mkdir(parents=True, exist_ok=True)
        self.csv = folder / "metrics.csv"
        self._board = SummaryWriter(str(folder / "tensorboard"), purge_step=purge_step)

    def write(self, rows: Sequence[Row]) -> None:
        """rows: all epochs so far; the last one is new."""
        columns = list(dict.fromkeys(name for row in rows for name in row))
        part = self.csv.with_suffix(".part")
        with part.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(
                {k: (f"{v:.6g}" if isinstance(v, float) else v) for k, v in row.items()}
                for row in rows
            )
        part.replace(self.csv)
        latest = rows[-1]
        for name, value in latest.items():
            if name != "epoch":
                self._board.add_scalar(name, value, int(latest["epoch"]))
        self._board.flush()

    def close(self) -> None:
        self._board.close()
