"""A turned photograph is distinguished from a turning head; without motion no evidence."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from heads import REST, Head
from live_camera import pictures
from measured_faces import measured_faces

from edge.challenge.base import ChallengeState
from edge.challenge.make import ChallengeMaker
from edge.challenge.parallax import FLAT, Parallax
from edge.config import ChallengeConfig
from edge.types import F32, U8, Box, Face

SIDE, RADIUS, DISTANCE = 240, 80.0, 320.0
FPS = 15.0
FACE = Face(Box(40, 40, 200, 200), 0.9, np.zeros((6, 2), np.float32), track_id=1)

Yaw = Callable[[float], float]
"""Degrees at a time, s."""


def a_skin(rng: np.random.Generator) -> U8:
    """Something with spots to follow."""
    coarse = rng.integers(60, 190, (40, 40, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.uint8)


def depth_at(x: F32, y: F32) -> F32:
    """px towards the camera: a dome, as deep as a head before its ears."""
    return np.sqrt(np.maximum(0, RADIUS**2 - x**2 - y**2)).astype(np.float32)


def shown(skin: U8, yaw: float, bulge: float, shift: float = 0.0) -> U8:
    """The skin on a dome (bulge 1) or a plane (0), turned about the upright axis and seen in
    perspective from DISTANCE."""
    sin, cos = math.sin(math.radians(yaw)), math.cos(math.radians(yaw))
    v, u = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) - SIDE / 2
    u = u - np.float32(shift)
    x, y = u.copy(), v.copy()
    for _ in range(12):  # where the point of the skin lies that is seen at (u, v)
        z = -bulge * depth_at(x, y)
        away = (DISTANCE - x * sin + z * cos) / DISTANCE
        x, y = ((u * away - z * sin) / cos).astype(np.float32), (v * away).astype(np.float32)
    middle = np.float32(SIDE / 2)
    mode = cv2.BORDER_REFLECT_101
    image = cv2.remap(skin, x + middle, y + middle, cv2.INTER_LINEAR, borderMode=mode)
    return np.asarray(image, np.uint8)


def a_mesh() -> F32:
    """468 points of a head that looks straight ahead: as a mesh model sees in photographs."""
    rng = np.random.default_rng(1)
    angle, reach = rng.uniform(0, 2 * np.pi, 468), 0.75 * RADIUS * np.sqrt(rng.random(468))
    x, y = (reach * np.cos(angle)).astype(np.float32), (reach * np.sin(angle)).astype(np.float32)
    return np.column_stack([x + SIDE / 2, y + SIDE / 2, -depth_at(x, y)]).astype(np.float32)


def evidence(yaw: Yaw, bulge: float, seconds: float = 6.0, shift: Yaw = lambda _: 0.0) -> float:
    rng = np.random.default_rng(2)
    skin, mesh, parallax = a_skin(rng), a_mesh(), Parallax()
    for i in range(round(seconds * FPS)):
        at = i / FPS
        picture = shown(skin, yaw(at), bulge, shift(at)).astype(np.int16)
        noisy = np.clip(picture + rng.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)
        parallax.update(noisy, FACE, mesh, at)
    return parallax.llr


def to_and_fro(at: float) -> float:
    return 18 * math.sin(2 * math.pi * at / 4.0)


def test_photograph_that_is_turned_is_flat() -> None:
    assert evidence(to_and_fro, bulge=0.0) >= FLAT


def test_head_that_turns_is_not_flat() -> None:
    assert evidence(to_and_fro, bulge=1.0) == 0.0


@pytest.mark.parametrize("bulge", [0.0, 1.0], ids=["photograph", "head"])
def test_nothing_is_said_of_what_stands_still_or_only_moves_sideways(bulge: float) -> None:
    assert evidence(lambda _: 0.0, bulge, shift=lambda at: 8 * math.sin(at)) == 0.0


def test_photograph_is_not_excused_by_a_head_that_was_shown_before_it() -> None:
    rng = np.random.default_rng(3)
    skin, mesh, parallax = a_skin(rng), a_mesh(), Parallax()
    for i in range(round(12 * FPS)):
        at = i / FPS
        parallax.update(shown(skin, to_and_fro(at), 1.0 if at < 6 else 0.0), FACE, mesh, at)
    assert parallax.llr >= FLAT


def test_evidence_begins_anew_with_another_face_and_after_a_while() -> None:
    skin, mesh = a_skin(np.random.default_rng(4)), a_mesh()
    for track_id, later in ((2, 0.1), (1, 4.0)):
        parallax = Parallax()
        for i in range(round(6 * FPS)):
            parallax.update(shown(skin, to_and_fro(i / FPS), 0.0), FACE, mesh, i / FPS)
        assert parallax.llr >= FLAT
        face = replace(FACE, track_id=track_id)
        assert parallax.update(shown(skin, 0, 0.0), face, mesh, 6 + later) == 0.0


def test_frame_of_another_size_and_a_face_at_the_border_begin_anew_and_break_nothing() -> None:
    skin, mesh, parallax = a_skin(np.random.default_rng(5)), a_mesh(), Parallax()
    assert parallax.update(skin, FACE, mesh, 0.0) == 0.0
    assert parallax.update(skin[:200], FACE, mesh, 0.1) == 0.0
    outside = replace(FACE, box=Box(230, 230, 260, 260))
    for index in range(30):
        assert parallax.update(skin, outside, mesh, 0.2 + index / 10) == 0.0


def test_challenge_fails_when_the_face_turns_out_to_be_flat() -> None:
    config = ChallengeConfig(kind="gestures")
    challenge = ChallengeMaker(config, mesh=True, rng=random.Random(1))(0.0)
    assert challenge is not None
    observation = Head().observation(REST, 0.1)
    challenge.update(observation)
    assert challenge.state is ChallengeState.RUNNING
    flat = replace(observation.measured, flatness=FLAT)
    challenge.update(replace(observation, at=0.2, measured=flat))
    assert challenge.state is ChallengeState.FAILED
    assert challenge.why == "flat_face"


def turned_by_hand(still: U8, seconds: float, fps: float) -> list[U8]:
    """A photograph turned by up to 18° and back, seen in perspective at 1.2 times its width."""
    height, width = still.shape[:2]
    focal = 1.2 * width
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    to_middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    found = []
    for i in range(round(seconds * fps)):
        yaw = np.radians(18 * np.sin(2 * np.pi * i / fps / 3.7))
        turn = cv2.Rodrigues(np.array([0.0, yaw, 0.0]))[0]
        where = np.array([0, 0, 1.05 * focal])
        matrix = camera @ np.column_stack([turn[:, 0], turn[:, 1], where]) @ to_middle
        found.append(np.asarray(cv2.warpPerspective(still, matrix, (width, height)), np.uint8))
    return found


@pytest.mark.field_data
@pytest.mark.parametrize("name", ["live_webcam_a.mp4", "live_studio_c.mp4", "live_phone_e.mp4"])
def test_real_person_is_never_called_flat_and_a_turned_still_of_the_clip_is(
    field_data: Path, name: str
) -> None:
    clip = pictures(field_data / "data" / "clips" / name, 240)
    turned = turned_by_hand(clip[20], 6.0, 15.0)
    assert max(face.flatness for face in measured_faces(clip[::2], 15.0)) < FLAT
    assert max(face.flatness for face in measured_faces(turned, 15.0)) >= FLAT
