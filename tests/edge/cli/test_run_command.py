"""`facevouch run` as a person uses it, on the built-in demo."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest

from edge.cli import main


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


def test_where_there_is_no_display_a_result_is_left_to_look_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("edge.cli.run.LOOK_FRAMES", 12)
    assert main(["app", "--source", "demo:40", "--or-headless", str(tmp_path / "out")]) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"annotated.mp4", "verdicts.jsonl", "last.png"}
    assert cv2.imread(str(tmp_path / "out" / "last.png")).shape == (480, 640, 3)


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
