"""What stands beside what: pairs, the earlier best, corruption errors, the lowest attacks."""

from __future__ import annotations

import csv
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tools.evaluate import main
from tools.evaluation.aggregate import pool_table
from tools.evaluation.comparison import best, compare, full_and_integer, insights, pair_rows
from tools.evaluation.explain.pictures import pick
from tools.evaluation.measure import measure
from tools.evaluation.pairing import compared
from tools.evaluation.robustness import Point, Robustness
from tools.evaluation.study import Study, Variant
from tools.evaluation.table import Column, ScoreTable


def table(shift: float = 0.0, seed: int = 0, count: int = 400) -> ScoreTable:
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 2 == 1
    own = np.random.default_rng(7).normal(0, 0.2, count)
    scores = np.clip(0.3 + 0.4 * labels + own + rng.normal(0, 0.01, count) + shift, 0, 1)
    return ScoreTable("x", labels, scores, np.arange(count), keys=np.arange(count))


def study(*tables: tuple[str, str, ScoreTable], previous=None) -> Study:
    variants = tuple(
        Variant(name, {"sample": measure(t, 0.5, "given", resamples=50)}, 4.0, precision)
        for name, precision, t in tables
    )
    paired = compared([t for _, _, t in tables], variants)
    return Study("t", {}, variants, previous=previous, paired=paired)


def test_stable_is_what_the_interval_of_the_difference_shows():
    rng = np.random.default_rng(1)
    first = table()
    noisy = replace(first, scores=np.clip(first.scores + rng.normal(0, 0.12, 400), 0, 1))
    worse = replace(first, scores=rng.random(400))
    near = replace(first, scores=first.scores + rng.normal(0, 1e-4, 400))
    found = study(("a", "fp32", first), ("b", "", near), ("c", "", worse), ("d", "", noisy))
    assert [line.status for line in compare(found)][:3] == ["Baseline", "Stable", "Degraded"]
    line = compare(found)[3]
    interval = line.paired.differences.auc
    expected = "Degraded" if interval.high < 0 else "Uncertain"
    assert line.status == expected


def test_tables_are_paired_in_any_order_and_not_at_all_where_samples_differ():
    first = table()
    turned = first.only(np.arange(len(first))[::-1])
    found = study(("a", "", first), ("b", "", turned))
    assert found.paired["b"].differences.auc.high == 0.0
    other = replace(first, keys=first.keys + 1)
    assert study(("a", "", first), ("b", "", other)).paired == {}


def test_a_difference_without_an_interval_is_uncertain_and_the_insight_says_so():
    first = table()
    worse = replace(first, scores=first.scores[::-1].copy(), keys=first.keys + 1)
    found = study(("a", "", first), ("b", "", worse))
    assert [line.status for line in compare(found)] == ["Baseline", "Uncertain"]
    (drop,) = (said for said in insights(found) if said.startswith("Largest drop"))
    assert drop.endswith(", which these samples do not show.")


def test_every_integer_variant_stands_beside_the_float_one_it_is_of():
    t = table(count=40)
    found = study(
        ("net_fp32", "fp32", t), ("other_fp32", "fp32", t), ("net_int8", "int8", t),
        ("other_int8", "int8", t),
    )  # fmt: skip
    pairs = [(a.name, b.name) for a, b in full_and_integer(found)]
    assert pairs == [("net_fp32", "net_int8"), ("other_fp32", "other_int8")]
    rows = {name: loss for name, _, _, loss in pair_rows(full_and_integer(found)[0])}
    assert rows["AUC"] == "0.0000"
    assert rows["Average precision"] == "0.0000"
    assert rows["File size"] == "0.0 %"


def test_the_earlier_best_stands_beside_this_one_with_the_same_figures():
    head = {"auc": 0.5, "average_precision": 0.5, "eer": 0.5, "accuracy": 0.99}
    found = best(study(("a", "", table()), previous={"old": {"headline": head}}))
    assert (found.name, found.previous_name) == ("a", "old")
    assert {row.metric: row.better for row in found.rows} == {
        "auc": True, "average_precision": True, "eer": True, "accuracy": False,
    }  # fmt: skip


def test_corruption_errors_are_relative_to_the_baseline_of_each_corruption():
    def point(variant: str, corruption: str, severity: int, apcer: float) -> Point:
        return Point(variant, corruption, severity, 100, 0.9, 0.1, 0.1, apcer)

    points = [
        point(name, corruption, severity, scale * severity / 10)
        for name, scale in (("a", 1.0), ("b", 2.0))
        for corruption in ("blur", "noise")
        for severity in (0, 1, 3)
    ]
    found = Robustness(tuple(points))
    assert found.mean_corruption_error("a") == 1.0
    assert found.corruption_error("b", "blur") == pytest.approx((0.15 + 0.35) / (0.1 + 0.2))
    assert found.mean_error("b") == pytest.approx((0.15 + 0.35) / 2)
    assert Robustness(tuple(replace(p, auc=None) for p in points)).mean_error("a") is None


def test_a_gallery_takes_one_picture_of_a_subject_and_the_lowest_attacks_besides():
    t = table(count=60)
    column = Column((np.arange(60) // 20).astype(np.int32), ("p", "q", "r"))
    found = pick(replace(t, columns={"subject": column}), 0.5)
    for kind, places in found.items():
        assert len(set((places // 20).tolist())) == places.size, kind
    attacks = np.flatnonzero(t.labels)
    lowest = attacks[np.argsort(t.scores[attacks])][:3]
    assert pick(t, 0.0)["lowest_attacks"].tolist() == lowest.tolist()
    assert pick(t, 0.0)["false_negatives"].size == 0


def test_score_files_show_faces_where_the_samples_lie(tmp_path):
    rows = []
    for i in range(6):
        cv2.imwrite(str(tmp_path / f"{i}.png"), np.full((40, 40, 3), 40 * i, np.uint8))
        rows.append((f"{i}.png", i / 6, int(i > 2)))
    with (tmp_path / "s.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("sample_file", "score", "target"), *rows])
    common = ["report", "--scores", f"x={tmp_path / 's.csv'}", "--out", str(tmp_path / "out")]
    assert main([*common, "--images", str(tmp_path)]) == 0
    page = (tmp_path / "out" / "evaluation" / "report.html").read_text()
    assert page.count("data:image/jpeg") == 3 + 3 + 3  # found, passed, and the lowest attacks
    text = (tmp_path / "out" / "evaluation" / "report.md").read_text()
    assert "Lowest-scored attacks, missed or not" in text
    assert main([*common, "--images", str(tmp_path / "nowhere")]) == 2


def test_mcnemar_counts_presentations_and_not_their_frames():
    clips, frames = 10, 12
    labels = np.repeat(np.arange(clips) % 2 == 1, frames)
    video = Column(np.repeat(np.arange(clips), frames).astype(np.int32), tuple("abcdefghij"))
    good = np.where(labels, 0.9, 0.1)
    bad = np.where(labels, 0.2, 0.1)  # misses all five attacks
    keys = np.arange(labels.size)
    tables = [
        ScoreTable(name, labels, scores, keys, {"video": video}, keys)
        for name, scores in (("good", good), ("bad", bad))
    ]
    variants = [
        Variant(
            table.name,
            {"sample": measure(table, 0.5, "given"),
             "video, mean": measure(pool_table(table, "mean")[0], 0.5, "given")},
        )
        for table in tables
    ]  # fmt: skip
    found = compared(tables, variants)["bad"].mcnemar
    assert (found.first_only, found.second_only) == (5, 0)
    assert found.p_value == pytest.approx(2 * 0.5**5)
