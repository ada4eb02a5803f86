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
from models.manifest import write_atomically
from tools.evaluation.scorefile import sample_name

Pool = Callable[[Sequence[float]], float]
STANDARD = ("mean", "median", "top3")
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
    target: str
    columns: dict[str, str]
    scores: list[float] = field(default_factory=list)


def pool_videos(predictions: Path, target: Path, how: str) -> int:
    """Write `target` with one row a video; returns how many there are.

    Frames belong together by the column `video` where a row has one, else by their file. Raises
    DataError where frames of one video have different labels.
    """
    pool = pool_named(how)
    videos: dict[str, _Video] = {}
    header: list[str] = []
    with predictions.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = row.get("video") or sample_name(row)
            header = header or [c for c in row if c not in PER_FRAME]
            video = videos.get(name)
            if video is None:
                video = videos[name] = _Video(row["target"], {c: row[c] for c in header})
            elif video.target != row["target"]:
                raise DataError(f"frames of the video {name} are labelled 0 and 1")
            video.scores.append(float(row["score"]))
    text = io.StringIO()
    writer = csv.DictWriter(text, [*header, "frames"], lineterminator="\n")
    writer.writeheader()
    for name, video in videos.items():
        first = header[0]
        writer.writerow(
            {**video.columns, first: name, "score": repr(pool(video.scores)),
             "frames": len(video.scores)}
        )  # fmt: skip
    write_atomically(target, text.getvalue().encode())
    return len(videos)
