"""Challenges before recordings of real people: the right order passes, every other fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from heads import seeded

from edge.challenge.base import ChallengeState
from edge.challenge.gesture_challenge import GestureChallenge
from edge.challenge.same_face import FaceChain
from edge.config import Config
from edge.infer.face_mesh import load_landmarker
from edge.types import F32
from models.registry import Registry
from tools.challenge.light_rates import scene_of, try_once
from tools.challenge.rates import Recording, play, rates, record

CONFIG = Config.model_validate({"models": {"threads": 1}})


@pytest.fixture(scope="module")
def recording(field_data: Path) -> tuple[Recording, float]:
    """A person who turns left, then right, then nods: what a thief of a session would play."""
    registry = Registry.open()
    clip = field_data / "data/clips/live_phone_e.mp4"
    return record(clip, registry, load_landmarker(registry, CONFIG.models), CONFIG)


@pytest.fixture(scope="module")
def another(field_data: Path) -> tuple[Recording, float]:
    """A person who talks and smiles and hardly moves."""
    registry = Registry.open()
    clip = field_data / "data/clips/live_studio_b.mp4"
    return record(clip, registry, load_landmarker(registry, CONFIG.models), CONFIG)


def shown(recording: tuple[Recording, float], *names: str, mesh: bool = True) -> GestureChallenge:
    observations, fps = recording
    challenge = GestureChallenge(names, 0.0, mesh=mesh, limit_s=6.0, rng=seeded(1))
    play(challenge, observations, fps, 0)
    return challenge


@pytest.mark.field_data
@pytest.mark.parametrize("mesh", [True, False], ids=["mesh", "keypoints"])
def test_the_gestures_of_a_real_person_are_seen_in_their_order(
    recording: tuple[Recording, float], mesh: bool
) -> None:
    challenge = shown(recording, "turn_left", "turn_right", "nod", mesh=mesh)
    assert challenge.state is ChallengeState.PASSED, challenge.why


@pytest.mark.field_data
@pytest.mark.parametrize(
    "names",
    [
        ("turn_right", "turn_left", "nod"),
        ("turn_left", "nod", "turn_right"),
        ("nod", "turn_left", "turn_right"),
        ("turn_left", "smile", "turn_right"),
        ("come_closer", "turn_left", "nod"),
        ("blink", "turn_right", "nod"),
    ],
    ids=str,
)
def test_the_same_recording_fails_in_any_other_order(
    recording: tuple[Recording, float], names: tuple[str, ...]
) -> None:
    challenge = shown(recording, *names)
    assert challenge.state is ChallengeState.FAILED
    assert challenge.report()[-1]["passed"] is False


@pytest.mark.field_data
def test_a_person_who_stands_and_talks_passes_no_challenge(
    another: tuple[Recording, float],
) -> None:
    counts = rates(*another, mesh=True, config=CONFIG, trials=6, seed=3)
    assert counts["challenge"] == (0, 6)
    assert all(counts[name][0] == 0 for name in ("turn_left", "turn_right", "nod", "come_closer"))


@pytest.mark.field_data
def test_a_real_face_goes_on_being_itself_and_no_other(
    recording: tuple[Recording, float], another: tuple[Recording, float]
) -> None:
    one, other = (
        [s.measured.descriptor for s in observations if s is not None]
        for observations, _ in (recording, another)
    )
    for descriptors in (one, other):
        assert follows(descriptors)
    found = [
        not follows([*a[at : at + 5], *b[at // 3 : at // 3 + 10]])
        for a, b in ((one, other), (other, one))
        for at in range(0, len(a) - 5, 10)
    ]
    assert len(found) > 60
    assert sum(found) >= 0.95 * len(found)


def follows(descriptors: list[F32 | None]) -> bool:
    chain = FaceChain()
    return all(
        chain.continues(descriptor, index / 30) for index, descriptor in enumerate(descriptors)
    )


@pytest.mark.field_data
def test_a_real_face_passes_in_our_light_and_not_without_it(field_data: Path) -> None:
    clip = field_data / "data/clips/live_studio_b.mp4"
    scene, rng = scene_of(clip, Registry.open(), CONFIG), seeded(3)
    assert sum(try_once(scene, CONFIG, rng, 0.1, "shown") for _ in range(5)) >= 4
    assert sum(try_once(scene, CONFIG, rng, 0.0, "shown") for _ in range(5)) <= 1
    assert sum(try_once(scene, CONFIG, rng, 0.2, "other") for _ in range(5)) <= 1
