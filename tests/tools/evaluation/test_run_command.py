"""`evaluate run` from images to report, with a tiny model whose score is the face's brightness."""

from __future__ import annotations

import csv
import json
import math

import cv2
import pytest
from evaluation_run import predictions, run

from tools.evaluation.scorefile import read_scores

pytestmark = pytest.mark.usefixtures("without_figures")


def test_scores_are_those_of_the_crop_and_columns_travel_along(models, squares, tmp_path):
    out = tmp_path / "out"
    assert run("--model", models(), "--data", squares, "--split", "test", "--out", out) == 0
    rows = predictions(out, "bright")
    assert len(rows) == 24
    first = rows[0]
    image = cv2.imread(str(squares.parent / first["sample_file"]))
    mean = image[8:40, 8:40].mean() / 255
    assert float(first["score"]) == pytest.approx(1 / (1 + math.exp(-12 * (mean - 0.5))), abs=1e-4)
    assert {row["attack_type"] for row in rows if row["target"] == "1"} == {"print", "replay"}
    text = (out / "evaluation" / "report.md").read_text()
    assert "## By source" in text
    assert "mean of 3 sources" in text
    assert (out / "results-set-test.csv").read_text().startswith("model,img_size,top1,top1_err")
    assert (out / "model_metadata-set-test.csv").is_file()
    assert len(list(out.glob("benchmark-infer-fp32-nchw-onnxruntime-*.csv"))) == 1


def test_a_threshold_fixed_on_val_is_applied_to_test(models, squares, tmp_path):
    out = tmp_path / "out"
    common = ("--model", models(), "--data", squares, "--out", out, "--no-galleries")
    assert run(*common, "--split", "test", "--threshold", "eer") == 0
    val = read_scores(out / "evaluation" / "predictions" / "bright-val.csv")
    detailed = json.loads((out / "evaluation" / "detailed_results.json").read_text())
    level = detailed["variants"]["bright"]["levels"]["frame"]
    assert level["threshold"] in val.scores.tolist()
    assert level["rule"] == "eer on val"


def test_several_models_and_expansions_share_one_run(models, squares, tmp_path):
    out = tmp_path / "out"
    name = models()
    assert (
        run(
            "--model",
            name,
            f"wide={name}@1.5",
            "--data",
            squares,
            "--split",
            "test",
            "--out",
            out,
            "--no-galleries",
        )
        == 0
    )
    first, wide = predictions(out, name), predictions(out, "wide")
    assert [r["sample_file"] for r in first] == [r["sample_file"] for r in wide]
    assert [r["score"] for r in first] != [r["score"] for r in wide]


def test_videos_are_pooled_and_both_levels_reported(models, video, tmp_path):
    for i in range(4):
        label = "attack" if i % 2 else "live"
        video(
            tmp_path / "clips" / label / f"{i}.avi", [60 + 100 * (i % 2) + 5 * k for k in range(9)]
        )
    out = tmp_path / "out"
    assert (
        run(
            "--model",
            models(),
            "--data",
            tmp_path / "clips",
            "--faces",
            "whole",
            "--frames",
            3,
            "--level",
            "video",
            "--pool",
            "median",
            "--out",
            out,
        )
        == 0
    )
    frames = predictions(out, "bright")
    assert [row["frame"] for row in frames[:3]] == ["1", "4", "7"]
    assert {row["video"] for row in frames[:3]} == {frames[0]["sample_file"]}
    pooled = predictions(out, "bright.video-median")
    assert len(pooled) == 4
    middle = sorted(float(row["score"]) for row in frames[:3])[1]
    assert float(pooled[0]["score"]) == middle
    text = (out / "evaluation" / "report.md").read_text()
    assert "bootstrap over clusters (video)" in text
    for level in ("video, median", "video, mean", "video, top3", "frame"):
        assert f"| {level} |" in text


