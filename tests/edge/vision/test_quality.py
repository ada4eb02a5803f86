"""The quality check gives the reasons why a face is not scored."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from makers import a_face

from edge.config import QualityConfig
from edge.types import U8, Box, Face, Reason
from edge.vision.quality import measure, outside, pose

SIZE = (480, 640)


def noise(low: int = 60, high: int = 180) -> U8:
    return np.random.default_rng(1).integers(low, high, (*SIZE, 3), dtype=np.uint8)


def blurred() -> U8:
    return np.asarray(cv2.GaussianBlur(noise(), (0, 0), 25), np.uint8)


@pytest.mark.parametrize(
    ("image", "face", "expected"),
    [
        (noise(), a_face(), set()),
        (noise(), a_face(side=40), {Reason.TOO_SMALL}),
        (noise(), a_face(0, 0, 630), {Reason.TOO_LARGE, Reason.OUT_OF_FRAME}),
        (noise(), a_face(-60), {Reason.OUT_OF_FRAME}),
        (blurred(), a_face(), {Reason.BLURRED}),
        (noise(0, 40), a_face(), {Reason.TOO_DARK}),
        (noise(236, 256), a_face(), {Reason.TOO_BRIGHT}),
    ],
    ids=["good", "small", "large", "outside", "blurred", "dark", "bright"],
)
def test_each_fault_is_named(image: U8, face: Face, expected: set[Reason]) -> None:
    assert measure(image, face, QualityConfig()).reasons - {Reason.BLURRED} == expected - {
        Reason.BLURRED
    }
    if Reason.BLURRED in expected or not expected:
        assert measure(image, face, QualityConfig()).reasons == expected


def test_a_face_wholly_outside_measures_nothing_and_is_refused() -> None:
    quality = measure(noise(), a_face(2000), QualityConfig())
    assert (quality.sharpness, quality.luma) == (0.0, 0.0)
    assert Reason.OUT_OF_FRAME in quality.reasons


def test_sharpness_does_not_depend_on_the_size_of_the_face() -> None:
    texture = np.random.default_rng(2).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    values = []
    for side in (96, 192, 384):
        image = np.full((*SIZE, 3), 120, np.uint8)
        image[:side, :side] = cv2.resize(texture, (side, side), interpolation=cv2.INTER_NEAREST)
        values.append(measure(image, a_face(0, 0, side), QualityConfig()).sharpness)
    assert values == pytest.approx([values[0]] * 3, rel=0.02)


def turned(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Face:
    """Six points of a rigid head (mm: x to the image's right, y down, z to the camera), turned."""
    head = np.array(
        [(-32, -35, 30), (32, -35, 30), (0, 0, 60), (0, 35, 30), (-70, -15, -55), (70, -15, -55)],
        np.float64,
    )
    y, p, r = np.radians((yaw, pitch, roll))
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    points = (about_z @ about_x @ about_y @ head.T).T[:, :2] + 200
    return Face(Box(100, 100, 300, 300), 0.9, points.astype(np.float32))


@pytest.mark.parametrize("angle", [-30, -15, 0, 15, 30])
def test_pose_is_read_off_the_keypoints_of_a_turned_head(angle: float) -> None:
    assert pose(turned(yaw=angle).keypoints)[0] == pytest.approx(angle, abs=6)
    assert pose(turned(pitch=angle).keypoints)[1] == pytest.approx(angle, abs=9)
    assert pose(turned(roll=angle).keypoints)[2] == pytest.approx(angle, abs=0.1)


def test_a_detector_without_keypoints_gives_no_pose_and_gates_nothing_by_it() -> None:
    face = Face(Box(100, 100, 220, 220), 0.9, np.empty((0, 2), np.float32))
    quality = measure(noise(), face, QualityConfig())
    assert np.isnan(quality.yaw)
    assert quality.ok


@pytest.mark.parametrize(
    ("box", "fraction"),
    [(Box(0, 0, 10, 10), 0.0), (Box(-5, 0, 5, 10), 0.5), (Box(-20, 0, -10, 10), 1.0)],
)
def test_the_part_outside_is_a_fraction_of_the_box(box: Box, fraction: float) -> None:
    assert outside(box, 640, 480) == pytest.approx(fraction)
