"""`facevouch convert`: files, exit statuses, and one line for each user error."""

from __future__ import annotations

import csv
import hashlib
import json
import re

import pytest

from edge.config import ModelsConfig
from edge.infer.load import open_session
from edge.infer.scorer import Scorer
from edge.infer.selftest import record
from models.manifest import read_manifest
from tools.conversion import parity_gate, sweep
from tools.convert import main

FED = ["--size", "32", "--expansion", "1.5", "--output", "logit", "--evidence", "evidence",
       "--colour", "RGB", "--attack-index", "1", "--bias", "0.25", "--yes"]  # fmt: skip


@pytest.fixture
def model(small_net):
    return small_net("small_fp32.onnx")


@pytest.fixture
def base(model, manifest):
    return ["--model", str(model), "--data", str(manifest), "--rounds", "2", "--crops", "12",
            *FED]  # fmt: skip


def test_int8_writes_the_file_and_its_manifest_entry(base, tmp_path, capsys):
    out = tmp_path / "out" / "small_int8.onnx"
    assert main(["int8", *base, "--out", str(out), "--json", "--max-flips", "1"]) == 0
    (entry,) = read_manifest(out.with_name("small_int8.onnx.toml"))
    document = json.loads(capsys.readouterr().out)
    assert entry.sha256 == document["sha256"]
    assert entry.bytes == out.stat().st_size == document["bytes"]
    assert entry.precision == "int8"
    assert entry.output.bias == 0.25
    assert document["note"].startswith("calibrated on 12 crops by ")
    session = open_session(out, entry, ModelsConfig(provider="cpu", threads=1))
    assert entry.answers
    assert record(Scorer(entry, session)) == entry.answers  # its own, not the original's


def test_beyond_a_limit_nothing_is_written_and_the_older_file_stays(base, tmp_path, capsys):
    out = tmp_path / "small_q16.onnx"
    out.write_bytes(b"older")
    assert main(["fp16", *base, "--out", str(out), "--max-size-ratio", "0.1"]) == 1
    assert out.read_bytes() == b"older"
    said = capsys.readouterr().err
    assert "refused" in said
    (given,) = re.findall(r"To accept it all the same: --max-size-ratio ([0-9.]+[0-9])", said)
    assert main(["fp16", *base, "--out", str(out), "--max-size-ratio", given]) == 0
    assert out.read_bytes() != b"older"