def test_corruptions_are_measured_at_the_untouched_threshold(models, squares, tmp_path):
    out = tmp_path / "out"
    assert (
        run(
            "--model",
            models(),
            "--data",
            squares,
            "--split",
            "test",
            "--out",
            out,
            "--no-galleries",
            "--robustness",
            "brightness",
            "noise",
            "--severities",
            1,
            5,
        )
        == 0
    )
    detailed = json.loads((out / "evaluation" / "detailed_results.json").read_text())
    points = {(p["corruption"], p["severity"]): p for p in detailed["robustness"]}
    assert set(points) == {("", 0), *((c, s) for c in ("brightness", "noise") for s in (1, 5))}
    made = {path.name for path in (out / "evaluation" / "predictions").glob("**/*-5.csv")}
    assert made == {"bright-brightness-5.csv", "bright-noise-5.csv"}
    assert not list((out / "evaluation" / "predictions").glob("*-5.csv"))  # in a folder of its own
    # more light makes the brightness model refuse more bona fide
    assert points["brightness", 5]["bpcer"] > points["", 0]["bpcer"]


def test_a_model_with_inverted_scores_is_noted_in_the_report(models, squares, tmp_path):
    out = tmp_path / "out"
    name = models("wrong", sign=-1.0)
    assert (
        run("--model", name, "--data", squares, "--split", "test", "--out", out, "--no-galleries")
        == 0
    )
    assert "ranks in reverse" in (out / "evaluation" / "report.md").read_text()


def test_a_bound_rests_on_clips_and_not_on_their_frames(models, video, tmp_path):
    """Five bona fide clips of twelve frames without an error: 45.1 %, and not the 4.9 % of 60."""
    for i in range(10):
        label, grey = ("attack", 230) if i % 2 else ("live", 20)
        video(tmp_path / "clips" / label / f"{i}.avi", [grey] * 12)
    out = tmp_path / "out"
    common = ("--model", models(), "--data", tmp_path / "clips", "--faces", "whole")
    assert run(*common, "--frames", 12, "--out", out, "--no-galleries") == 0
    text = (out / "evaluation" / "report.md").read_text()
    page = (out / "evaluation" / "report.html").read_text()
    for shown in (text, page):
        assert "≤ 45.07 %" in shown
        assert "≤ 4.87 %" not in shown
        assert "no bona fide refused in 5 presentations" in shown
    detailed = json.loads((out / "evaluation" / "detailed_results.json").read_text())
    frames = detailed["variants"]["bright"]["levels"]["frame"]
    assert (frames["samples"], frames["presentations"]) == (120, [5, 5])


def test_the_same_file_under_two_names_is_noted_in_the_report(models, squares, tmp_path):
    image = squares.parent / "test" / "a_0.png"
    (squares.parent / "test" / "a_1.png").write_bytes(image.read_bytes())
    out = tmp_path / "out"
    common = ("--model", models(), "--data", squares, "--split", "test", "--out", out)
    assert run(*common, "--no-galleries", "--no-timing") == 0
    said = "test/a_0.png and test/a_1.png"
    assert said in (out / "evaluation" / "report.md").read_text()
    assert not list(out.glob("benchmark-infer-*.csv"))


@pytest.mark.field_data
def test_the_reference_reaches_what_is_known_of_it(field_data, tmp_path, monkeypatch):
    """Its logits on a few real crops are those of a plain loop: same geometry, same direction."""
    import numpy as np
    import onnxruntime as ort

    from edge.types import Box
    from edge.vision.crop import crop_face

    monkeypatch.setenv("FACEVOUCH_MODELS", str(tmp_path / "models"))
    model = field_data / "peers" / "antispoof" / "seed_minifasnet_v2_se_int8.onnx"
    pad = field_data / "data" / "pad"
    with (pad / "manifest.csv").open() as file:
        rows = [
            r for r in csv.DictReader(file) if r["split"] == "test" and r["face_from"] != "none"
        ]
    rows = rows[::160]
    manifest = pad / "manifest.csv"
    part = tmp_path / "part.csv"
    with part.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**r, "path": str(manifest.parent.resolve() / r["path"])} for r in rows)
    out = tmp_path / "out"
    assert run("--model", f"seed={model}", "--data", part, "--out", out, "--no-galleries") == 0
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(model), options)
    for row, found in zip(rows, predictions(out, "seed"), strict=True):
        image = cv2.imread(str(pad / row["path"]))
        crop = crop_face(image, Box(*(float(row[k]) for k in ("x1", "y1", "x2", "y2"))), 1.5, 128)
        x = np.float32(crop.bgr[:, :, ::-1].transpose(2, 0, 1)[None]) / np.float32(255)
        real, spoof = session.run(None, {session.get_inputs()[0].name: x})[0][0]
        assert float(found["score"]) == pytest.approx(1 / (1 + math.exp(real - spoof)), abs=2e-3)
