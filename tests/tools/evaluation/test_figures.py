"""Figures are drawn where there are data, and their files stay small for any number of samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tools.evaluation.figures import interactive, static
from tools.evaluation.measure import measure
from tools.evaluation.robustness import Point, Robustness
from tools.evaluation.study import Study, Variant
from tools.evaluation.table import Column, ScoreTable

EVERY = {
    "roc", "precision_recall", "det", "confidence", "confusion", "reliability", "size_auc",
    "sources", "robustness",
}  # fmt: skip


def table(n: int, *, one_class: bool = False) -> ScoreTable:
    rng = np.random.default_rng(0)
    labels = np.zeros(n, np.bool_) if one_class else np.arange(n) % 2 == 1
    scores = 1 / (1 + np.exp(-rng.normal(2 * labels - 1, 1.5)))
    source = Column((np.arange(n) // 2 % 3).astype(np.int32), ("a", "b", "c"))
    return ScoreTable("x", labels, scores, np.arange(n), {"source": source})


def study(n: int, *, one_class: bool = False) -> Study:
    measured = measure(table(n, one_class=one_class), 0.5, "given", resamples=10)
    variants = tuple(
        Variant(name, {"frame": measured}, megabytes=mb) for name, mb in (("one", 4), ("two", 1))
    )
    points = [Point.of(v.name, "", 0, measured) for v in variants] + [
        Point.of(v.name, "blur", s, measured) for v in variants for s in (1, 5)
    ]
    return Study("t", {}, variants, robustness=Robustness(tuple(points)))


def test_everything_is_drawn_where_both_classes_are_there(tmp_path):
    drawn = static.all_figures(study(300))
    assert set(drawn) == EVERY
    path = tmp_path / "roc.png"
    drawn["roc"].savefig(path)
    assert path.stat().st_size > 5000
    assert set(interactive.all_figures(study(300))) == EVERY - {"confusion"}


def test_one_class_has_distributions_but_no_curves():
    found = set(static.all_figures(study(50, one_class=True)))
    assert {"confidence", "confusion"} <= found
    assert not found & {"roc", "precision_recall", "det", "size_auc"}
    assert "roc" not in interactive.all_figures(study(50, one_class=True))


def test_a_hundred_times_the_samples_do_not_make_a_larger_page():
    few, many = (sum(map(len, interactive.all_figures(study(n)).values())) for n in (2000, 200_000))
    assert many < 1.2 * few


@pytest.mark.parametrize("name", ["confidence", "confusion", "size_auc"])
def test_no_title_or_legend_reaches_over_the_edge(name):
    long = study(40)
    variants = tuple(
        replace(v, name=f"antispoof_minifasnet_v2_se_of_a_release_{v.name}") for v in long.variants
    )
    drawn = static.all_figures(replace(long, variants=variants, robustness=None))[name]
    drawn.draw_without_rendering()
    inside = drawn.bbox
    for axes in drawn.axes:
        for one in (axes.title, axes.get_legend()):
            if one is not None and axes.get_visible():
                box = one.get_window_extent()
                assert box.x0 >= inside.x0
                assert box.x1 <= inside.x1
