"""The gesture challenge: correct answers pass; replays, swaps and stillness fail."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from heads import MADE, REST, Actor, Head, Posture, Willing, act, replay, seeded

from edge.challenge.base import ChallengeState, FaceMeasurement
from edge.challenge.gesture_challenge import GestureChallenge
from edge.challenge.gestures import GESTURES, TELLING, draw
from edge.challenge.guidance import Prompt

ORDER = ("turn_left", "nod", "smile")


def a_challenge(
    names: Sequence[str] = ORDER, seed: int = 1, *, mesh: bool = True
) -> GestureChallenge:
    return GestureChallenge(names, 0.0, mesh=mesh, limit_s=6.0, rng=seeded(seed))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("fps", [5, 12, 30])
def test_a_person_who_does_as_asked_passes_at_any_frame_rate(seed: int, fps: int) -> None:
    names = draw(tuple(GESTURES), 4, seeded(seed))
    challenge = a_challenge(names, seed)
    act(challenge, Head(seed), Willing(), fps=fps)
    assert challenge.state is ChallengeState.PASSED, (names, challenge.why)
    assert challenge.done == 1
    assert [row["gesture"] for row in challenge.report()] == list(names)
    assert all(row["passed"] for row in challenge.report())


@pytest.mark.parametrize("names", list(itertools.permutations(sorted(TELLING), 2)), ids=str)
def test_without_a_landmark_model_the_keypoints_do(names: tuple[str, ...]) -> None:
    challenge = a_challenge(names, mesh=False)
    act(challenge, Head(mesh=False), Willing())
    assert challenge.state is ChallengeState.PASSED, challenge.why


def test_a_person_who_just_stands_there_fails() -> None:
    challenge = a_challenge()
    act(challenge, Head(), lambda prompt, now: REST)
    assert challenge.state is ChallengeState.FAILED
    assert challenge.why == "turn_left:too_late"


def test_recordings_of_earlier_sessions_fail_where_another_order_is_asked_for() -> None:
    names = tuple(GESTURES)
    passed, tried = [], 0
    for seed in range(40):
        earlier, now_asked = draw(names, 3, seeded(seed)), draw(names, 3, seeded(seed + 500))
        if now_asked == earlier:
            continue
        recording = act(a_challenge(earlier, seed), Head(), Willing(), fps=12)
        challenge = a_challenge(now_asked, seed + 500)
        replay(challenge, recording)
        tried += 1
        if challenge.state is ChallengeState.PASSED:
            passed.append((earlier, now_asked))
        else:
            assert challenge.state is ChallengeState.FAILED
    # played round and round a recording may come by the asked order; some 1 % do (docs/session.md)
    assert tried > 35
    assert len(passed) <= 1, passed


def test_even_the_same_order_played_back_meets_other_pauses() -> None:
    fates = set()
    for seed in range(10):
        recording = act(a_challenge(ORDER, seed), Head(), Willing(), fps=12)
        challenge = a_challenge(ORDER, seed + 500)
        replay(challenge, recording)
        fates.add(challenge.state)
    assert ChallengeState.RUNNING not in fates


class Sticks:
    """Does the first thing that is asked, and stays so."""

    def __init__(self) -> None:
        self._willing = Willing()
        self._stuck: Posture | None = None

    def __call__(self, prompt: Prompt, now: float) -> Posture:
        posture = self._willing(prompt, now)
        if posture.yaw > 25:
            self._stuck = posture
        return self._stuck or posture


def stiff(posture: Posture) -> Actor:
    return lambda prompt, now: posture


def answering(prompt: Prompt, posture: Posture) -> Actor:
    """Strikes this posture at this prompt, at once and for as long as it is asked."""
    return lambda asked, now: posture if asked is prompt else REST


FAILS = [
    ("a wrong gesture", answering(Prompt.TURN_LEFT, MADE[Prompt.TURN_RIGHT]), "wrong_gesture"),
    ("half a gesture", answering(Prompt.TURN_LEFT, Posture(yaw=12)), "too_late"),
    ("an answer before the question", answering(Prompt.TURN_LEFT, Posture(yaw=30)), "too_early"),
    ("one that never comes back", Sticks(), "turn_left:not_back"),
    ("a gesture unasked", answering(Prompt.FACE_FORWARD, Posture(yaw=30)), "unasked_gesture"),
    ("a face that never looks ahead", stiff(Posture(yaw=35)), "not_at_rest"),
]


@pytest.mark.parametrize(("what", "actor", "why"), FAILS, ids=[f[0] for f in FAILS])
def test_what_is_no_answer_fails(what: str, actor: Actor, why: str) -> None:
    challenge = a_challenge()
    act(challenge, Head(), actor)
    assert challenge.state is ChallengeState.FAILED
    assert why in challenge.why


@pytest.mark.parametrize("mesh", [True, False], ids=["mesh", "keypoints"])
@pytest.mark.parametrize("after_s", [0.3, 1.2, 2.5, 4.0])
def test_a_face_that_is_exchanged_at_any_moment_fails(after_s: float, mesh: bool) -> None:
    challenge = a_challenge(("turn_left", "nod", "turn_right"), mesh=mesh)
    first, second, willing, now = Head(1, mesh=mesh), Head(2, mesh=mesh), Willing(), 0.0
    while challenge.state is ChallengeState.RUNNING:
        head = first if now < after_s else second
        challenge.update(head.observation(willing(challenge.prompt, now), now))
        now += 0.05
    assert challenge.state is ChallengeState.FAILED
    assert challenge.why == "face_changed"


def test_an_exchange_during_a_gap_is_found_at_the_next_rest() -> None:
    challenge = a_challenge(("turn_left", "turn_right"))
    first, second, willing, now = Head(1), Head(2), Willing(), 0.0
    while challenge.state is ChallengeState.RUNNING and now < 60:
        if 2.0 <= now < 2.8:
            challenge.interrupted(now)
        else:
            head = first if now < 2.0 else second
            challenge.update(head.observation(willing(challenge.prompt, now), now))
        challenge.tick(now)
        now += 0.05
    assert challenge.state is ChallengeState.FAILED


def test_a_blurred_sight_or_two_do_no_harm() -> None:
    challenge, head, willing, now, count = a_challenge(), Head(), Willing(), 0.0, 0
    while challenge.state is ChallengeState.RUNNING:
        observation = head.observation(willing(challenge.prompt, now), now)
        count += 1
        if count % 15 in (7, 8):
            observation = replace(
                observation,
                measured=FaceMeasurement(
                    observation.measured.mesh, -observation.measured.descriptor
                ),
            )
        challenge.update(observation)
        now += 0.05
    assert challenge.state is ChallengeState.PASSED, challenge.why


def test_frames_without_a_mesh_count_for_nothing() -> None:
    challenge, head, willing, now, count = a_challenge(), Head(), Willing(), 0.0, 0
    while challenge.state is ChallengeState.RUNNING and now < 60:
        observation = head.observation(willing(challenge.prompt, now), now)
        challenge.update(
            observation if count < 100 else replace(observation, measured=FaceMeasurement())
        )
        challenge.tick(now)
        count += 1
        now += 0.05
    assert challenge.state is ChallengeState.FAILED


def test_nothing_seen_at_all_fails_in_time() -> None:
    challenge = a_challenge()
    challenge.tick(5.9)
    assert challenge.state is ChallengeState.RUNNING
    assert challenge.remaining(5.0) == pytest.approx(1.0)
    challenge.tick(6.1)
    assert challenge.state is ChallengeState.FAILED


def test_a_challenge_that_ended_stays_as_it_ended() -> None:
    challenge = a_challenge()
    challenge.tick(10)
    act(challenge, Head(), Willing())
    challenge.update(Head().observation(REST, 20.0))
    assert challenge.state is ChallengeState.FAILED


def test_who_should_look_ahead_again_is_told_so() -> None:
    challenge = a_challenge(("come_closer",))
    prompts = []

    def note(prompt: Prompt, now: float) -> Posture:
        if not prompts or prompts[-1] is not prompt:
            prompts.append(prompt)
        return willing(prompt, now)

    willing = Willing()
    act(challenge, Head(), note)
    assert prompts == [
        Prompt.LOOK_HERE,
        Prompt.FACE_FORWARD,
        Prompt.COME_CLOSER,
        Prompt.STEP_BACK,
    ]
