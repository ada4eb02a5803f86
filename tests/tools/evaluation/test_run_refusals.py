"""The errors of `evaluate run` in one line each, and its non-responses."""

from __future__ import annotations

import json

import pytest
from evaluation_run import predictions, run

pytestmark = pytest.mark.usefixtures("without_figures")


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
        (lambda m: m.write_text("path,label\n"), (), "contains no samples"),
        (lambda m: m.write_text("file,label\na,0\n"), (), "no column 'path'"),
        (lambda m: m.write_text("path,label\na,0,x\n"), (), "line 2: 3 fields"),
        (lambda m: m.write_text(m.read_text()[:-9]), (), "looks cut off"),
        (lambda m: m.write_text("path,label\na,real\n"), (), "neither 0 (bona fide) nor 1"),
        (lambda m: m.write_text(m.read_text() + m.read_text().splitlines()[1] + "\n"), (),
         "more than once"),
        (lambda m: (m.parent / "test" / "a_0.png").unlink(), (), "1 of 48 files"),
        (lambda m: m.write_text(m.read_text().replace(",8,8,40,40", ",8,8,8,40")), (), "no area"),
        (lambda m: m.write_text("path,label\ntest/a_0.png,0\n"), (), "contains only bona fide"),
        (lambda m: None, ("--split", "holdout"), "contains no samples"),
        (lambda m: None, ("--threshold", "eer"), "another split must be reported"),
        (lambda m: None, ("--threshold", "manifest:strict"), "no operating point 'strict'"),
        (lambda m: None, ("--by", "camera"), "has no column 'camera'"),
        (lambda m: None, ("--robustness", "rain"), "there is no corruption 'rain'"),
        (lambda m: None, ("--pool", "best"), "is not a way to pool frames"),
        (lambda m: None, ("--model", "nobody"), "there is no model 'nobody'"),
        (lambda m: None, ("--model", "bright"), "two models have the name bright"),
        (lambda m: None, ("--model", "x=bright@1,2"), "takes 1 crop expansion"),
        (lambda m: None, ("--model", "nowhere.onnx"), "there is no model file"),
        (lambda m: None, ("--model", "blaze_face_short_range"), "is a detector model"),
        (lambda m: None, ("--gradcam", "other=timm:resnet18"), "is not one of the models bright"),
        (lambda m: None, ("--gradcam", "bright=timm:nothing"), "cannot make the torch model"),
        (lambda m: None, ("--previous", "nowhere"), "there are no earlier results"),
    ],
)  # fmt: skip
def test_data_that_cannot_be_evaluated_is_one_clear_line(
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
