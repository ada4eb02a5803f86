"""BlazeFace on real pictures: the demo's portrait, and the field's clips."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge.capture.resolve import open_source
from edge.config import CameraConfig
from edge.errors import ModelError
from edge.types import Frame
from edge.vision.detector import BlazeFace
from models.registry import Registry


@pytest.fixture(params=[True, False], ids=["video", "image"])
def detector(request: pytest.FixtureRequest) -> Iterator[BlazeFace]:
    found = make(video=request.param)
    yield found
    found.close()


def make(*, video: bool) -> BlazeFace:
    registry = Registry.open()
    spec = registry.default("detector")
    assert spec is not None
    return BlazeFace(registry.verified(spec), video=video, min_score=0.5, max_faces=8)


def frames(spec: str) -> Iterator[Frame]:
    with open_source(spec, CameraConfig()) as source:
        while (frame := source.read()) is not None:
            yield frame


def test_the_demo_portrait_is_found_once_with_its_keypoints_inside(detector: BlazeFace) -> None:
    for frame in frames("demo:10"):
        (face,) = detector.detect(frame)
        assert face.score > 0.7
        assert face.keypoints.shape == (6, 2)
        x, y = face.keypoints[2]
        assert face.box.x1 < x < face.box.x2
        assert face.box.y1 < y < face.box.y2


def test_noise_and_a_single_pixel_hold_no_face(detector: BlazeFace) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    for image in (noise, np.zeros((1, 1, 3), np.uint8)):
        assert detector.detect(Frame(image, 0, "t", 0.0)) == []


@pytest.mark.field_data
@pytest.mark.parametrize(("clip", "people"), [("two_people.gif", 2), ("three_people.gif", 3)])
def test_several_small_faces_are_all_found(
    field_data: Path, detector: BlazeFace, clip: str, people: int
) -> None:
    counts = [len(detector.detect(f)) for f in frames(str(field_data / "data" / "clips" / clip))]
    settled = counts[10:]  # in a video the tiles are searched in turn
    assert sum(n == people for n in settled) >= 0.95 * len(settled)


def test_the_same_frames_give_the_same_faces() -> None:
    runs = []
    for _ in range(2):
        detector = make(video=True)
        runs.append([[f.box for f in detector.detect(frame)] for frame in frames("demo:12")])
        detector.close()
    assert runs[0] == runs[1]


def test_a_single_image_owes_nothing_to_the_one_before() -> None:
    detector = make(video=False)
    (shown,) = frames("demo:1")
    small = np.zeros((480, 640, 3), np.uint8)
    small[120:360, 160:480] = shown.bgr[::2, ::2]
    image = Frame(small, 0, "t", 0.0)
    runs = [[f.box for f in detector.detect(image)] for _ in range(3)]
    detector.close()
    assert runs[0]
    assert runs[0] == runs[1] == runs[2]


def test_a_still_picture_between_a_videos_frames_is_detected_independently() -> None:
    video, image = make(video=True), make(video=False)
    (shown,) = frames("demo:1")
    still = replace(shown, picture="a.jpg")
    expected = [f.box for f in image.detect(still)]
    before = replace(shown, bgr=np.ascontiguousarray(shown.bgr[:, ::-1]))
    for frame in (before, before, before):
        video.detect(frame)
    assert [f.box for f in video.detect(still)] == expected
    assert expected
    video.close()
    image.close()


def test_a_picture_without_a_found_face_is_searched_again_with_a_border() -> None:
    detector = make(video=False)
    (shown,) = frames("demo:1")
    (face,) = detector.detect(shown)
    x, y = (int(v) for v in face.box.center)
    half = int(face.box.side * 0.36)
    cut = np.ascontiguousarray(shown.bgr[y - half : y + half, x - half : x + half])
    plain = detector._detect_in_frame(np.ascontiguousarray(cut[..., ::-1]), alone=True)
    assert all(seen.score < 0.5 for seen in plain)
    (found,) = detector.detect(Frame(cut, 0, "t", 0.0))
    assert found.box.side > 0.9 * 2 * half
    detector.close()


def test_a_file_that_is_no_detector_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.tflite"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelError, match=r"broken\.tflite cannot be opened as a face detector"):
        BlazeFace(path, video=True, min_score=0.5, max_faces=1)


def test_closing_twice_is_safe() -> None:
    detector = make(video=False)
    detector.close()
    detector.close()
