"""`evaluate run` from images to report, with a tiny model whose score is the face's brightness."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import cv2
import pytest

from edge.errors import ModelError
from tools.evaluate import main
from tools.evaluation.engine import LocalEngine
from tools.evaluation.predict import CHUNK
from tools.evaluation.scorefile import read_scores


@pytest.fixture(autouse=True)
def _without_figures(monkeypatch):
    """Figures have tests of their own, and take most of a report's time."""
    monkeypatch.setattr("tools.evaluation.figures.static.all_figures", lambda study: {})
    monkeypatch.setattr("tools.evaluation.figures.interactive.library", lambda: "")


def run(*arguments: object) -> int:
    return main(["run", "--quiet", *map(str, arguments)])


def predictions(out: Path, name: str) -> list[dict[str, str]]:
    with (out / "evaluation" / "predictions" / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


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


def test_a_threshold_fixed_on_val_is_applied_to_test(models, squares, tmp_path):
    out = tmp_path / "out"
    common = ("--model", models(), "--data", squares, "--out", out, "--no-galleries")
    assert run(*common, "--split", "test", "--threshold", "eer") == 0
    val = read_scores(out / "evaluation" / "predictions" / "bright-val.csv")
    detailed = json.loads((out / "evaluation" / "detailed_results.json").read_text())
    level = detailed["variants"]["bright"]["levels"]["frame"]
    assert level["threshold"] in val.scores.tolist()
    assert level["rule"] == "eer on val"


class Dies(LocalEngine):
    """Loses power after so many chunks."""

    def __init__(self, after: int) -> None:
        super().__init__(2)
        self.after = after
        self.seen: list[int] = []

    def run(self, plan, chunks):
        for number, outcomes in enumerate(super().run(plan, self._watched(chunks))):
            if number == self.after:
                raise KeyboardInterrupt
            yield outcomes

    def _watched(self, chunks):
        for chunk in chunks:
            self.seen += [row.index for row in chunk]
            yield chunk


def test_a_killed_run_goes_on_where_it_stopped_and_gives_the_same_bytes(
    models, many, tmp_path, monkeypatch
):
    manifest = many(tmp_path / "many", 3 * CHUNK + 5)
    name = models()
    common = ("--model", name, "--data", manifest, "--no-galleries")
    assert run(*common, "--out", tmp_path / "whole") == 0

    killed, resumed = Dies(after=2), Dies(after=99)
    engines = iter([killed, resumed])
    monkeypatch.setattr("tools.evaluation.engine.LocalEngine", lambda workers: next(engines))
    assert run(*common, "--out", tmp_path / "out") == 130
    folder = tmp_path / "out" / "evaluation" / "predictions"
    journal = next(folder.glob(".journal-*.jsonl"))
    with journal.open("a") as file:
        file.write("[[64,[[0,1.0")  # what a power cut leaves of a line
    assert run(*common, "--out", tmp_path / "out") == 0
    assert min(resumed.seen) == 2 * CHUNK
    assert not list(folder.glob(".*"))
    whole = tmp_path / "whole" / "evaluation" / "predictions" / f"{name}.csv"
    assert (folder / f"{name}.csv").read_bytes() == whole.read_bytes()


def test_a_finished_run_computes_nothing_again_unless_something_changed(
    models, squares, tmp_path, monkeypatch
):
    out = tmp_path / "out"
    common = ("--model", models(), "--data", squares, "--out", out, "--no-galleries")
    assert run(*common, "--split", "test") == 0
    engine = Dies(after=99)
    monkeypatch.setattr("tools.evaluation.engine.LocalEngine", lambda workers: engine)
    assert run(*common, "--split", "test") == 0
    assert engine.seen == []
    assert run(*common, "--split", "val") == 0
    assert len(engine.seen) == 24


def test_unreadable_files_and_boxes_outside_are_non_response(models, squares, tmp_path):
    (squares.parent / "test" / "a_0.png").write_bytes(b"not an image")
    lines = squares.read_text().replace(
        "test/b_1.png,1,print,b,test,8,8,40,40", "test/b_1.png,1,print,b,test,88,88,99,99"
    )
    squares.write_text(lines)
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
        )
        == 0
    )
    assert len(predictions(out, "bright")) == 22
    lost = predictions(out, "bright.nonresponse")
    assert {row["sample_file"]: row["reason"] for row in lost} == {
        "test/a_0.png": "unreadable image",
        "test/b_1.png": "face box outside the image",
    }
    detailed = json.loads((out / "evaluation" / "detailed_results.json").read_text())
    response = detailed["variants"]["bright"]["non_response"]
    assert (response["bona_fide"]["errors"], response["bona_fide"]["total"]) == (1, 12)
    assert (response["attacks"]["errors"], response["attacks"]["total"]) == (1, 12)
    assert "non-response" in (out / "evaluation" / "report.md").read_text().lower()


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
    # more light makes the brightness model refuse more bona fide
    assert points["brightness", 5]["bpcer"] > points["", 0]["bpcer"]


