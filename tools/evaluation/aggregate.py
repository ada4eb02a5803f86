"""Pools the scores of a video's frames to one score per presentation."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.errors import DataError
from edge.system.files import write_atomically
from tools.evaluation.scorefile import read_scores, rows_at, sample_name
from tools.evaluation.table import PRESENTATIONS, ScoreTable

Pool = Callable[[Sequence[float]], float]
STANDARD = ("mean", "median", "top3")
CLASSES = {"0": "bona fide", "1": "attack"}
PER_FRAME = frozenset({"frame", "x1", "y1", "x2", "y2"})


def pool_named(how: str) -> Pool:
    """`mean`, `median` or `topK`: the mean of the K highest scores (all where there are fewer)."""
    if how == "mean":
        return lambda scores: float(np.mean(scores))
    if how == "median":
        return lambda scores: float(np.median(scores))
    top = re.fullmatch(r"top([1-9]\d*)", how)
    if top is None:
        raise DataError(
            f"'{how}' is not a way to pool frames; give mean, median or topK (for example top3)"
        )
    k = int(top[1])
    return lambda scores: float(np.mean(sorted(scores, reverse=True)[:k]))


@dataclass(frozen=True, slots=True)
class Pooled:
    """Number of presentations, and of names that both bona fide and attack frames have."""

    videos: int
    shared: int


def pool_table(table: ScoreTable, how: str) -> tuple[ScoreTable, NDArray[np.int64]]:
    """One row per presentation, and the number of frames of each.

    Ordered by their first frames, whose line and columns they keep.
    """
    pool = pool_named(how)
    _, first, group = np.unique(table.presentations(), return_index=True, return_inverse=True)
    order = np.argsort(group, kind="stable")
    frames = np.bincount(group)
    parts = np.split(table.scores[order], np.cumsum(frames)[:-1])
    scores = np.array([pool(part.tolist()) for part in parts])
    seen = np.argsort(first)
    pooled = replace(table.only(first[seen]), scores=scores[seen])
    return pooled, frames[seen]


def pool_videos(predictions: Path, target: Path, how: str) -> Pooled:
    """Write `target` with one row per video, as grouped by ScoreTable.presentations.

    A name that both classes have gets its class as a suffix.
    """
    table = read_scores(predictions, unique=False)
    pooled, frames = pool_table(table, how)
    rows = rows_at(predictions, pooled.lines.tolist())
    names = [
        next((row[c] for c in PRESENTATIONS if row.get(c)), sample_name(row))
        for row in (rows[line] for line in pooled.lines.tolist())
    ]
    twice = {name for name, count in Counter(names).items() if count > 1}
    text = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for name, line, score, count in zip(
        names, pooled.lines.tolist(), pooled.scores.tolist(), frames.tolist(), strict=True
    ):
        row = rows[line]
        if writer is None:
            header = [c for c in row if c not in PER_FRAME]
            writer = csv.DictWriter(
                text, [*header, "frames"], lineterminator="\n", extrasaction="ignore"
            )
            writer.writeheader()
        shown = f"{name} ({CLASSES[row['target']]})" if name in twice else name
        writer.writerow({**row, header[0]: shown, "score": repr(score), "frames": count})
    write_atomically(target, text.getvalue().encode())
    return Pooled(len(pooled), table.shared_presentations())
