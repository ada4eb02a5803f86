"""The gate's own test on recorded scores: the first decision counts, and none is no entry."""

from __future__ import annotations

import json

import pytest
from evaluation_run import predictions, run

from edge.config import DecisionConfig
from edge.decide.sequential import Lean
from tools.evaluation.gate_decisions import decide, threshold

CONFIG = DecisionConfig()


def frames(scores: list[float], step: int = 15) -> list[tuple[int, float]]:
    return [(i * step, score) for i, score in enumerate(scores)]


@pytest.mark.parametrize(
    ("scores", "lean"),
    [
        ([0.02] * 20, Lean.LIVE),
        ([0.98] * 20, Lean.ATTACK),
        ([0.5] * 20, Lean.OPEN),
        ([0.02] * (CONFIG.min_frames - 1), Lean.OPEN),
        ([0.02] * 20 + [0.98] * 40, Lean.LIVE),  # a gate has opened by then
    ],
)
def test_a_presentation_is_vouched_for_only_where_the_test_decides_for_live(scores, lean):
    score, found, used = decide(frames(scores), "antispoof", CONFIG)
    assert found is lean
    assert (score < threshold(CONFIG)) == (lean is Lean.LIVE)
    assert used <= len(scores)


def test_frames_are_taken_in_their_order_and_close_ones_count_for_less():
    ordered = frames([0.02] * 20)
    assert decide(ordered[::-1], "antispoof", CONFIG) == decide(ordered, "antispoof", CONFIG)
    _, _, apart = decide(frames([0.02] * 60, step=15), "antispoof", CONFIG)
    _, _, close = decide(frames([0.02] * 60, step=1), "antispoof", CONFIG)
    assert apart < close


def test_a_run_at_this_level_shows_what_the_gate_does(models, video, tmp_path):
    for i in range(4):
        label, grey = ("attack", 230) if i % 2 else ("live", 20)
        video(tmp_path / "clips" / label / f"{i}.avi", [grey] * 40)
    out = tmp_path / "out"
    common = ("--model", models(), "--data", tmp_path / "clips", "--faces", "whole", "--no-timing")
    assert (
        run(*common, "--frames", 40, "--level", "presentation", "--out", out, "--no-galleries") == 0
    )
    rows = predictions(out, "bright.presentation")
    assert {row["target"]: row["decided"] for row in rows} == {"0": "live", "1": "attack"}
    assert all(int(row["frames"]) >= CONFIG.min_frames for row in rows)
    levels = json.loads((out / "evaluation" / "detailed_results.json").read_text())["variants"][
        "bright"
    ]["levels"]
    main = levels["presentation, sequential test"]
    assert next(iter(levels)) == "presentation, sequential test"
    assert (main["samples"], main["bpcer"]["errors"], main["confusion"]["fn"]) == (4, 0, 0)
    assert "first decision of the sequential test" in main["rule"]
