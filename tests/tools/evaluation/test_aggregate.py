"""Frames to videos, by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from edge.errors import DataError
from tools.evaluation.aggregate import Pooled, pool_named, pool_videos

SCORES = [0.1, 0.9, 0.2, 0.8, 0.7]


@pytest.mark.parametrize(
    ("how", "expected"),
    [("mean", 0.54), ("median", 0.7), ("top1", 0.9), ("top3", 0.8), ("top9", 0.54)],
)
def test_a_video_is_pooled_as_named(how, expected):
    assert pool_named(how)(SCORES) == pytest.approx(expected)


@pytest.mark.parametrize("how", ["", "max", "top0", "top"])
def test_a_pool_that_means_nothing_is_refused(how):
    with pytest.raises(DataError, match="is not a way to pool frames"):
        pool_named(how)


def frames(path: Path, rows: list[tuple[str, float, int, str]]) -> Path:
    lines = ["sample_file,score,target,video,frame,x1,y1,x2,y2"]
    lines += [f"{n},{s},{t},{v},0,1,2,3,4" for n, s, t, v in rows]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_frames_belong_together_by_video_else_by_file(tmp_path):
    path = frames(
        tmp_path / "p.csv",
        [("a1", 0.2, 0, "a"), ("b", 0.5, 1, ""), ("a2", 0.4, 0, "a"), ("b", 0.7, 1, "")],
    )
    assert pool_videos(path, tmp_path / "v.csv", "mean") == Pooled(videos=2, shared=0)
    with (tmp_path / "v.csv").open() as file:
        rows = {r["sample_file"]: r for r in csv.DictReader(file)}
    assert float(rows["a"]["score"]) == pytest.approx(0.3)
    assert float(rows["b"]["score"]) == pytest.approx(0.6)
    assert rows["a"]["frames"] == "2"
    assert "x1" not in rows["a"]


def test_a_source_and_what_was_made_of_it_are_two_videos(tmp_path):
    path = frames(
        tmp_path / "p.csv",
        [("a1", 0.2, 0, "a"), ("a2", 0.8, 1, "a"), ("a3", 0.6, 1, "a"), ("b", 0.1, 0, "b")],
    )
    assert pool_videos(path, tmp_path / "v.csv", "mean") == Pooled(videos=3, shared=1)
    with (tmp_path / "v.csv").open() as file:
        rows = {r["sample_file"]: float(r["score"]) for r in csv.DictReader(file)}
    assert rows == pytest.approx({"a (bona fide)": 0.2, "a (attack)": 0.7, "b": 0.1})