@pytest.mark.usefixtures("no_convert_environment")
def test_the_sweep_writes_the_whole_table(base, tmp_path):
    out = tmp_path / "sweep"
    chosen = "q16,q8,int8,q32-p50,q8-p50,tflite-fp32"
    arguments = [*base, "--out", str(out), "--variants", chosen, "--method", "minmax"]
    assert main(["sweep", *arguments, "--max-flips", "1", "--max-auc-drop", "1"]) == 0
    rows = {
        r["variant"]: r for r in csv.DictReader((out / "compression.csv").read_text().splitlines())
    }
    assert list(rows) == ["fp32", *chosen.split(",")]
    assert "FACEVOUCH_CONVERT_PYTHON" in rows["tflite-fp32"]["remark"]
    assert rows["q32-p50"]["remark"].startswith("pruning saved no byte (")
    assert "against q8" in rows["q8-p50"]["remark"]
    assert int(rows["int8"]["bytes"]) == (out / "variants" / "small_int8.onnx").stat().st_size
    assert (
        rows["int8"]["sha256"]
        == hashlib.sha256((out / "variants" / rows["int8"]["file"]).read_bytes()).hexdigest()
    )
    page, html = ((out / f"compression.{ending}").read_text() for ending in ("md", "html"))
    assert "| int8 |" in page
    for said in ("int8", "q32-p50", "pruning saved no byte", "onnxruntime"):
        assert said in page
        assert said in html
    assert html.count("<tr>") == 1 + len(rows)
    assert "http" not in html  # it needs nothing else
    document = json.loads((out / "compression.json").read_text())
    assert document["variants"][1]["parity"]["crops"] == 12


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The variants that are really made."""
    names: list[str] = []
    make = parity_gate.make_variant

    def noted(original, name, *rest):
        names.append(name)
        return make(original, name, *rest)

    monkeypatch.setattr(parity_gate, "make_variant", noted)
    return names


LOOSE = ("--max-flips", "1", "--max-auc-drop", "1", "--rounds", "2")


def test_an_interrupted_sweep_goes_on_where_it_stopped(base, tmp_path, monkeypatch, made):
    arguments = ["sweep", *base, "--out", str(tmp_path / "s"), "--variants", "q16,q8,q32-p50"]
    written = sweep.write_table
    calls = []

    def cut_off(*given):
        written(*given)
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "write_table", cut_off)
    assert main([*arguments, *LOOSE]) == 130
    monkeypatch.setattr(sweep, "write_table", written)
    first = json.loads((tmp_path / "s" / "compression.json").read_text())["variants"]
    assert main([*arguments, *LOOSE]) == 0
    assert made == ["q16", "q8", "q32-p50"]
    second = json.loads((tmp_path / "s" / "compression.json").read_text())["variants"]
    assert second[:3] == first
    assert [row["variant"] for row in second] == ["fp32", "q16", "q8", "q32-p50"]
    assert main([*arguments, *LOOSE]) == 0
    assert len(made) == 3


@pytest.mark.parametrize(
    "change",
    [
        ("--restart",),
        ("--rounds", "3"),
        ("--threshold", "0.7"),
        ("--crops", "8"),
        "the file",
    ],
)
def test_a_variant_is_made_anew_where_something_it_rests_on_changed(base, tmp_path, made, change):
    arguments = ["sweep", *base, "--out", str(tmp_path), "--variants", "q16", *LOOSE]
    assert main(arguments) == 0
    if change == "the file":
        (next((tmp_path / "variants").glob("*.onnx"))).write_bytes(b"another")
        change = ()
    assert main([*arguments, *change]) == 0
    assert made == ["q16", "q16"]


def test_limits_are_judged_anew_by_a_sweep_that_goes_on(base, tmp_path, made, capsys):
    arguments = ["sweep", *base, "--out", str(tmp_path), "--variants", "q16", *LOOSE]
    assert main(arguments) == 0
    assert main([*arguments, "--max-size-ratio", "0.01"]) == 1
    assert made == ["q16"]
    assert "beyond the limits given: q16" in capsys.readouterr().err


def test_an_unknown_variant_stops_a_sweep_before_it_begins(base, tmp_path, capsys):
    out = tmp_path / "sweep"
    assert main(["sweep", *base, "--out", str(out), "--variants", "q16, q4"]) == 2
    assert "there is no variant 'q4'" in capsys.readouterr().err
    assert not out.exists()


def test_a_sweep_marks_what_is_beyond_the_limits(base, tmp_path, capsys):
    arguments = ["--out", str(tmp_path), "--variants", "q16", "--max-size-ratio", "0.01", "--json"]
    assert main(["sweep", *base, *arguments, "--max-flips", "1"]) == 1
    captured = capsys.readouterr()
    variants = json.loads(captured.out)["variants"]
    assert [v["kept_within_limits"] for v in variants] == [True, False]
    assert "beyond the limits given: q16" in captured.err
    assert '<td class="no">no</td>' in (tmp_path / "compression.html").read_text()


def test_pruning_alone_says_what_it_saved_even_where_it_is_refused(base, tmp_path, capsys):
    for limits, status in (
        (["--max-flips", "1", "--max-auc-drop", "1"], 0),
        (["--max-dp", "0"], 1),
    ):
        assert main(["prune", *base, *limits, "--out", str(tmp_path / "p.onnx")]) == status
        assert "pruning saved no byte (" in capsys.readouterr().out


def test_pictures_that_cannot_be_read_are_counted_and_left_out(base, manifest, tmp_path, capsys):
    (manifest.parent / "13.png").write_bytes(b"\x89PNG cut short")
    (manifest.parent / "14.png").unlink()
    assert main(["fp16", *base, "--out", str(tmp_path / "x.onnx"), "--json"]) == 0
    captured = capsys.readouterr()
    assert "2 of 12 pictures cannot be read" in captured.err
    document = json.loads(captured.out)
    assert (document["crops"], document["unreadable"]) == (10, 2)


@pytest.mark.parametrize(("label", "one", "other"), [(0, "bona fide", "attacks"),
                                                     (1, "attacks", "bona fide")])  # fmt: skip
def test_crops_of_one_class_are_no_gate(base, manifest, tmp_path, capsys, label, one, other):
    lines = manifest.read_text().splitlines()
    kept = [line for line in lines[1:] if line.split(",")[1] == str(label)]
    manifest.write_text("\n".join([lines[0], *kept]))
    assert main(["fp16", *base, "--out", str(tmp_path / "x.onnx")]) == 2
    said = capsys.readouterr().err
    assert f"are all {one}; the parity gate needs {other} as well" in said
    assert not (tmp_path / "x.onnx").exists()


def test_pictures_that_have_all_moved_are_one_line(base, manifest, tmp_path, capsys):
    moved = tmp_path / "elsewhere.csv"
    moved.write_text(manifest.read_text())
    at = base.index("--data")
    base[at + 1] = str(moved)
    assert main(["fp16", *base, "--out", str(tmp_path / "x.onnx")]) == 2
    said = capsys.readouterr().err
    assert "none of the pictures of the split" in said
    assert "check its paths, the first is" in said


def test_two_models_are_compared_without_writing(base, tmp_path, small_net, capsys):
    other = small_net("other.onnx", seed=7)
    status = main(["compare", *base, "--with", str(other), "--json", "--max-flips", "0"])
    assert status in (0, 1)
    document = json.loads(capsys.readouterr().out)
    assert (status == 1) is bool(document["broken"])


def test_the_sensitivity_table_names_every_layer(base, capsys):
    drop = base.index("--rounds")
    arguments = base[:drop] + base[drop + 2 :]
    assert main(["sensitivity", *arguments, "--json", "--calibration-crops", "8"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 5


def test_inspect_prints_the_contract_and_where_each_part_is_from(model, capsys):
    assert main(["inspect", str(model), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["contract"]["input.size"] == {"value": 32, "from": "read from the file"}
    assert document["contract"]["input.expansions"]["from"] == "guessed; check it"


def test_inspect_names_the_options_that_cannot_be_guessed(graph, tmp_path, capsys):
    graph.conv("input", 6, 4, 1)
    graph.add("GlobalAveragePool", graph.top, out="score")
    path = graph.save(tmp_path / "two.onnx", ["n", 6, 32, 32], {"score": ["n", 4, 1, 1]})
    assert main(["inspect", str(path), "--json"]) == 0
    assert "give the expansion of each" in json.loads(capsys.readouterr().out)["contract_problem"]
    assert main(["inspect", str(path)]) == 0
    assert "takes input  n×6×32×32" in capsys.readouterr().out


def test_a_score_that_a_pooling_leaves_as_four_dimensions_is_found(graph, tmp_path, capsys):
    graph.conv("input", 3, 1, 1)
    graph.add("GlobalAveragePool", graph.top, out="score")
    path = graph.save(tmp_path / "pooled.onnx", ["n", 3, 32, 32], {"score": ["n", 1, 1, 1]})
    assert main(["inspect", str(path), "--json"]) == 0
    contract = json.loads(capsys.readouterr().out)["contract"]
    assert contract["output.name"] == {"value": "score", "from": "read from the file"}
    assert contract["output.kind"]["value"] == "logit"


def test_a_model_that_does_not_say_how_it_is_fed_is_asked_about(model, manifest, tmp_path, capsys):
    out = str(tmp_path / "x.onnx")
    assert main(["int8", "--model", str(model), "--data", str(manifest), "--out", out]) == 2
    said = capsys.readouterr().err
    assert "guessed: " in said
    assert "input.expansions = (1.5,)" in said
    assert "--yes" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (["--model", "gone.onnx"], "no model file gone.onnx"),
        (["--model", "no_such_id"], "there is no model 'no_such_id'"),
        (["--data", "gone.csv"], "no data set manifest gone.csv"),
        (["--split", "nowhere"], "no rows of the split 'nowhere'"),
        (["--crops", "0"], "--crops must be at least 1"),
        (["--calibration-crops", "0"], "--calibration-crops must be at least 1"),
        (["--keep-float", "nowhere"], "no layer nowhere"),
        (["--size", "64"], "has an input of 32 px, not of 64 px"),
        (["--rounds", "0"], "--rounds must be at least 1"),
        (["--threshold", "1.5"], "--threshold is a value of p_attack"),
        (["--threshold", "nan"], "--threshold is a value of p_attack"),
        (["--max-flips", "nan"], "--max-flips must be a number"),
        (["--out", "x.tflite"], "is a .onnx file"),
        (["--out", "/proc/nowhere/x.onnx"], "cannot write to /proc/nowhere"),
    ],
)
def test_a_user_error_is_one_line_and_status_2(base, tmp_path, capsys, change, says):
    arguments = ["int8", *base, "--out", str(tmp_path / "x.onnx"), *change]
    assert main(arguments) == 2
    said = capsys.readouterr().err.strip()
    assert says in said
    assert len(said.splitlines()) == 1


def test_a_tflite_file_is_no_source_and_is_called_what_it_is(tmp_path, capsys):
    (tmp_path / "m.tflite").write_bytes(b"TFL3")
    assert main(["inspect", str(tmp_path / "m.tflite")]) == 2
    assert "is a TFLite file; give the ONNX file it was made from" in capsys.readouterr().err


def test_the_model_itself_is_never_overwritten(base, model, capsys):
    before = model.read_bytes()
    assert main(["q8", *base, "--out", str(model)]) == 2
    assert "is the model itself" in capsys.readouterr().err
    assert model.read_bytes() == before


def test_inspect_names_everything_in_full_where_there_is_no_terminal(small_net, capsys):
    path = small_net(f"a_model_{'with_quite_a_name_' * 3}.onnx")
    assert main(["inspect", str(path)]) == 0
    said = capsys.readouterr().out
    assert "…" not in said
    assert hashlib.sha256(path.read_bytes()).hexdigest() in said
    assert "Check what is guessed before use" in said


def test_an_engine_that_cannot_be_written_is_one_line(base, monkeypatch, capsys):
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    drop = base.index("--rounds")
    arguments = base[:drop] + base[drop + 2 :]
    assert main(["tensorrt", *arguments, "--out", "/proc/nowhere"]) == 2
    said = capsys.readouterr().err.strip()
    assert said == "facevouch convert: cannot write to /proc/nowhere: No such file or directory"


def test_the_line_for_the_jetson_names_the_model_as_it_was_asked_for(tmp_path, capsys):
    model = "antispoof_minifasnet_v2_se_fp32"
    assert main(["tensorrt", "--model", model, "--out", str(tmp_path / "engines")]) == 2
    said = capsys.readouterr().err
    assert f"facevouch convert tensorrt --model {model} --precision fp16" in said
    assert f"--onnx={model}.onnx" in said  # no folder of this machine
    assert "facevouch models engines" in said
    assert not (tmp_path / "engines").exists()


def test_missing_tensorrt_is_reported_with_what_to_run_on_the_jetson(base, tmp_path, capsys):
    drop = base.index("--rounds")
    arguments = base[:drop] + base[drop + 2 :]
    assert main(["tensorrt", *arguments, "--out", str(tmp_path / "trt")]) == 2
    said = capsys.readouterr().err
    assert "On the Jetson" in said
    assert "--optShapes=input:1x3x32x32" in said
    assert "--fp16" in said
