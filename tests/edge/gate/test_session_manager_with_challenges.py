"""The session manager with a challenge: real frames in; the outcome reports the gestures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from heads import Head, Posture, Willing, seeded
from makers import a_frame
from sessions import Place, a_place, a_result, judged

from edge.challenge.guidance import Phase, Prompt
from edge.config import Config
from edge.errors import ConfigError, ModelError
from edge.events.outcome import SessionOutcome
from edge.infer.face_mesh import Mesh
from edge.types import U8, Face, FaceResult, Frame


class ActedMesh:
    """A landmark model that sees what an actor does; counts how often it was asked."""

    def __init__(self) -> None:
        self.posture = Posture()
        self.asked = 0
        self.breaks = False
        self._head = Head()

    def find(self, bgr: U8, face: Face) -> Mesh | None:
        self.asked += 1
        if self.breaks:
            raise ModelError("the landmark model failed")
        return self._mesh()

    def picture(self) -> Frame:
        """A frame in which eyes, nose and mouth are dark where the mesh has them."""
        bgr = np.full((480, 640, 3), 170, np.uint8)
        for place, size in ((33, 9), (263, 9), (1, 5), (61, 7), (291, 7)):
            x, y = self._mesh().points[place, :2]
            cv2.circle(bgr, (round(float(x)), round(float(y))), size, (60, 60, 60), -1)
        return Frame(bgr, 0, "test", 0.0)

    def _mesh(self) -> Mesh:
        mesh = self._head.observation(self.posture, 0.0).measured.mesh
        assert mesh is not None
        return mesh


def config_of(kind: str, **challenge: object) -> Config:
    return Config.model_validate({"challenge": {"kind": kind, **challenge}})


def a_willing_person(
    place: Place, mesh: ActedMesh, faces: Sequence[FaceResult]
) -> SessionOutcome | None:
    """Comes, stays, does as told; the outcome of that."""
    session_id = place.sessions.begin()
    willing = Willing()
    for _ in range(1200):
        place.clock.now += 0.05
        mesh.posture = willing(place.sessions.guidance().prompt, place.clock.now)
        looking = [
            replace(f, quality=replace(f.quality, yaw=mesh.posture.yaw, pitch=mesh.posture.pitch))
            for f in faces
        ]
        place.sessions.on_frame(mesh.picture(), a_result(*looking, at=place.clock.now))
        place.sessions.tick()
        outcome = place.sessions.outcome(session_id)
        if outcome is not None:
            return outcome
    return None


def test_a_person_who_makes_the_gestures_is_accepted_and_the_outcome_lists_them(
    tmp_path: Path,
) -> None:
    mesh = ActedMesh()
    place = a_place(tmp_path, config_of("gestures"), landmarker=mesh, rng=seeded(3), auto=False)
    outcome = a_willing_person(place, mesh, [judged()])
    assert outcome is not None
    assert outcome.decision.value == "accepted"
    assert len(outcome.challenge) == 3
    assert all(row["passed"] for row in outcome.challenge)


def test_landmarks_are_computed_only_while_a_challenge_runs(tmp_path: Path) -> None:
    mesh = ActedMesh()
    place = a_place(tmp_path, config_of("gestures"), landmarker=mesh, auto=False)
    place.person.shows(judged(), seconds=2)
    place.sessions.begin()
    place.person.shows(judged(), seconds=0.9)
    assert mesh.asked == 0
    place.person.shows(judged(), seconds=1.0)
    assert place.sessions.guidance().phase is Phase.CHALLENGE
    assert 0 < mesh.asked <= 10


def test_no_landmarks_are_computed_without_a_challenge(tmp_path: Path) -> None:
    mesh = ActedMesh()
    place = a_place(tmp_path, landmarker=mesh)
    place.person.shows(judged(), seconds=3)
    assert place.record.events
    assert mesh.asked == 0


def test_a_picture_that_does_nothing_is_refused_however_live_it_looks(tmp_path: Path) -> None:
    mesh = ActedMesh()
    place = a_place(tmp_path, config_of("gestures"), landmarker=mesh, auto=False)
    session_id = place.sessions.begin()
    place.person.shows(judged(), seconds=15)
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert outcome.decision.value == "refused"
    assert outcome.reasons[0] == "challenge_failed"
    assert place.sessions.guidance().attempts_left == 4


def test_a_landmark_model_that_breaks_refuses_and_asks_for_help(tmp_path: Path) -> None:
    mesh = ActedMesh()
    mesh.breaks = True
    place = a_place(tmp_path, config_of("gestures"), landmarker=mesh, auto=False)
    session_id = place.sessions.begin()
    place.person.shows(judged(), seconds=2)
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert outcome.reasons == ("model_failed",)
    assert place.sessions.guidance().phase is Phase.HELP


def test_the_detectors_gestures_are_asked_for_without_a_landmark_model(tmp_path: Path) -> None:
    config = config_of("gestures", gestures=["blink", "smile", "turn_left"], steps=1)
    place = a_place(tmp_path, config, auto=False)
    place.sessions.begin()
    prompts = set()
    for _ in range(40):
        place.person.shows(judged())
        prompts.add(place.sessions.guidance().prompt)
    assert Prompt.TURN_LEFT in prompts
    assert prompts.isdisjoint({Prompt.BLINK, Prompt.SMILE})


def test_a_challenge_nobody_could_see_is_refused_when_the_gate_is_built(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"challenge\.gestures"):
        a_place(tmp_path, config_of("gestures", gestures=["blink", "smile"]))


def test_the_light_challenge_colours_the_screen_and_refuses_what_does_not_reflect(
    tmp_path: Path,
) -> None:
    place = a_place(tmp_path, config_of("light"), auto=False, rng=seeded(1))
    session_id = place.sessions.begin()
    frame, colours = a_frame(), set()
    for _ in range(300):
        place.clock.now += 1 / 30
        place.sessions.on_frame(frame, a_result(judged(), at=place.clock.now))
        place.sessions.tick()
        colours.add(place.sessions.guidance().colour)
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert outcome.reasons == ("challenge_failed", "light_not_reflected")
    assert len(colours - {None}) >= 3


def test_both_kinds_come_one_after_the_other(tmp_path: Path) -> None:
    mesh = ActedMesh()
    place = a_place(
        tmp_path, config_of("gestures+light", steps=1), landmarker=mesh, auto=False, rng=seeded(2)
    )
    outcome = a_willing_person(place, mesh, [judged()])
    assert outcome is not None
    assert [("gesture" in row, "light" in row) for row in outcome.challenge] == [
        (True, False),
        (False, True),
    ]
    assert outcome.decision.value == "refused"  # a drawing reflects nothing