def test_one_file_needs_its_label_and_gives_its_class_rates(models, squares, tmp_path, capsys):
    image = squares.parent / "test" / "a_0.png"
    base = ("--model", models(), "--data", image, "--faces", "whole", "--out", tmp_path / "out")
    assert run(*base) == 2
    assert "add --label" in capsys.readouterr().err
    assert run(*base, "--label", 0) == 0
    text = (tmp_path / "out" / "evaluation" / "report.md").read_text()
    assert "Only one class is present" in text
    assert "no bona fide refused in 1" in text


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        (lambda m: m.unlink(), (), "there is no data set"),
        (lambda m: m.write_text(""), (), "is empty"),
        (lambda m: m.write_text("path,label\n"), (), "holds no samples"),
        (lambda m: m.write_text("file,label\na,0\n"), (), "no column 'path'"),
        (lambda m: m.write_text("path,label\na,0,x\n"), (), "line 2: 3 fields"),
        (lambda m: m.write_text(m.read_text()[:-9]), (), "looks cut off"),
        (lambda m: m.write_text("path,label\na,real\n"), (), "neither 0 (bona fide) nor 1"),
        (lambda m: m.write_text(m.read_text() + m.read_text().splitlines()[1] + "\n"), (),
         "more than once"),
        (lambda m: (m.parent / "test" / "a_0.png").unlink(), (), "1 of 48 files"),
        (lambda m: m.write_text(m.read_text().replace(",8,8,40,40", ",8,8,8,40")), (), "no area"),
        (lambda m: m.write_text("path,label\ntest/a_0.png,0\n"), (), "holds only bona fide"),
        (lambda m: None, ("--split", "holdout"), "holds no samples"),
        (lambda m: None, ("--threshold", "eer"), "must be on another one"),
        (lambda m: None, ("--threshold", "manifest:strict"), "no operating point 'strict'"),
        (lambda m: None, ("--by", "camera"), "has no column 'camera'"),
        (lambda m: None, ("--robustness", "rain"), "there is no corruption 'rain'"),
        (lambda m: None, ("--pool", "best"), "does not pool frames"),
        (lambda m: None, ("--model", "nobody"), "there is no model 'nobody'"),
        (lambda m: None, ("--model", "bright"), "two models are called bright"),
        (lambda m: None, ("--model", "x=bright@1,2"), "takes 1 crop expansion"),
        (lambda m: None, ("--model", "nowhere.onnx"), "there is no model file"),
    ],
)  # fmt: skip
def test_what_cannot_be_evaluated_is_one_clear_line(
    models, squares, tmp_path, capsys, change, arguments, words
):
    name = models()
    change(squares)
    assert run("--model", name, "--data", squares, "--out", tmp_path / "out", *arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out" / "evaluation" / "report.html").exists()


def test_missing_files_can_be_counted_instead(models, squares, tmp_path):
    (squares.parent / "test" / "a_0.png").unlink()
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
            "--allow-missing",
        )
        == 0
    )
    assert predictions(out, "bright.nonresponse")[0]["reason"] == "missing file"


def test_a_model_of_another_input_size_is_refused(models, make_model, squares, tmp_path, capsys):
    models()
    other = make_model(tmp_path / "other.onnx", side=64)
    assert (
        run("--model", other, "--like", "bright", "--data", squares, "--out", tmp_path / "o") == 2
    )
    assert "64" in capsys.readouterr().err


def test_a_model_that_points_the_other_way_is_said_in_the_report(models, squares, tmp_path):
    out = tmp_path / "out"
    name = models("wrong", sign=-1.0)
    assert (
        run("--model", name, "--data", squares, "--split", "test", "--out", out, "--no-galleries")
        == 0
    )
    assert "ranks the other way round" in (out / "evaluation" / "report.md").read_text()


def test_nan_from_a_model_stops_the_run_and_keeps_what_was_scored(
    models, squares, tmp_path, capsys, monkeypatch
):
    def broken(self, rows):
        raise ModelError("model bright gave a score that is not a finite number")

    name = models()
    out = tmp_path / "out"
    common = ("--model", name, "--data", squares, "--out", out, "--no-galleries")
    assert run(*common, "--split", "test") == 0
    before = (out / "evaluation" / "report.html").read_bytes()
    monkeypatch.setattr("tools.evaluation.worker.Worker.score", broken)
    assert run(*common, "--split", "val") == 2
    assert "not a finite number" in capsys.readouterr().err
    assert (out / "evaluation" / "report.html").read_bytes() == before


def test_a_full_disk_in_the_middle_keeps_the_journal(
    models, squares, tmp_path, capsys, monkeypatch
):
    from tools.evaluation import journal

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    common = (
        "--model",
        models(),
        "--data",
        squares,
        "--split",
        "test",
        "--out",
        out,
        "--no-galleries",
    )
    with monkeypatch.context() as patch:
        patch.setattr(journal.os, "fsync", full)
        patch.setattr("tools.evaluation.run.check_writable", lambda out: None)
        assert run(*common) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert run(*common) == 0
    assert len(predictions(out, "bright")) == 24


@pytest.mark.field_data
def test_the_reference_reaches_what_is_known_of_it(field_data, tmp_path, monkeypatch):
    """Its logits on a few real crops are those of a plain loop: same geometry, same direction."""
    import numpy as np
    import onnxruntime as ort

    from edge.crop import crop_face
    from edge.types import Box

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
