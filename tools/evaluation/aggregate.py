"""From frames to videos: one score a video out of its frames' scores."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from edge.errors import DataError
from edge.system.files import write_atomically
from tools.evaluation.scorefile import sample_name

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
        raise DataError(f"'{how}' does not pool frames; give mean, median or top3 (any number)")
    k = int(top[1])
    return lambda scores: float(np.mean(sorted(scores, reverse=True)[:k]))


@dataclass(slots=True)
class _Video:
    columns: dict[str, str]
    scores: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pooled:
    """How many videos there are, and how many names bona fide and attack frames share."""

    videos: int
    shared: int


def pool_videos(predictions: Path, target: Path, how: str) -> Pooled:
    """Write `target` with one row a video.

    Frames belong together by the column `video` where a row has one, else by their file. A name
    that both classes have is that of a source: the real video and what was made of it are two.
    """
    pool = pool_named(how)
    videos: dict[tuple[str, str], _Video] = {}
    header: list[str] = []
    with predictions.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            header = header or [c for c in row if c not in PER_FRAME]
            key = (row.get("video") or sample_name(row), row["target"])
            video = videos.get(key)
            if video is None:
                video = videos[key] = _Video({c: row[c] for c in header})
            video.scores.append(float(row["score"]))
    shared = {name for name, _ in videos if all((name, label) in videos for label in CLASSES)}
    text = io.StringIO()
    writer = csv.DictWriter(text, [*header, "frames"], lineterminator="\n")
    writer.writeheader()
    for (name, label), video in videos.items():
        shown = f"{name} ({CLASSES[label]})" if name in shared else name
        writer.writerow(
            {**video.columns, header[0]: shown, "score": repr(pool(video.scores)),
             "frames": len(video.scores)}
        )  # fmt: skip
    write_atomically(target, text.getvalue().encode())
    return Pooled(len(videos), len(shared))
