"""`facevouch evaluate presentations` and `attacks` on the demo's portrait: a small set for CI."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from edge.capture.synthetic import FACE, PORTRAIT
from models.registry import Registry
from tools.evaluate import main
from tools.evaluation.layouts import open_dataset
from tools.presentations.frame_trace import Trace, judged
from tools.presentations.presentation import Making, presentations
from tools.presentations.record import Judge, Recorder

FACE_BOX = ",".join(str(middle + half) for half in (-55, 55) for middle in FACE)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The portrait as a person, a print and a screen, a few times each."""
    folder = tmp_path_factory.mktemp("data")
    content = PORTRAIT.read_bytes()
    lines = ["path,label,attack_type,source,x1,y1,x2,y2"]
    for label, kind in ((0, ""), (1, "print"), (1, "replay")):
        for number in range(2):
            name = f"{label}_{kind}_{number}.jpg"
            (folder / name).write_bytes(content)
            lines.append(f"{name},{label},{kind},demo,{FACE_BOX}")
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def out(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    assert main(arguments("presentations", data, folder)) == 0
    return folder


def arguments(command: str, data: Path, out: Path, *more: str) -> list[str]:
    return [command, "--data", str(data), "--out", str(out), "--seconds", "1",
            "--fps", "6", "--workers", "1", "--quiet", *more]  # fmt: skip


def test_the_report_holds_every_clip_and_every_group(out: Path) -> None:
    with (out / "clips.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 6
    figures = json.loads((out / "presentations.json").read_text(encoding="utf-8"))
    groups = {(g["source"], g["species"]): g for g in figures["groups"]}
    assert groups["demo", "screen"]["clips"] == 2
    assert groups["all", "every attack"]["clips"] == 4
    assert (out / "rates.png").read_bytes().startswith(b"\x89PNG")
    page = (out / "presentations.md").read_text(encoding="utf-8")
    assert "facevouch evaluate presentations" in page


def test_the_same_command_again_runs_no_clip_twice(
    data: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a clip was run again")

    monkeypatch.setattr("tools.presentations.record.Recorder", never)
    assert main(arguments("presentations", data, out)) == 0


def test_a_line_that_was_cut_off_costs_one_clip(data: Path, out: Path, tmp_path: Path) -> None:
    journal = (out / "clips.jsonl").read_text(encoding="utf-8")
    (tmp_path / "clips.jsonl").write_text(journal[:-40], encoding="utf-8")
    assert main(arguments("presentations", data, tmp_path)) == 0
    before, after = ((p / "clips.csv").read_text(encoding="utf-8") for p in (out, tmp_path))
    assert before == after


def test_the_defences_are_compared_on_the_clips_there_are(
    data: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments("attacks", data, out)) == 0
    said = capsys.readouterr().out
    assert "| uncalibrated, refuse (gates) | 0 of" in said
    figures = json.loads((out / "attacks.json").read_text(encoding="utf-8"))
    assert [r["asked"] for r in figures["reliability"]] == [0.01, 0.02, 0.05, 0.1]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--seconds", "0.1"), "--seconds must be between"),
        (("--fps", "1"), "--fps must be between"),
        (("--model", "blaze_face_short_range"), "no anti-spoof model"),
        (("--split", "test"), "has no splits"),
    ],
)
def test_a_user_error_is_one_line(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], says: str
) -> None:
    assert main(arguments("presentations", data, tmp_path, *more)) == 2
    said = capsys.readouterr().err.strip()
    assert says in said
    assert len(said.splitlines()) == 1


def test_a_kept_trace_gives_the_verdicts_of_the_pipeline_again(data: Path) -> None:
    making = Making(seconds=2.0, fps=8)
    judge = Judge.of(None, deepfake=False, making=making)
    spec = Registry.open().get(judge.antispoof)
    recorder = Recorder(judge, making)
    try:
        for one in presentations(open_dataset(data))[:3]:
            trace = recorder.record(one)
            kept = Trace.from_json(json.loads(json.dumps(trace.as_json())))
            again = judged(kept, judge.config().decision, {"antispoof": spec.calibration})
            assert again == trace.shipped
            assert trace.scored
    finally:
        recorder.close()
