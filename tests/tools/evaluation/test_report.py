"""The report states where each number comes from, and its uncertainty."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tools.evaluate import main
from tools.evaluation.comparison import Earlier, signed
from tools.evaluation.explain.pictures import KINDS, Gallery, Item, jpeg
from tools.evaluation.measure import measure
from tools.evaluation.report import (
    PICTURES,
    between,
    breakable,
    corrupted_apcer,
    corrupted_bpcer,
    origin,
    render_html,
)
from tools.evaluation.robustness import Point
from tools.evaluation.study import Study, Variant
from tools.evaluation.table import ScoreTable
from tools.metrics.bootstrap import Interval
from tools.metrics.bounds import Rate

pytestmark = pytest.mark.usefixtures("without_figures")

HEAD = "sample_file,score,target"
FEW = [HEAD, "a,0.1,0", "b,0.4,0", "c,0.35,1", "d,0.8,1"]
APART = [HEAD, *(f"{i},0.{i},{int(i > 5)}" for i in range(1, 10))]


def report(folder, lines, *more: str) -> tuple[str, str]:
    """Both pages of a report on these lines."""
    scores = folder / "scores.csv"
    scores.write_text("\n".join(lines) + "\n")
    out = folder / "out"
    assert main(["report", "--scores", f"x_y={scores}:1.5", "--out", str(out), *more]) == 0
    evaluation = out / "evaluation"
    return (evaluation / "report.md").read_text(), (evaluation / "report.html").read_text()


@pytest.mark.parametrize(
    ("interval", "rate", "shown"),
    [
        (Interval(0.012, 0.13, 40), Rate(5, 100), "1.2–13.0 %"),
        (None, Rate(5, 100), "too few clusters"),
        # resamples of samples without an error have none: 0 to 0 % would be a false certainty
        (Interval(0.0, 0.0, 40), Rate(0, 800), "≤ 0.37 %"),
        (None, Rate(0, 3), "≤ 63.16 %"),
        (Interval(1.0, 1.0, 40), Rate(800, 800), "≥ 99.63 %"),
        (None, Rate(0, 0), "N/A"),
        (None, None, "N/A"),
    ],
)
def test_an_interval_claims_no_more_than_the_samples_allow(interval, rate, shown):
    assert between(interval, rate) == shown


def test_a_corruption_without_an_error_gets_a_bound_by_presentations_too():
    none = Interval(0.0, 0.0, 40)
    some = Interval(0.1, 0.3, 40)
    point = Point("x", "fog", 3, 60, 0.9, 0.1, 0.0, 0.2, none, some, presentations=(3, 30))
    assert corrupted_bpcer(point) == "≤ 63.16 %"
    assert corrupted_apcer(point) == "10.0–30.0 %"


def test_scores_that_separate_the_classes_get_a_bound_instead_of_an_interval(tmp_path):
    text, page = report(tmp_path, APART)
    for said in ("none: classes separable", "≤ 52.71 %", "no error was seen"):
        assert said in text
        assert said in page


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("given", "given"),
        ("eer on val", "APCER = BPCER on val"),
        ("apcer=5% on val", "APCER of every attack type at most 5 % on val"),
        ("bpcer=1% on validation scores", "BPCER at most 1 % on validation scores"),
        ("strict of the manifest", "strict of the manifest"),
    ],
)
def test_the_origin_of_a_threshold_is_described(rule, words):
    assert origin(rule) == words


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0.0"), (-0.04, "0.0"), (0.04, "0.0"), (-0.05001, "−0.1"), (3, "+3.0"), (None, "N/A")],
)
def test_a_change_that_rounds_to_nothing_has_no_sign(value, shown):
    assert signed(value, 1) == shown


def test_the_report_says_by_which_command_and_of_what_it_was_made(tmp_path):
    text, page = report(tmp_path, FEW, "--title", "two words")
    command = f"facevouch evaluate report --scores x_y={tmp_path}/scores.csv:1.5"
    assert command in text
    assert "--title 'two words'" in text
    assert "<code><span>facevouch</span>" in page
    sha256 = re.search(r"\b[0-9a-f]{64}\b", text)
    assert sha256
    assert sha256[0] in page


def test_the_page_loads_nothing_from_elsewhere_and_knows_day_night_and_paper(tmp_path):
    _, page = report(tmp_path, FEW)
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    assert not re.search(r"(src|href)=[\"'](?!#|data:)", markup)
    assert "@import" not in markup
    assert "url(" not in markup
    for media in ("prefers-color-scheme: dark", "@media print", "max-width: 700px"):
        assert media in markup


def test_a_long_name_is_wrapped_at_its_joints_and_is_no_markup():
    assert breakable("a_b/<i>") == "a_<wbr>b/<wbr>&lt;i&gt;"


VARIANTS = {"x": {"headline": {"auc": 0.9, "acer_worst": 0.1}}}


@pytest.mark.parametrize(
    ("facts", "kept", "said"),
    [
        ({"Data": "d", "Samples": "9", "Threshold rule": "eer"}, VARIANTS, ""),
        ({"Data": "other", "Samples": "9", "Threshold rule": "eer"}, None, "of other data (d)"),
        ({"Data": "d", "Samples": "8", "Threshold rule": "eer"}, None, "of other data (9)"),
        (
            {"Data": "d", "Samples": "9", "Threshold rule": "0.5"},
            {"x": {"headline": {"auc": 0.9}}},
            "threshold rule eer: their ACER is not compared",
        ),
    ],
)
def test_only_numbers_of_the_same_set_and_rule_are_compared(facts, kept, said):
    earlier = Earlier({"Data": "d", "Samples": "9", "Threshold rule": "eer"}, VARIANTS)
    found, notes = earlier.comparable(facts)
    assert found == kept
    assert len(notes) == bool(said)
    assert said in "".join(notes)


def test_results_of_another_set_in_the_folder_are_named_and_not_compared(tmp_path):
    report(tmp_path, FEW)
    text, page = report(tmp_path, APART)
    for shown in (text, page):
        assert "The earlier results in this folder are of other data (4 " in shown
        assert "Previous best: none on record" in shown


def test_a_page_of_many_galleries_shows_smaller_pictures_and_stays_small(tmp_path):
    rng = np.random.default_rng(0)
    items = []
    for i in range(40):
        path = tmp_path / f"{i}.jpg"
        path.write_bytes(jpeg(rng.integers(0, 255, (224, 224, 3), np.uint8), 95))
        items.append(Item(f"{i}", 0.5, path, path))
    labels = np.arange(8) % 2 == 1
    table = ScoreTable("x", labels, np.linspace(0, 1, 8), np.arange(8))
    measured = measure(table, 0.5, "given", resamples=5)
    gallery = Gallery(dict.fromkeys(KINDS, items[:20]))
    few, many = (
        Study(
            "t", {}, tuple(Variant(f"m{i}", {"frame": measured}, gallery=gallery) for i in range(n))
        )
        for n in (1, 12)
    )
    small = sum(path.stat().st_size for path in tmp_path.glob("*.jpg"))
    assert small < PICTURES
    pages = [render_html(study, {"confidence": ""}, "", tmp_path) for study in (few, many)]
    assert [page.count("data:image/jpeg") for page in pages] == [160, 12 * 160]
    assert len(pages[1]) < 5_000_000  # plotly's library takes 4.8 MB of the 10
