"""A still warped by its landmarks performs the requested gesture and shows no new pixel."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from edge.capture.synthetic import PORTRAIT
from edge.challenge.guidance import Prompt
from edge.challenge.ruler import RIGID, mouth_width, rotation
from edge.config import Config, ModelsConfig
from edge.infer.face_mesh import load_landmarker
from edge.runtime.factory import build_detector
from edge.types import F32, U8, Box, Frame
from models.registry import Registry
from tools.presentations.handheld import still_scene
from tools.presentations.puppet import ANSWERS, REST, Puppet, Puppeteer, PuppetPose

BOX = Box(172, 63, 282, 173)


def mesh_of(picture: U8) -> F32:
    config, registry = Config(models=ModelsConfig(threads=1)), Registry.open()
    landmarker = load_landmarker(registry, config.models)
    assert landmarker is not None
    detector = build_detector(config, registry, video=False)
    try:
        (face, *_) = detector.detect(Frame(picture, 0, "test", 0.0))
    finally:
        detector.close()
    mesh = landmarker.find(picture, face)
    assert mesh is not None
    return mesh.points


@pytest.fixture(scope="module")
def still() -> U8:
    return still_scene(np.asarray(cv2.imread(str(PORTRAIT)), np.uint8), BOX, 180.0)


@pytest.fixture(scope="module")
def puppet(still: U8) -> Puppet:
    return Puppet(still, mesh_of(still))


def turned(puppet: Puppet, pose: PuppetPose) -> tuple[float, float]:
    """Degrees to the right and up that the landmark model sees, against the still."""
    rest, now = (mesh_of(puppet.render(p)).astype(float)[RIGID] for p in (REST, pose))
    ahead = rotation(rest, now)[0] @ np.array([0.0, 0.0, -1.0])
    return float(np.degrees(np.arctan2(ahead[0], -ahead[2]))), float(
        np.degrees(np.arcsin(-ahead[1]))
    )


def test_puppet_at_rest_is_the_still(still: U8, puppet: Puppet) -> None:
    apart = np.abs(puppet.render(REST).astype(int) - still)
    assert np.percentile(apart, 99) <= 2


def test_puppet_turns_nods_and_widens_its_mouth_for_the_landmark_model(puppet: Puppet) -> None:
    yaw, _ = turned(puppet, PuppetPose(yaw=32))
    assert yaw > 12
    yaw, _ = turned(puppet, PuppetPose(yaw=-32))
    assert yaw < -12
    _, pitch = turned(puppet, PuppetPose(pitch=-24))
    assert pitch < -8
    rest, smile = (mouth_width(mesh_of(puppet.render(p))) for p in (REST, PuppetPose(mouth=1.5)))
    assert smile > 1.08 * rest


def test_mesh_of_a_pose_is_where_the_picture_shows_it(puppet: Puppet) -> None:
    pose = PuppetPose(yaw=15)
    seen, told = mesh_of(puppet.render(pose)), puppet.mesh(pose)
    breadth = float(np.ptp(told[:, 0]))
    assert np.median(np.linalg.norm(seen[:, :2] - told[:, :2], axis=1)) < 0.05 * breadth


def test_puppeteer_answers_a_prompt_after_a_while_and_goes_back(puppet: Puppet) -> None:
    acted = Puppeteer(puppet, np.random.default_rng(1), noise=(0.0, 0.0))
    frames = {}
    for index in range(40):
        at = index / 10
        asked = Prompt.COME_CLOSER if 1.0 <= at < 2.5 else Prompt.LOOK_HERE
        frames[round(at, 1)] = acted.frame(asked, at).astype(int)

    def apart(one: float, other: float) -> float:
        return float(np.abs(frames[one] - frames[other]).mean())

    still_there = apart(0.0, 1.3)
    assert apart(0.0, 2.4) > 2 * still_there
    assert apart(0.0, 3.9) < 0.6 * apart(0.0, 2.4)


def test_every_gesture_that_may_be_asked_for_has_an_answer() -> None:
    from edge.challenge.gestures import GESTURES

    assert {gesture.prompt for gesture in GESTURES.values()} == set(ANSWERS)
