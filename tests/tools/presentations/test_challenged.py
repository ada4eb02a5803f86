"""An animated picture of the shipped portrait at the shipped gate: what it passes and what not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.capture.synthetic import PORTRAIT
from edge.challenge.guidance import Prompt
from edge.errors import DataError, FacevouchError
from edge.types import Box
from tools.presentations.challenged import KINDS, ChallengedGate, Family, recorded
from tools.presentations.presentation import Presentation

STILL = Presentation(
    "portrait", PORTRAIT, 0, "bona fide", "demo", "demo", False, Box(172, 63, 282, 173)
)


def a_gate(*, guarded: bool) -> Iterator[ChallengedGate]:
    gate = ChallengedGate(guarded=guarded)
    yield gate
    gate.close()


@pytest.mark.parametrize("kind", ["turn_left", "come_closer"])
def test_puppet_passes_a_gesture_where_nobody_asks_whether_pixels_are_new(kind: str) -> None:
    for gate in a_gate(guarded=False):
        actor = gate.puppet(STILL, 1)
        assert actor is not None
        assert gate.attempt(Family.PUPPET, STILL.name, kind, actor, 1).passed


def test_puppet_is_refused_as_a_warped_picture() -> None:
    for gate in a_gate(guarded=True):
        actor = gate.puppet(STILL, 1)
        assert actor is not None
        attempt = gate.attempt(Family.PUPPET, STILL.name, "gestures", actor, 1)
        assert (attempt.passed, attempt.accepted, attempt.why) == (False, False, "warped_face")


def test_puppet_that_is_painted_anew_as_it_turns_is_not_found_as_a_warped_picture() -> None:
    for gate in a_gate(guarded=True):
        for seed in (1, 2):
            actor = gate.puppet(STILL, seed, relit=True)
            assert actor is not None
            attempt = gate.attempt(Family.RELIT, STILL.name, "turn_left", actor, seed)
            assert attempt.why != "warped_face"


def test_picture_without_a_face_makes_no_puppet(tmp_path: Path) -> None:
    grey = tmp_path / "grey.png"
    cv2.imwrite(str(grey), np.full((120, 120, 3), 128, np.uint8))
    nobody = Presentation("grey", grey, 0, "bona fide", "demo", "demo", False)
    for gate in a_gate(guarded=True):
        assert gate.puppet(nobody, 1) is None


def a_clip(path: Path, frames: int) -> Path:
    codec = cv2.VideoWriter_fourcc(*"MJPG")  # type: ignore[attr-defined]
    out = cv2.VideoWriter(str(path), codec, 10.0, (64, 48))
    for level in range(frames):
        out.write(np.full((48, 64, 3), 40 * level, np.uint8))
    out.release()
    return path


def test_recording_is_played_to_and_fro_whatever_is_asked(tmp_path: Path) -> None:
    play = recorded(a_clip(tmp_path / "clip.avi", 4))
    levels = [round(float(play(Prompt.NOD, n / 10).mean()) / 40) for n in range(8)]
    assert levels == [0, 1, 2, 3, 2, 1, 0, 1]


def test_recording_of_one_frame_is_none(tmp_path: Path) -> None:
    with pytest.raises((DataError, FacevouchError)):
        recorded(a_clip(tmp_path / "clip.avi", 1))


def test_every_kind_of_challenge_is_one_that_the_settings_allow() -> None:
    from edge.config import ChallengeConfig

    for settings in KINDS.values():
        assert ChallengeConfig.model_validate(settings)
