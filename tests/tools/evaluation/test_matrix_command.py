"""`evaluate matrix`: cells computed by hand, thresholds from other sets, leave-one-out folds."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tools.evaluate import main
from tools.evaluation.layouts import open_dataset

HEAD = "sample_file,score,target,source"
ROWS = [
    ("a1", 0.1, 0, "A"), ("a2", 0.4, 0, "A"), ("a3", 0.6, 1, "A"), ("a4", 0.9, 1, "A"),
    ("b1", 0.3, 0, "B"), ("b2", 0.7, 0, "B"), ("b3", 0.5, 1, "B"), ("b4", 0.8, 1, "B"),
]  # fmt: skip


def score_file(path: Path, rows=ROWS, head: str = HEAD) -> Path:
    width = head.count(",") + 1
    lines = [",".join(map(str, row[:width])) for row in rows]
    path.write_text("\n".join([head, *lines]) + "\n")
    return path


def cells(out: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (out / "matrix.csv").open() as file:
        return {(row["train"], row["test"]): row for row in csv.DictReader(file)}


def test_each_source_is_a_cell_whose_threshold_comes_from_the_others(tmp_path):
    path = score_file(tmp_path / "s.csv")
    assert main(["matrix", "--scores", f"m={path}", "--out", str(tmp_path / "out")]) == 0
    found = cells(tmp_path / "out")
    a, b = found["m", "A"], found["m", "B"]
    assert (float(a["auc"]), float(b["auc"])) == (1.0, 0.75)
    assert a["fixed_on"] == "the other test sets"
    assert float(b["threshold"]) == 0.6  # where A's errors are equal
    assert float(b["apcer"]) == 0.5  # 0.5 lies below
    assert float(b["bpcer"]) == 0.5  # 0.7 lies above
    assert float(b["hter"]) == 0.5
    summary = json.loads((tmp_path / "out" / "matrix.json").read_text())["summaries"][0]
    assert (summary["mean_auc"], summary["worst_auc"], summary["worst_set"]) == (0.875, 0.75, "B")
    assert summary["pooled_auc"] == pytest.approx(14 / 16)
    for name in ("matrix.html", "matrix.md", "matrix.png"):
        assert (tmp_path / "out" / name).stat().st_size > 100


def test_scores_of_another_set_fix_the_threshold_where_they_are_given(tmp_path):
    path = score_file(tmp_path / "s.csv")
    val = score_file(
        tmp_path / "v.csv", [("v1", 0.2, 0), ("v2", 0.45, 1)], "sample_file,score,target"
    )
    arguments = ["--scores", f"m={path}", "--val", f"m={val}", "--out", str(tmp_path / "out")]
    assert main(["matrix", *arguments]) == 0
    found = cells(tmp_path / "out")
    assert {float(c["threshold"]) for c in found.values()} == {0.45}
    assert {c["fixed_on"] for c in found.values()} == {"v.csv"}
    assert float(found["m", "A"]["hter"]) == 0.0
    assert (
        0.0 <= float(found["m", "A"]["expected_error"]) < float(found["m", "B"]["expected_error"])
    )


def test_files_named_by_test_set_make_a_leave_one_out_row(tmp_path):
    half = len(ROWS) // 2
    head = "sample_file,score,target"
    a = score_file(tmp_path / "a.csv", ROWS[:half], head)
    b = score_file(tmp_path / "b.csv", ROWS[half:], head)
    given = [f"left out:A={a}", f"left out:B={b}"]
    assert main(["matrix", "--scores", *given, "--out", str(tmp_path / "out")]) == 0
    assert set(cells(tmp_path / "out")) == {("left out", "A"), ("left out", "B")}


def test_a_manifest_gives_score_files_their_sources(tmp_path):
    scores = score_file(tmp_path / "s.csv", head="sample_file,score,target")
    lines = [f"{name},{label},{source}" for name, _, label, source in ROWS]
    manifest = tmp_path / "m.csv"
    manifest.write_text("\n".join(["path,label,source", *lines]) + "\n")
    common = ["matrix", "--scores", f"m={scores}", "--out", str(tmp_path / "out")]
    assert main([*common, "--manifest", str(manifest)]) == 0
    assert set(cells(tmp_path / "out")) == {("m", "A"), ("m", "B")}


def test_models_are_scored_on_every_set_and_thresholds_come_from_val(models, squares, tmp_path):
    arguments = ["--model", models(), "--data", str(squares), "--out", str(tmp_path / "out")]
    assert main(["matrix", *arguments, "--quiet"]) == 0
    found = cells(tmp_path / "out")
    assert {test for _, test in found} == {"a", "b", "c"}
    assert {c["fixed_on"] for c in found.values()} == {"val"}
    assert all(int(c["bona_fide"]) == 4 for c in found.values())


def test_a_missing_file_is_refused_or_counted_as_the_refusal_advises(
    models, squares, tmp_path, capsys
):
    (squares.parent / "test" / "a_0.png").unlink()
    arguments = ["--model", models(), "--data", str(squares), "--out", str(tmp_path / "out")]
    assert main(["matrix", *arguments, "--quiet"]) == 2
    assert "with --allow-missing" in capsys.readouterr().err
    assert main(["matrix", *arguments, "--quiet", "--allow-missing"]) == 0
    assert int(cells(tmp_path / "out")["bright", "a"]["bona_fide"]) == 3


def test_folds_leave_one_source_out_and_keep_the_validation_split(squares, tmp_path):
    folds = tmp_path / "folds"
    arguments = ["--manifest", str(squares), "--write-folds", str(folds)]
    assert main(["matrix", *arguments, "--out", str(tmp_path / "out")]) == 0
    dataset = open_dataset(folds / "without-b.csv")
    rows = list(dataset.rows())
    assert all(row.path.exists() for row in rows)
    assert {r.columns["source"] for r in rows if r.columns["split"] == "test"} == {"b"}
    assert {r.columns["source"] for r in rows if r.columns["split"] == "train"} == {"a", "c"}


def test_scores_of_the_opposite_direction_are_told(tmp_path):
    turned = [(name, 1 - score, label, source) for name, score, label, source in ROWS]
    out = tmp_path / "out"
    given = [f"good={score_file(tmp_path / 'good.csv')}"]
    given.append(f"bad={score_file(tmp_path / 'bad.csv', turned)}")
    assert main(["matrix", "--scores", *given, "--out", str(out)]) == 0
    said = json.loads((out / "matrix.json").read_text())["facts"]["Warning"]
    assert said.startswith("bad (pooled AUC 0.1250) ranks in reverse")
    assert "good" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give either --scores"),
        (["--model", "x"], "--data SET"),
        (["--scores", "m"], "is not TRAIN=FILE"),
        (["--scores", "m={plain}"], "no column 'source'"),
        (["--scores", "m={gap}"], "1 of 9 rows of gap have no source"),
        (["--scores", "m={good}", "m={good}"], "two score files"),
        (["--scores", "m={good}", "--val", "other={good}"], "--val is given for other"),
        (["--scores", "m={good}", "--val", "m={good}"], "rows of the reported set"),
        (["--scores", "m={good}", "--threshold", "best"], "not a threshold rule"),
        (["--write-folds", "x"], "needs --manifest"),
    ],
)
def test_options_that_give_no_matrix_are_one_clear_line(tmp_path, capsys, arguments, words):
    good = score_file(tmp_path / "good.csv")
    plain = score_file(tmp_path / "plain.csv", head="sample_file,score,target")
    gap = score_file(tmp_path / "gap.csv", [*ROWS, ("x", 0.5, 1, "")])
    files = {"{good}": good, "{plain}": plain, "{gap}": gap}
    filled = arguments
    for name, path in files.items():
        filled = [a.replace(name, str(path)) for a in filled]
    assert main(["matrix", *filled, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out" / "matrix.html").exists()
