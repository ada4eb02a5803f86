"""The tools that measure a challenge, and the one that converted the mesh."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
from heads import REST, Head

from edge.config import Config
from edge.types import Box
from models.registry import Registry
from tools.challenge import light_rates, picture_rates
from tools.challenge import rates as gesture_rates
from tools.challenge.rates import endless
from tools.conversion import mesh

HEAD = Head()
OBSERVATIONS = [HEAD.observation(REST, i / 30) for i in range(4)]


def test_a_clip_is_played_to_and_fro_and_never_jumps() -> None:
    played = [s for _, s in islice(endless(OBSERVATIONS, 10.0, 2), 9)]
    boxes = [None if s is None else s.measured.descriptor.tobytes() for s in played]
    order = [[s.measured.descriptor.tobytes() for s in OBSERVATIONS].index(b) for b in boxes]
    assert order == [2, 3, 2, 1, 0, 1, 2, 3, 2]
    assert [t for t, _ in islice(endless(OBSERVATIONS, 10.0, 0), 3)] == pytest.approx([0, 0.1, 0.2])


def test_a_clip_of_one_frame_stands_still() -> None:
    assert len(list(islice(endless(OBSERVATIONS[:1], 10.0, 0), 5))) == 5


def test_a_still_face_passes_no_gesture() -> None:
    observations = [Head().observation(REST, i / 10) for i in range(20)]
    counts = gesture_rates.rates(observations, 10.0, mesh=True, config=Config(), trials=2, seed=1)
    assert set(counts.values()) == {(0, 2)}


def test_light_falls_on_the_face_more_than_around_it() -> None:
    cut = np.full((40, 60, 3), 120, np.uint8)
    lit = light_rates.light_up(cut, Box(20, 0, 40, 40), (255, 0, 0), 0.5)
    assert (lit[:, 20:40, 2] > 135).all()
    assert (lit[:, :20, 2] < 130).all()
    assert (lit[:, :, :2] == 120).all()  # red light leaves green and blue as they were


def test_no_light_changes_nothing() -> None:
    cut = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    assert (light_rates.light_up(cut, Box(0, 0, 16, 16), (0, 0, 0), 0.5) == cut).all()


@pytest.mark.parametrize("tool", [gesture_rates.main, light_rates.main])
def test_a_file_that_is_no_video_is_one_line_and_status_2(
    tool: object, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"no video")
    assert tool([str(path), "--trials", "1"]) == 2
    said = capfd.readouterr().err
    assert "cannot be read as a video" in said.replace("\n", " ")
    assert "Traceback" not in said


def test_a_network_of_another_kind_is_refused_by_the_layer_that_is_unknown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = Registry.open()
    detector = registry.default("detector")
    assert detector is not None
    target = tmp_path / "out.onnx"
    assert mesh.main([str(registry.path(detector)), str(target)]) == 2
    assert "a face mesh has no layers of type" in capsys.readouterr().err
    assert not target.exists()


@pytest.mark.parametrize(
    ("argv", "status"), [(["missing.tflite", "out.onnx"], 2), (["one"], 2), ([], 2)]
)
def test_wrong_arguments_are_one_line(
    argv: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mesh.main(argv) == status
    assert "Traceback" not in capsys.readouterr().err


def test_random_starts_are_the_seeds() -> None:
    one, two = (
        gesture_rates.rates(
            OBSERVATIONS * 10, 10.0, mesh=True, config=Config(), trials=1, seed=seed
        )
        for seed in (5, 5)
    )
    assert one == two


def test_clip_without_faces_is_taken_for_no_picture(tmp_path: Path) -> None:
    codec = cv2.VideoWriter_fourcc(*"MJPG")  # type: ignore[attr-defined]
    clip = cv2.VideoWriter(str(tmp_path / "grey.avi"), codec, 10.0, (320, 240))
    for _ in range(30):
        clip.write(np.full((240, 320, 3), 120, np.uint8))
    clip.release()
    assert picture_rates.evidence_of(tmp_path / "grey.avi", every=2, start_s=1.0) == []


def test_file_that_is_no_clip_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "no.mp4").write_bytes(b"nothing")
    assert picture_rates.main([str(tmp_path / "no.mp4")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
