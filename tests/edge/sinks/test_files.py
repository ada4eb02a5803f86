"""Results as files: JSON lines and the annotated video."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest
from makers import a_face, a_frame, a_quality, a_score

from edge.errors import OutputError
from edge.sinks.jsonl import JsonLines, as_dict
from edge.sinks.summary import Summary
from edge.sinks.video import AnnotatedVideo
from edge.types import AttackKind, FaceResult, FrameResult, Reason, State, Verdict


def a_result(index: int = 0, state: State = State.ATTACK, p_attack: float = 0.98762) -> FrameResult:
    kind = AttackKind.PRESENTATION if state is State.ATTACK else None
    verdict = Verdict(2, state, p_attack, 9, 0.1, kind, frozenset({Reason.ANTISPOOF}))
    face = FaceResult(a_face(10.04, 20, 100), a_quality(), verdict, {"m1": a_score(2.0, "m1")})
    return FrameResult(index, index / 30, "t", (640, 480), (face,), {"detect": 1.234})


def test_a_line_has_exactly_the_documented_fields() -> None:
    assert as_dict(a_result(3)) == {
        "frame": 3,
        "t": 0.1,
        "calibrated": False,
        "faces": [
            {
                "track": 2,
                "box": [10.0, 20.0, 110.0, 120.0],
                "state": "ATTACK",
                "attack_kind": "presentation",
                "p_attack": 0.9876,
                "scores": {"m1": 0.8808},
                "reasons": ["antispoof"],
            }
        ],
        "timings_ms": {"detect": 1.2},
    }


def test_each_result_is_one_line_on_disk_at_once(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with JsonLines(str(path)) as sink:
        for i in range(3):
            sink.write(a_result(i), None)
            lines = path.read_text().splitlines()
            assert [json.loads(line)["frame"] for line in lines] == list(range(i + 1))


def test_standard_output_is_written_and_left_open(capsys: pytest.CaptureFixture[str]) -> None:
    with JsonLines("-") as sink:
        sink.write(a_result(), None)
    assert json.loads(capsys.readouterr().out)["frame"] == 0


@pytest.mark.parametrize("sink", [JsonLines, lambda p: AnnotatedVideo(Path(p), 30.0)])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, sink: type[JsonLines]) -> None:
    target = tmp_path / "no" / "such" / "folder.mp4"
    with pytest.raises(OutputError, match=r"cannot write .*folder\.mp4"):
        sink(str(target)).open()


def test_a_video_holds_every_frame_with_the_verdict_drawn(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    with AnnotatedVideo(path, 30.0) as sink:
        for i in range(12):
            sink.write(a_result(i), a_frame(i))
    video = cv2.VideoCapture(str(path))
    shapes = []
    while True:
        ok, image = video.read()
        if not ok:
            break
        shapes.append(image.shape)
    assert shapes == [(480, 640, 3)] * 12
    assert video.get(cv2.CAP_PROP_FPS) == pytest.approx(30.0)
    assert [p.name for p in tmp_path.iterdir()] == ["out.mp4"]


def test_a_video_without_a_frame_leaves_no_file(tmp_path: Path) -> None:
    with AnnotatedVideo(tmp_path / "out.mp4", 30.0):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_video_needs_a_name_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"is not a video file name; use for example out\.mp4"):
        AnnotatedVideo(tmp_path / "out.txt", 30.0).open()


def test_a_frame_of_another_size_is_fitted_in(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    with AnnotatedVideo(path, 30.0) as sink:
        sink.write(a_result(0), a_frame(0))
        sink.write(a_result(1), a_frame(1, size=(320, 240)))
        sink.write(a_result(2), a_frame(2, size=(241, 483)))
    video = cv2.VideoCapture(str(path))
    assert video.get(cv2.CAP_PROP_FRAME_COUNT) == 3
    _, same, tall = (video.read()[1] for _ in range(3))
    assert same[:, :100].mean() > 60, "of the same shape it fills the frame"
    assert tall[:, :150].mean() < 20, "of another it stands amid black, not stretched"
    assert tall[200:300, 300:340].mean() > 60


def test_the_summary_keeps_each_decision_and_when_it_was_reached() -> None:
    summary = Summary()
    states = [State.CHECKING] * 6 + [State.LIVE] * 6 + [State.POOR_QUALITY, State.LIVE]
    for i, state in enumerate([*states, State.ATTACK]):
        summary.write(a_result(i, state), a_frame(i))
    track = summary.tracks[2]
    assert track.state is State.ATTACK
    assert [(each.state, each.after) for each in track.decisions] == [
        (State.LIVE, pytest.approx(6 / 30)),
        (State.ATTACK, pytest.approx(14 / 30)),
    ]
    assert track.frames == 15


def test_the_summary_shows_a_verdict_where_it_was_surest_and_not_where_it_only_still_held() -> None:
    summary = Summary()
    for i, p_attack in enumerate([0.4, 0.01, 0.01, 0.45]):
        summary.write(a_result(i, State.LIVE, p_attack), a_frame(i))
    assert {state: seen[1].index for state, seen in summary.seen_as.items()} == {State.LIVE: 1}
