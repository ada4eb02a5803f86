"""The pictures of `evaluate run`: crops with evidence maps."""

from __future__ import annotations

import json

import cv2
import pytest
from evaluation_run import run

pytestmark = pytest.mark.usefixtures("without_figures")


def test_galleries_show_crops_with_exact_evidence(models, squares, tmp_path):
    out = tmp_path / "out"
    assert run("--model", models(), "--data", squares, "--split", "test", "--out", out) == 0
    folder = out / "evaluation" / "explainability" / "bright"
    heatmaps = sorted(folder.glob("true_positives_*_heatmap.jpg"))
    assert heatmaps
    assert cv2.imread(str(heatmaps[0])).shape == (224, 224, 3)
    detailed = json.loads((out / "evaluation" / "detailed_results.json").read_text())
    tops = detailed["variants"]["bright"]["gallery"]["true_positives"]
    assert {item["explained_by"] for item in tops} == {"evidence"}
    assert [i["score"] for i in tops] == sorted((i["score"] for i in tops), reverse=True)
    page = (out / "evaluation" / "report.html").read_text()
    assert "data:image/jpeg;base64," in page


def test_a_model_without_evidence_is_explained_by_occlusion(models, squares, tmp_path):
    out = tmp_path / "out"
    name = models(evidence=False)
    assert run("--model", name, "--data", squares, "--limit", 6, "--out", out) == 0
    detailed = json.loads((out / "evaluation" / "detailed_results.json").read_text())
    gallery = detailed["variants"]["bright"]["gallery"]
    assert {i["explained_by"] for items in gallery.values() for i in items} == {"occlusion"}


def test_pictures_that_no_report_shows_any_more_are_removed(models, squares, tmp_path):
    out = tmp_path / "out"
    common = ("--model", models(), "--data", squares, "--out", out)
    folder = out / "evaluation" / "explainability"
    assert run(*common, "--split", "val") == 0
    before = {path.name for path in folder.rglob("*.jpg")}
    own = folder / "notes.txt"
    own.write_text("a file of somebody else's")
    assert run(*common, "--split", "test", "--threshold", "0.9") == 0
    page = (out / "evaluation" / "report.md").read_text()
    left = {path.name for path in folder.rglob("*.jpg")}
    assert left
    assert left != before
    assert all(name in page for name in left)
    assert run(*common, "--split", "test", "--no-galleries") == 0
    assert list(folder.rglob("*")) == [own]
