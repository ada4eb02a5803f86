"""`facevouch run` as a person uses it, on the built-in demo."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from fake_gate import a_result

from edge.capture.synthetic import PORTRAIT
from edge.cli import main
from edge.cli.run import WHAT, side_by_side
from edge.sinks.summary import Summary
from edge.types import State


def test_json_on_standard_output_is_one_object_a_frame_and_nothing_else(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["run", "--source", "demo:20", "--json", "-"]) == 0
    captured = capfd.readouterr()
    lines = [json.loads(line) for line in captured.out.splitlines()]
    assert [line["frame"] for line in lines] == list(range(20))
    assert all(len(line["faces"]) == 1 for line in lines[3:])
    assert "20 frames" in captured.err


def test_the_annotated_video_has_every_frame(tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    assert main(["run", "--quiet", "--source", "demo:15", "--annotate", str(out)]) == 0
    assert cv2.VideoCapture(str(out)).get(cv2.CAP_PROP_FRAME_COUNT) == 15


def test_a_limit_on_frames_ends_the_run_cleanly(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert (
        main(["run", "--quiet", "--source", "demo", "--max-frames", "5", "--json", str(out)]) == 0
    )
    assert len(out.read_text().splitlines()) == 5


def test_an_output_that_breaks_ends_the_run_of_a_source_that_would_go_on_for_ever(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["run", "--quiet", "--source", "demo", "--json", "/dev/full"]) == 2
    said = capfd.readouterr().err
    assert "cannot write /dev/full: No space left on device" in said
    assert "Traceback" not in said


def test_a_folder_comes_to_a_verdict_a_picture_and_two_people_in_one_place_stay_two(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    portrait = cv2.imread(str(PORTRAIT))
    cv2.imwrite(str(tmp_path / "a.png"), portrait)
    cv2.imwrite(str(tmp_path / "b.png"), cv2.convertScaleAbs(portrait, alpha=0.9))
    cv2.imwrite(str(tmp_path / "[c].png"), np.full((120, 160, 3), 90, np.uint8))
    assert main(["run", "--source", str(tmp_path), "--json", "-"]) == 0
    captured = capfd.readouterr()
    lines = [json.loads(line) for line in captured.out.splitlines()]
    assert [line["picture"] for line in lines] == ["[c].png", "a.png", "b.png"]
    assert [[face["track"] for face in line["faces"]] for line in lines] == [[], [1], [2]]
    rows = [line for line in captured.err.splitlines() if ".png" in line]
    for line, row in zip(lines[1:], rows[1:], strict=True):
        assert line["faces"][0]["state"] in row
    assert "no face" in rows[0]
    assert main(["run", "--source", f"frames:{tmp_path}", "--json", "-"]) == 0
    assert "picture" not in capfd.readouterr().out


def test_a_run_without_a_display_leaves_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("edge.cli.run.LOOK_FRAMES", 75)
    out = tmp_path / "out"
    assert main(["app", "--source", "demo:75", "--or-headless", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == set(WHAT)
    assert cv2.imread(str(out / "verdicts.png")).shape == (480, 640, 3)
    told = capfd.readouterr().err
    assert "instead of a window: 75 frames of the demo (a portrait" in told
    assert "LIVE after" in told
    assert f"{out / 'verdicts.png'}: " in told


def test_the_picture_of_a_run_shows_each_verdict_once() -> None:
    summary = Summary()
    assert side_by_side(summary) is None
    _see(summary, State.CHECKING, State.CHECKING)
    assert np.shape(side_by_side(summary)) == (48, 64, 3)
    _see(summary, State.LIVE, State.ATTACK, State.LIVE, State.POOR_QUALITY)
    assert np.shape(side_by_side(summary)) == (48, 128, 3)


def _see(summary: Summary, *states: State) -> None:
    for state in states:
        frame, result = a_result(summary.frames, state)
        summary.write(result, frame)


def test_every_command_teaches_its_use(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--help"], ["run", "--help"], ["app", "--help"], ["doctor", "--help"]):
        with pytest.raises(SystemExit) as exit_:
            main(words)
        assert exit_.value.code == 0
        assert "usage: facevouch" in capsys.readouterr().out


def test_the_doctor_examines_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--json"])
    findings = {f["what"]: f for f in json.loads(capsys.readouterr().out)}
    assert findings["machine"]["grade"] == "ok"
    assert "mediapipe" in findings["libraries"]["text"]
    assert "frames/s" in findings["pipeline"]["text"]
    assert findings["blaze_face_short_range"]["grade"] == "ok"
