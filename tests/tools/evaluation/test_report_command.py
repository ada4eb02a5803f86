"""`evaluate report`: the table from score files, and every way a score file can be wrong."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tools.evaluate import main

HEAD = "sample_file,score,target"
GOOD = [HEAD, "a,0.1,0", "b,0.4,0", "c,0.35,1", "d,0.8,1"]


def score_file(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def earlier(tmp_path_factory) -> Path:
    """Results of a run that went well."""
    folder = tmp_path_factory.mktemp("earlier")
    good = score_file(folder, "good", GOOD)
    assert main(["report", "--scores", f"x={good}", "--out", str(folder / "out")]) == 0
    return folder / "out"


def comparison(out: Path) -> dict[str, dict[str, str]]:
    with (out / "evaluation" / "model_comparison.csv").open() as file:
        return {row["model"]: row for row in csv.DictReader(file)}


def test_a_small_table_comes_out_as_worked_by_hand(tmp_path):
    good = score_file(tmp_path, "good", GOOD)
    out = tmp_path / "out"
    assert (
        main(["report", "--scores", f"fp32={good}:4.0", f"int8={good}:1.0", "--out", str(out)]) == 0
    )
    row = comparison(out)["int8"]
    assert row["auc"] == "0.7500"
    assert [row[k] for k in ("tp", "tn", "fp", "fn")] == ["1", "2", "0", "1"]
    assert row["size_reduction_percent"] == "-75.0"
    assert row["status"] == "Stable"
    text = (out / "evaluation" / "report.md").read_text()
    assert "−75.0 %" in text
    assert "Best compression within 1 % of the baseline's AUC: int8" in text
    assert (out / "README.md").is_file()


@pytest.mark.field_data
def test_the_published_table_comes_out_digit_for_digit(field_data, tmp_path):
    scores = field_data / "peers" / "scores"
    given = [
        f"baseline={scores / 'fsbi_b5_baseline.csv'}:108.787",
        f"q16={scores / 'fsbi_b5_q16.csv'}:54.602",
        f"q8={scores / 'fsbi_b5_q8.csv'}:27.801",
    ]
    assert main(["report", "--scores", *given, "--out", str(tmp_path), "--task", "deepfake"]) == 0
    rows = comparison(tmp_path)
    found = {
        name: tuple(row[k] for k in ("auc", "tp", "tn", "fp", "fn", "size_reduction_percent"))
        for name, row in rows.items()
    }
    assert found == {
        "baseline": ("0.9549", "292", "163", "15", "48", "0.0"),
        "q16": ("0.9548", "291", "163", "15", "49", "-49.8"),
        "q8": ("0.7588", "339", "2", "176", "1", "-74.4"),
    }
    assert [rows[n]["status"] for n in rows] == ["Baseline", "Stable", "Degraded"]
    page = tmp_path / "evaluation" / "report.html"
    assert page.stat().st_size < 10_000_000
    text = page.read_text()
    for shown in ("0.9549", "0.9548", "0.7588", "−49.8 %", "−74.4 %", "<b>163</b>", "<b>292</b>"):
        assert shown in text
    assert "under 0.0001" in text  # McNemar's p of q8: none is shown as zero
    assert "http://" not in text.split("</script>")[-1]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "is empty"),
        ([HEAD], "no scores"),
        (["a,0.1,0"], "no column 'sample_file'"),
        ([HEAD.replace(",", ";"), "a;0.1;0"], "separated by ';': use commas"),
        (["sample_file,target", "a,0"], "no column 'score'"),
        ([f"{HEAD},score", "a,0.1,0,0.9"], "two columns 'score'"),
        ([HEAD, "a,nan,0", "b,0.2,1"], "line 2: the score 'nan' is not a finite number"),
        ([HEAD, "a,inf,0"], "not a finite number"),
        ([HEAD, "a,high,0"], "not a finite number"),
        ([HEAD, "a,0.1,2"], "line 2: the label '2' is neither 0"),
        ([HEAD, "a,0.1,spoof"], "neither 0"),
        ([HEAD, "a,0.1,0", "a,0.2,1"], "gives the sample 'a' more than once"),
        ([HEAD, "a,0.1,0", "b,0.2"], "line 3: 2 fields where the header has 3"),
        ([HEAD, "a,0.1,0", "b,0."], "looks cut off"),
        ([HEAD, "a,0.1,1", "b,0.2,1"], "contains only attacks"),
        ([HEAD, "a,0.1,0", "b,0.2,0"], "contains only bona fide"),
        ([HEAD, *(f"s{i},0.{i},{int(i < 5)}" for i in range(1, 9))], "ranks in reverse"),
    ],
)
def test_a_wrong_score_file_is_one_clear_line_and_earlier_results_stay(
    earlier, tmp_path, capsys, lines, words
):
    out = earlier
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    bad = score_file(tmp_path, "bad", lines) if lines else tmp_path / "bad.csv"
    if not lines:
        bad.touch()
    assert main(["report", "--scores", f"x={bad}", "--out", str(out)]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") == 1
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--scores", "x=nowhere.csv"], "there is no score file"),
        (["--scores", "nowhere.csv"], "is not NAME=FILE"),
        (["--scores", "x={good}", "x={good}"], "two score files have the name"),
        (["--scores", "x={good}:0"], "above 0 MB"),
        (["--scores", "x={good}", "--threshold", "best"], "not a threshold rule"),
        (["--scores", "x={good}", "--threshold", "eer"], "needs scores of another set"),
        (["--scores", "x={good}", "--by", "camera"], "no score file has a column 'camera'"),
    ],
)
def test_a_wrong_request_is_one_clear_line(tmp_path, capsys, arguments, words):
    good = score_file(tmp_path, "good", GOOD)
    filled = [a.replace("{good}", str(good)) for a in arguments]
    assert main(["report", *filled, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_mixed_directions_are_refused_and_can_be_turned(tmp_path, capsys):
    rows = [(f"s{i}", i / 10, int(i > 4)) for i in range(10)]
    up = score_file(tmp_path, "up", [HEAD, *(f"{n},{s},{t}" for n, s, t in rows)])
    down = score_file(tmp_path, "down", [HEAD, *(f"{n},{1 - s:.1f},{t}" for n, s, t in rows)])
    base = ["report", "--scores", f"up={up}", f"down={down}", "--out", str(tmp_path / "out")]
    assert main(base) == 2
    assert "score directions are mixed" in capsys.readouterr().err
    assert main([*base, "--flip", "down"]) == 0
    rows = comparison(tmp_path / "out")
    assert rows["up"]["auc"] == rows["down"]["auc"] == "1.0000"


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        ([GOOD[0], *reversed(GOOD[1:])], ""),
        ([HEAD, "a,0.1,0", "other,0.4,0", "c,0.35,1", "d,0.8,1"], "do not name the same samples"),
        ([HEAD, "a,0.1,0", "c,0.4,0", "b,0.35,1", "d,0.8,1"], "do not name the same samples"),
        ([HEAD, "a,0.1,0", "d,0.8,1"], "are not of one set"),
    ],
)
def test_score_files_of_other_samples_are_noted(tmp_path, without_figures, lines, note):
    files = [score_file(tmp_path, "x", GOOD), score_file(tmp_path, "y", lines)]
    given = [f"{path.stem}={path}" for path in files]
    assert main(["report", "--scores", *given, "--out", str(tmp_path)]) == 0
    text = (tmp_path / "evaluation" / "report.md").read_text()
    assert note in text
    assert ("**Note.**" in text) == bool(note)


def test_the_threshold_is_fixed_on_validation_scores(tmp_path):
    val = score_file(tmp_path, "val", [HEAD, "a,0.2,0", "b,0.3,0", "c,0.6,1", "d,0.7,1"])
    test = score_file(tmp_path, "test", GOOD)
    out = tmp_path / "out"
    assert main(
        ["report", "--scores", f"x={test}", "--val", f"x={val}", "--threshold", "eer",
         "--out", str(out)]
    ) == 0  # fmt: skip
    assert comparison(out)["x"]["threshold"] == "0.6"


def test_a_threshold_fixed_on_the_reported_rows_is_refused(tmp_path, capsys):
    good = score_file(tmp_path, "good", GOOD)
    given = ["--scores", f"x={good}", "--val", f"x={good}", "--threshold", "eer"]
    assert main(["report", *given, "--out", str(tmp_path / "out")]) == 2
    assert "rows of the reported set" in capsys.readouterr().err


def test_the_next_run_compares_itself_with_the_last(tmp_path):
    out = tmp_path / "out"
    worse = score_file(tmp_path, "worse", GOOD)
    better = score_file(tmp_path, "better", [HEAD, "a,0.1,0", "b,0.2,0", "c,0.7,1", "d,0.8,1"])
    assert main(["report", "--scores", f"x={worse}", "--out", str(out)]) == 0
    assert main(["report", "--scores", f"x={better}", "--out", str(out)]) == 0
    text = (out / "evaluation" / "report.md").read_text()
    assert "Previous best: x, AUC 0.7500 (+0.2500 since)" in text
    assert "| x | AUC | 0.7500 | 1.0000 | better |" in text


def test_the_detailed_results_are_strict_json_with_counts(tmp_path):
    good = score_file(tmp_path, "good", GOOD)
    assert main(["report", "--scores", f"x={good}", "--out", str(tmp_path)]) == 0
    content = json.loads((tmp_path / "evaluation" / "detailed_results.json").read_text())
    level = content["variants"]["x"]["levels"]["sample"]
    assert level["bpcer"]["errors"] == 0
    assert level["bpcer"]["total"] == 2
    assert level["pad"]["worst_type"] == "attack"


def test_an_unwritable_folder_is_reported_before_anything_is_read(tmp_path, capsys):
    (tmp_path / "out").write_text("a file where the folder should be")
    good = score_file(tmp_path, "good", GOOD)
    assert main(["report", "--scores", f"x={good}", "--out", str(tmp_path / "out")]) == 2
    assert "cannot write" in capsys.readouterr().err


def test_a_full_disk_leaves_earlier_results_whole(tmp_path, capsys, monkeypatch):
    good = score_file(tmp_path, "good", GOOD)
    out = tmp_path / "out"
    assert main(["report", "--scores", f"x={good}", "--out", str(out)]) == 0
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    import os

    written = []

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) > 4:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    capsys.readouterr()
    assert main(["report", "--scores", f"y={good}", "--out", str(out)]) == 2
    assert "No space left on device" in capsys.readouterr().err
    after = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert after == before
    assert not list(out.rglob(".*"))


def test_remains_of_a_killed_run_are_removed_by_the_next_one(tmp_path):
    good = score_file(tmp_path, "good", GOOD)
    left = tmp_path / "out" / "evaluation" / ".new-half"
    left.mkdir(parents=True)
    (left / "report.html").write_text("half")
    assert main(["report", "--scores", f"x={good}", "--out", str(tmp_path / "out")]) == 0
    assert not left.exists()
