"""A warped picture keeps its appearance when it turns and is refused; a head is not."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from live_camera import pictures
from measured_faces import measured_faces

from edge.capture.synthetic import PORTRAIT
from edge.challenge.appearance import WARPED, Appearance
from edge.challenge.base import FaceMeasurement
from edge.challenge.make import picture_named
from edge.config import ModelsConfig
from edge.infer.face_mesh import Landmarker, load_landmarker
from edge.types import F32, Box, Face
from models.registry import Registry
from tools.presentations.handheld import still_scene
from tools.presentations.puppet import Puppet, PuppetPose

FPS = 10.0
FACE = Face(Box(230, 150, 410, 330), 0.9, np.zeros((6, 2), np.float32), track_id=1)
Light = Callable[[float], F32 | float]


@pytest.fixture(scope="module")
def landmarker() -> Landmarker:
    found = load_landmarker(Registry.open(), ModelsConfig(threads=1))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def puppet(landmarker: Landmarker) -> Puppet:
    """Of the shipped portrait."""
    portrait = np.asarray(cv2.imread(str(PORTRAIT)), np.uint8)
    still = still_scene(portrait, Box(172, 63, 282, 173), 180.0)
    mesh = landmarker.find(still, replace(FACE, keypoints=np.zeros((0, 2), np.float32)))
    assert mesh is not None
    return Puppet(still, mesh.points)


def turning(at: float) -> float:
    return 20 * math.sin(2 * math.pi * at / 4.0)


def steady(_: float) -> float:
    return 1.0


def shading(degrees: float) -> F32:
    """What a lamp at the side adds to a face that turned so far: otherwise on each side of it."""
    x = (np.arange(640, dtype=np.float32) - 320) / 18
    y = (np.arange(480, dtype=np.float32)[:, None] - 240) / 25
    return np.asarray(1 + 0.025 * degrees * np.sin(x) * np.cos(y), np.float32)[..., None]


def said(
    puppet: Puppet,
    yaw: Callable[[float], float] = turning,
    light: Light = steady,
    *,
    seconds: float = 4.0,
    noise: float = 1.5,
    appearance: Appearance | None = None,
    since: float = 0.0,
) -> float:
    """The evidence after a puppet moved so, in that light by degrees of turn."""
    watched, rng = appearance or Appearance(), np.random.default_rng(3)
    for index in range(round(seconds * FPS)):
        at = index / FPS
        pose = PuppetPose(yaw=yaw(at))
        seen = puppet.render(pose) * light(pose.yaw) + rng.normal(0, noise, (480, 640, 3))
        picture = np.clip(seen, 0, 255).astype(np.uint8)
        watched.update(picture, FACE, puppet.mesh(pose), since + at)
    return watched.llr


def test_picture_that_is_warped_is_found(puppet: Puppet) -> None:
    assert said(puppet) >= WARPED


def test_picture_that_is_warped_is_found_under_a_sensors_noise_and_a_lamp_that_changes(
    puppet: Puppet,
) -> None:
    assert said(puppet, light=lambda yaw: 1 + 0.005 * yaw, noise=4.0) >= WARPED


def test_face_on_which_the_light_falls_otherwise_as_it_turns_is_a_head(puppet: Puppet) -> None:
    assert said(puppet, light=shading) == 0.0


@pytest.mark.parametrize("light", [steady, shading], ids=["picture", "head"])
def test_nothing_is_said_of_a_face_that_does_not_turn(puppet: Puppet, light: Light) -> None:
    assert said(puppet, yaw=lambda at: 1.5 * math.sin(at), light=light) == 0.0


def test_nothing_is_said_where_noise_hides_what_would_be_new(puppet: Puppet) -> None:
    assert said(puppet, noise=90.0) < WARPED


def test_picture_is_not_excused_by_a_head_that_was_shown_before_it(puppet: Puppet) -> None:
    appearance = Appearance()
    assert said(puppet, light=shading, appearance=appearance) == 0.0
    assert said(puppet, appearance=appearance, since=4.0) >= WARPED


def test_evidence_begins_anew_with_another_face_and_after_a_while(puppet: Puppet) -> None:
    picture, mesh = puppet.render(PuppetPose()), puppet.mesh(PuppetPose())
    for track_id, later in ((2, 4.1), (1, 9.0)):
        appearance = Appearance()
        assert said(puppet, appearance=appearance) >= WARPED
        face = replace(FACE, track_id=track_id)
        assert appearance.update(picture, face, mesh, later) == 0.0


def test_face_that_looks_aside_is_not_taken_for_the_earlier_look(puppet: Puppet) -> None:
    def aside(at: float) -> float:
        return 40.0 + turning(at) / 4

    assert said(puppet, yaw=aside) == 0.0


def test_landmarks_in_one_place_break_nothing(puppet: Puppet) -> None:
    picture, nowhere = puppet.render(PuppetPose()), np.full((468, 3), 7, np.float32)
    appearance = Appearance()
    for index in range(9):
        assert appearance.update(picture, FACE, nowhere, index / 5) == 0.0


def test_operator_is_told_what_kind_of_picture_it_was() -> None:
    assert picture_named(FaceMeasurement()) == ""
    assert picture_named(FaceMeasurement(warped=WARPED)) == "warped_face"
    assert picture_named(FaceMeasurement(flatness=99.0, warped=WARPED)) == "flat_face"


@pytest.mark.field_data
@pytest.mark.parametrize("name", ["live_webcam_a.mp4", "live_studio_c.mp4", "live_phone_e.mp4"])
def test_real_person_is_never_called_a_warped_picture(field_data: Path, name: str) -> None:
    clip = pictures(field_data / "data" / "clips" / name, 240)
    assert max(face.warped for face in measured_faces(clip[::2], 15.0)) < WARPED
