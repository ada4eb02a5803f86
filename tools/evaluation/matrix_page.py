"""The matrix as a page, a CSV of cells, JSON, and one figure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from edge.system.files import write_atomically
from tools.evaluation.matrix import Cell, Matrix
from tools.evaluation.page import Block, Heading, Page, PagePicture, Paragraph, Table
from tools.evaluation.words import interval, number, percent

COLUMNS = (
    "train", "test", "bona_fide", "attacks", "auc", "auc_low", "auc_high", "eer", "threshold",
    "fixed_on", "hter", "apcer", "bpcer", "expected_error",
)  # fmt: skip
HOW = (
    "AUC, EER: each model's scores on one test set, threshold-free. HTER: (APCER of all attacks + "
    "BPCER) / 2 at a threshold fixed elsewhere, never on the set it is reported on. Mean and worst "
    "are over test sets, so that no large one hides a small one; pooled takes all rows as one set, "
    "which rewards a model for telling the sets apart. Mean EPC: the HTER over all weightings of "
    "the two errors, each threshold fixed elsewhere (Bengio, Mariéthoz and Keller 2005)."
)


def write_matrix(matrix: Matrix, out: Path, title: str, facts: Mapping[str, str]) -> Path:
    """OUT/matrix.html, .md, .csv, .json and .png; returns the HTML page. Raises OutputError."""
    picture = _figure(matrix)
    page = Page(title, list(facts.items()), _blocks(matrix, picture))
    files = {
        "matrix.png": picture,
        "matrix.csv": _csv(matrix).encode(),
        "matrix.json": _json(matrix, title, facts).encode(),
        "matrix.md": page.markdown().encode(),
        "matrix.html": page.html().encode(),
    }
    for name, content in files.items():
        write_atomically(out / name, content)
    return out / "matrix.html"


def _blocks(matrix: Matrix, picture: bytes) -> list[Block]:
    summary = Table(
        ("Model", "Sets", "AUC, mean", "AUC, worst", "on", "AUC, pooled", "EER, mean",
         "EER, worst", "EER, pooled", "HTER, mean", "HTER, worst"),
        [
            (
                s.train, str(s.sets), number(s.mean_auc), number(s.worst_auc), s.worst_set,
                number(s.pooled_auc), percent(s.mean_eer), percent(s.worst_eer),
                percent(s.pooled_eer), percent(s.mean_hter), percent(s.worst_hter),
            )
            for s in matrix.summaries
        ],
    )  # fmt: skip
    blocks: list[Block] = [
        Heading("Summary"), summary, Paragraph(HOW),
        PagePicture("matrix.png", "AUC and HTER of every model on every test set", picture),
    ]  # fmt: skip
    for name, show in (
        ("AUC", lambda c: number(c.auc)),
        ("EER", lambda c: percent(c.eer)),
        ("HTER", lambda c: percent(c.hter)),
    ):
        blocks += [Heading(f"{name}, model × test set"), _grid(matrix, show)]
    blocks += [Heading("Every cell"), _cells(matrix)]
    return blocks


def _grid(matrix: Matrix, show: Callable[[Cell], str]) -> Table:
    rows = []
    for train in matrix.trains:
        cells = [matrix.cells.get((train, test)) for test in matrix.tests]
        rows.append((train, *("–" if cell is None else show(cell) for cell in cells)))
    return Table(("Model", *matrix.tests), rows)


def _cells(matrix: Matrix) -> Table:
    rows = [
        (
            c.train, c.test, str(c.bona_fide), str(c.attacks), number(c.auc),
            "N/A" if c.auc is None else interval(c.auc_interval, c.auc),
            percent(c.eer), "N/A" if c.threshold is None else f"{c.threshold:.4g}",
            percent(c.hter), percent(c.apcer), percent(c.bpcer), percent(c.expected_error),
        )
        for c in matrix.cells.values()
    ]  # fmt: skip
    headers = ("Model", "Test set", "Bona fide", "Attacks", "AUC", "95 % interval", "EER",
               "Threshold", "HTER", "APCER, pooled", "BPCER", "Mean EPC")  # fmt: skip
    return Table(headers, rows, texts=2)


def _figure(matrix: Matrix) -> bytes:
    """Two heatmaps with their own scales, one above the other; the summary's means at the right."""
    from tools.evaluation.figures.style import INK, figure, png

    wide = 0.95 * (len(matrix.tests) + 1)
    drawn, axes = figure(max(4.0, 1.4 + wide), 2 * max(1.6, 1.3 + 0.42 * len(matrix.trains)), 2)
    means = {s.train: (s.mean_auc, s.mean_hter) for s in matrix.summaries}
    panels = (("AUC", "auc", 0, "Blues", 0.5, 1.0), ("HTER, %", "hter", 1, "Oranges", 0.0, 0.5))
    for one, (title, field, place, shades, low, high) in zip(axes, panels, strict=True):
        values = np.full((len(matrix.trains), len(matrix.tests) + 1), np.nan)
        for i, train in enumerate(matrix.trains):
            row = [matrix.cells.get((train, test)) for test in matrix.tests]
            found = [None if cell is None else getattr(cell, field) for cell in row]
            found.append(means.get(train, (None, None))[place])
            values[i] = [np.nan if value is None else value for value in found]
        one.grid(visible=False)
        one.imshow(values, cmap=shades, vmin=low, vmax=high, aspect="auto")
        one.axvline(len(matrix.tests) - 0.5, color="white", linewidth=4)
        for (y, x), value in np.ndenumerate(values):
            if not np.isnan(value):
                share = (value - low) / (high - low)
                shown = f"{value:.3f}" if field == "auc" else f"{100 * value:.1f}"
                one.text(x, y, shown, ha="center", va="center", fontsize=8,
                         color="white" if share > 0.6 else INK)  # fmt: skip
        one.set_xticks(range(len(matrix.tests) + 1), [*matrix.tests, "mean"], rotation=30,
                       ha="right", rotation_mode="anchor")  # fmt: skip
        one.set_yticks(range(len(matrix.trains)), matrix.trains)
        one.set_title(title)
    return png(drawn)


def _flat(cell: Cell) -> dict[str, Any]:
    interval = cell.auc_interval
    return {
        "train": cell.train, "test": cell.test, "bona_fide": cell.bona_fide,
        "attacks": cell.attacks, "auc": cell.auc,
        "auc_low": interval.low if interval else None,
        "auc_high": interval.high if interval else None,
        "eer": cell.eer, "threshold": cell.threshold, "fixed_on": cell.fixed_on,
        "hter": cell.hter, "apcer": cell.apcer, "bpcer": cell.bpcer,
        "expected_error": cell.expected_error,
    }  # fmt: skip


def _csv(matrix: Matrix) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for cell in matrix.cells.values():
        flat = _flat(cell)
        writer.writerow({k: f"{v:.6g}" if isinstance(v, float) else v for k, v in flat.items()})
    return text.getvalue()


def _json(matrix: Matrix, title: str, facts: Mapping[str, str]) -> str:
    from tools.evaluation.results import plain

    content = {
        "title": title,
        "facts": dict(facts),
        "cells": [plain(_flat(cell)) for cell in matrix.cells.values()],
        "summaries": [plain(summary) for summary in matrix.summaries],
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
