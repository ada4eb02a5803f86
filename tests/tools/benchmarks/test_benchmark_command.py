"""`facevouch benchmark`: JSON output, and one line for each user error."""

from __future__ import annotations

import json

import numpy as np
import pytest

from edge.errors import DataError
from tools.alternate import Bystanders
from tools.benchmark import main
from tools.benchmarks.memory import benchmark_memory, import_seconds
from tools.benchmarks.pipeline import benchmark_pipeline, looped
from tools.benchmarks.reference import ReferenceLoop

FED = ["--size", "32", "--expansion", "1.5", "--output", "logit", "--evidence", "evidence",
       "--colour", "RGB", "--attack-index", "1", "--bias", "0.25", "--yes"]  # fmt: skip


def test_models_prints_one_json_document(make_subject, capsys):
    subject, other = make_subject(), make_subject("other.onnx", 1)
    arguments = ["--model", str(subject.path), "--baseline", str(other.path), *FED]
    limits = ["--threads", "1", "--batch", "1,2", "--rounds", "3", "--no-memory", "--json"]
    assert main(["models", *arguments, *limits]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["baseline"] == "other"
    assert len(document["results"]) == 4
    assert document["machine"]["cores"] >= 1
    assert {"ms_p50", "ms_p95", "ms_p99", "ms_cpu", "ratio", "faces_per_s"} <= set(
        document["results"][0]
    )


def test_models_writes_the_json_beside_the_table(make_subject, tmp_path, capsys):
    out = tmp_path / "deep" / "speed.json"
    arguments = ["--model", str(make_subject().path), *FED, "--threads", "1", "--batch", "1"]
    assert main(["models", *arguments, "--rounds", "2", "--no-memory", "--json", str(out)]) == 0
    said = capsys.readouterr().out
    assert "first" in said
    assert "cores, load" in said  # no number without the machine
    assert "energy: " in said
    assert json.loads(out.read_text())["results"][0]["model"] == "first"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--threads", "none"], "--threads needs whole numbers above 0"),
        (["--batch", "0"], "--batch needs whole numbers above 0"),
        (["--provider", "tpu"], "there is no provider 'tpu'"),
        (["--rounds", "0"], "--rounds must be at least 1"),
        (["--provider", "cuda", "--threads", "1", "--no-memory"], "cuda"),
        (["--baseline", "gone.onnx"], "no model file gone.onnx"),
        (["--json", "/proc/nowhere/speed.json"], "cannot write to /proc/nowhere"),
    ],
)
def test_a_user_error_is_one_line_and_status_2(make_subject, capsys, arguments, says):
    assert main(["models", "--model", str(make_subject().path), *FED, *arguments]) == 2
    said = capsys.readouterr().err.strip()
    assert says in said
    assert len(said.splitlines()) == 1


def test_a_busy_machine_is_noted_beside_the_table_and_in_the_document(
    make_subject, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(Bystanders, "warning", lambda *_: "a busy machine: others kept 3 of 4")
    out = tmp_path / "speed.json"
    arguments = ["--model", str(make_subject().path), *FED, "--threads", "1", "--batch", "1"]
    assert main(["models", *arguments, "--rounds", "2", "--no-memory", "--json", str(out)]) == 0
    assert "a busy machine" in capsys.readouterr().err
    assert json.loads(out.read_text())["warning"].startswith("a busy machine")


def test_a_looped_source_starts_again_and_its_time_goes_on():
    with looped("demo:3") as read:
        frames = [read() for _ in range(7)]
    assert [f.index for f in frames] == list(range(7))
    times = np.array([f.captured_at for f in frames])
    assert (np.diff(times) > 0).all()
    np.testing.assert_array_equal(frames[0].bgr, frames[3].bgr)


def test_a_missing_reference_is_reported_with_its_expected_folder(tmp_path):
    with pytest.raises(
        DataError, match=r"seed_yunet\.onnx, .* missing; give their folder with --reference"
    ):
        ReferenceLoop.open(tmp_path)


def test_a_scorers_file_may_be_named_and_yunet_is_expected_beside_it(tmp_path):
    (file := tmp_path / "other.onnx").write_bytes(b"")
    with pytest.raises(DataError, match=r"seed_yunet\.onnx missing"):
        ReferenceLoop.open(file)


@pytest.mark.field_data
def test_models_may_be_fed_a_real_face(field_data, make_subject, capsys):
    clip = str(field_data / "data/clips/live_webcam_a.mp4")
    arguments = ["--model", str(make_subject().path), *FED, "--threads", "1", "--batch", "2"]
    limits = ["--rounds", "2", "--no-memory", "--json", "--source", clip]
    assert main(["models", *arguments, *limits]) == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["batch"] == 2


def test_a_source_without_a_face_cannot_feed_models(make_subject, capsys):
    arguments = ["--model", str(make_subject().path), *FED, "--source", "pattern:3"]
    assert main(["models", *arguments, "--no-memory"]) == 2
    assert "no face was found" in capsys.readouterr().err


def test_the_pipeline_command_passes_that_line_on(tmp_path, capsys):
    assert main(["pipeline", "--source", "demo:5", "--reference", str(tmp_path)]) == 2
    assert "--reference DIR" in capsys.readouterr().err


@pytest.mark.field_data
def test_the_whole_pipeline_is_measured_against_the_fields_own_loop(field_data, make_subject):
    result = benchmark_pipeline(
        str(field_data / "data/clips/live_webcam_a.mp4"), frames=6, stretch=2,
        reference=field_data / "peers/antispoof", model=make_subject(),
    )  # fmt: skip
    assert result.models == {"antispoof": "first"}
    assert result.faces["ours"] > 0
    assert result.faces["reference"] > 0
    assert result.ours.calls == result.reference.calls == 3
    assert {"detect", "antispoof", "total"} <= set(result.stages)
    document = result.as_dict()
    assert document["size"][0] > document["size"][1] / 4
    json.dumps(document)


def test_memory_is_watched_over_a_looped_source(make_subject):
    subject = make_subject()
    model = {"path": str(subject.path), "spec": subject.spec.model_dump(mode="json")}
    result = benchmark_memory("demo:4", settle=3, frames=9, model=model, imports=1)
    assert result.rss_end_mb >= 20
    assert result.growth_mb == pytest.approx(result.rss_end_mb - result.rss_settled_mb, abs=0.2)
    assert set(result.import_s) == {"edge", "edge.cli", "edge.runtime.engine"}


@pytest.mark.parametrize(("settle", "frames"), [(10, 10), (0, 5), (20, 3)])
def test_too_few_frames_to_see_growth_are_refused(settle, frames):
    with pytest.raises(DataError, match="must be larger than --settle"):
        benchmark_memory("demo", settle=settle, frames=frames)


def test_a_source_that_does_not_open_is_named_in_one_line(make_subject, capsys):
    model = ["--model", str(make_subject().path), *FED]
    short = ["--settle", "1", "--frames", "2"]
    assert main(["memory", "--source", "gone.mp4", *short, *model]) == 2
    said = capsys.readouterr().err.strip()
    assert "gone.mp4" in said
    assert len(said.splitlines()) == 1


def test_an_import_is_timed_in_a_fresh_interpreter():
    assert import_seconds("edge", times=1) > 0
