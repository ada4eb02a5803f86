"""The session's state machine under arbitrary input: it accepts in one case only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live_camera import a_room, as_live, looped, sensed
from makers import a_quality, a_score
from sessions import a_result, in_oval, judged

from edge.challenge.base import ChallengeState, FaceMeasurement
from edge.challenge.guidance import Phase, Prompt
from edge.config import CameraConfig, Config, TrustConfig
from edge.errors import ModelError
from edge.events.outcome import Decision
from edge.gate.session import GateSession
from edge.trust.guard import SourceGuard
from edge.types import FaceResult, Reason, State

MODELS_SAY = [State.LIVE, State.CHECKING, State.POOR_QUALITY, State.UNKNOWN, State.UNAVAILABLE]


class Scripted:
    """A challenge that ends when told."""

    def __init__(self) -> None:
        self.state = ChallengeState.RUNNING
        self.why = ""
        self.prompt = Prompt.NOD
        self.done = 0.5
        self.colour = (1, 2, 3)
        self.step = (2, 3)
        self.seen = 0
        self.interruptions = 0

    def update(self, observation: Any) -> None:
        self.seen += 1

    def interrupted(self, now: float) -> None:
        self.interruptions += 1

    def tick(self, now: float) -> None: ...

    def remaining(self, now: float) -> float:
        return 3.0

    def report(self) -> tuple[dict[str, Any], ...]:
        return ({"gesture": "nod"},)


def look(face: FaceResult) -> FaceMeasurement:
    return FaceMeasurement()


def stand(session: GateSession, face: FaceResult, start: float, seconds: float) -> float:
    """Stand there; returns when it is afterwards."""
    for index in range(round(seconds * 10)):
        now = start + index / 10
        session.on_result(a_result(face, at=now), look, now)
        session.tick(now)
    return start + seconds


def challenged(script: Scripted) -> GateSession:
    return GateSession("s", Config(), 0.0, make_challenge=lambda now: script)


def test_a_challenge_comes_after_the_hold_and_shows_its_own_guidance() -> None:
    script = Scripted()
    session = challenged(script)
    stand(session, judged(), 0.0, 2.0)
    guidance = session.guidance(2.0)
    assert (guidance.phase, guidance.prompt) == (Phase.CHALLENGE, Prompt.NOD)
    assert (guidance.progress, guidance.remaining_s, guidance.colour) == (0.5, 3.0, (1, 2, 3))
    assert guidance.step == (2, 3)
    assert script.seen > 5
    assert session.ending is None  # LIVE all along, but not answered


def test_a_challenge_that_is_passed_leaves_the_verdict_to_wait_for() -> None:
    script = Scripted()
    session = challenged(script)
    now = stand(session, judged(state=State.CHECKING), 0.0, 2.0)
    script.state = ChallengeState.PASSED
    now = stand(session, judged(state=State.CHECKING), now, 2.0)
    assert session.ending is None
    stand(session, judged(), now, 0.2)
    assert session.ending is not None
    assert session.ending.decision is Decision.ACCEPTED
    assert session.challenge_report() == ({"gesture": "nod"},)


def test_a_challenge_that_fails_is_a_failed_attempt_whatever_the_verdict() -> None:
    script = Scripted()
    session = challenged(script)
    now = stand(session, judged(), 0.0, 2.0)
    script.state, script.why = ChallengeState.FAILED, "nod:too_late"
    stand(session, judged(), now, 0.2)
    assert session.ending is not None
    assert session.ending.decision is Decision.REFUSED
    assert session.ending.reasons == ("challenge_failed", "nod:too_late")
    assert session.ending.counts


def test_an_attack_verdict_ends_a_challenge_at_once() -> None:
    session = challenged(Scripted())
    now = stand(session, judged(), 0.0, 2.0)
    stand(session, judged(state=State.ATTACK), now, 0.1)
    assert session.ending is not None
    assert session.ending.reasons == ("antispoof",)


def test_a_second_person_holds_a_challenge_up() -> None:
    script = Scripted()
    session = challenged(script)
    now = stand(session, judged(), 0.0, 2.0)
    seen = script.seen
    other = judged(in_oval(dx=210, track=2))
    session.on_result(a_result(judged(), other, at=now), look, now)
    assert (script.seen, script.interruptions) == (seen, 1)
    assert session.guidance(now).prompt is Prompt.ONE_PERSON


def test_a_landmark_model_that_fails_ends_the_session_without_a_failed_attempt() -> None:
    session = challenged(Scripted())
    now = stand(session, judged(), 0.0, 1.05)

    def broken(face: FaceResult) -> FaceMeasurement:
        raise ModelError("the landmark model gave numbers that are none")

    for index in range(3):
        session.on_result(a_result(judged(), at=now), broken, now + index / 10)
    assert session.ending is not None
    assert (session.ending.decision, session.ending.reasons) == (
        Decision.REFUSED,
        ("model_failed",),
    )
    assert not session.ending.counts
    assert session.ending.help


def test_a_model_that_misses_one_frame_ends_nothing() -> None:
    session = GateSession("s", Config(), 0.0)
    gone = judged(state=State.UNAVAILABLE, reasons=[Reason.MODEL_FAILED])
    now = stand(session, judged(state=State.CHECKING), 0.0, 1.5)
    now = stand(session, gone, now, 0.5)
    assert session.ending is None
    stand(session, judged(), now, 0.2)
    assert session.ending is not None
    assert session.ending.decision is Decision.ACCEPTED


def test_a_timeout_in_positioning_ends_in_help_without_a_failed_attempt() -> None:
    session = GateSession("s", Config(), 0.0)
    stand(session, judged(in_oval(side=90)), 0.0, 61.0)
    assert session.ending is not None
    assert session.ending.reasons == ("not_positioned",)
    assert session.ending.help
    assert not session.ending.counts


def test_moving_within_the_oval_begins_the_hold_anew() -> None:
    session = GateSession("s", Config(), 0.0)
    for index in range(40):
        now = index / 10
        swaying = judged(in_oval(dx=60 if index // 5 % 2 else -60))
        session.on_result(a_result(swaying, at=now), look, now)
    assert session.ending is None
    assert session.guidance(4.0).phase is Phase.HOLD
    assert session.guidance(4.0).progress < 1


FRAMES = st.lists(
    st.tuples(
        st.sampled_from(["nobody", "one", "two", "untrusted"]),
        st.sampled_from([*MODELS_SAY, State.ATTACK]),
        st.booleans(),  # a good picture
        st.booleans(),  # in the oval
        st.integers(1, 2),  # track
        st.sampled_from([0.03, 0.1, 0.4, 1.5]),
    ),
    max_size=120,
)


@settings(max_examples=300, deadline=None)
@given(FRAMES)
def test_the_gate_opens_only_for_one_live_held_undisturbed_face(
    frames: list[tuple[str, State, bool, bool, int, float]],
) -> None:
    session, now = GateSession("s", Config(), 0.0), 0.0
    for who, state, good, inside, track, pause in frames:
        now += pause
        session.tick(now)
        face = judged(
            in_oval(dx=0 if inside else 200, track=track),
            state,
            quality=a_quality() if good else a_quality(Reason.BLURRED),
        )
        faces = {"nobody": [], "two": [face, judged(in_oval(dx=-180, track=9))]}.get(who, [face])
        ended_before = session.ending
        session.on_result(a_result(*faces, at=now, trusted=who != "untrusted"), look, now)
        if ended_before is not None:
            assert session.ending is ended_before
            continue
        fine = who == "one" and good and inside and state is not State.ATTACK
        ending = session.ending
        if ending is not None and ending.decision is Decision.ACCEPTED:
            assert fine
            assert state is State.LIVE
        followed = who == "one" and session.track == track
        if who == "untrusted" or (followed and state is State.ATTACK):
            assert session.ending is not None
            assert session.ending.decision is Decision.REFUSED


@pytest.mark.parametrize("hold_s", [0.0, 1.0])
def test_a_session_accepts_nobody_before_enough_frames_were_scored(
    hold_s: float,
) -> None:
    config = Config.model_validate({"session": {"hold_s": hold_s}})
    session = GateSession("s", config, 0.0)
    seen = 0
    while session.ending is None:
        session.on_result(a_result(judged(), at=seen / 2), look, seen / 2)
        seen += 1
    assert session.ending.decision is Decision.ACCEPTED
    assert seen >= config.decision.min_frames


@pytest.mark.parametrize(
    ("logit", "reasons"), [(0.0, ("timed_out",)), (4.0, ("antispoof",))], ids=["unsure", "attack"]
)
def test_evidence_from_before_the_session_does_not_count(
    logit: float, reasons: tuple[str, ...]
) -> None:
    session = GateSession("s", Config(), 0.0)
    away = judged(in_oval(side=90))
    now = stand(session, away, 0.0, 3.0)
    swapped = replace(judged(), scores={"model": a_score(logit)})  # its verdict is still LIVE
    stand(session, swapped, now, 15.0)
    assert session.ending is not None
    assert (session.ending.decision, session.ending.reasons) == (Decision.REFUSED, reasons)


def test_only_the_anti_spoof_models_scores_are_evidence() -> None:
    session = GateSession("s", Config(), 0.0, antispoof=lambda: "another")
    stand(session, judged(), 0.0, 15.0)
    assert session.ending is not None
    assert session.ending.reasons == ("timed_out",)


def test_a_session_under_way_when_a_loop_is_found_ends_unvouched() -> None:
    rng = np.random.default_rng(21)
    room = a_room(rng, 160, 120)
    clip = [sensed(room, rng) for _ in range(60)]
    guard = SourceGuard(TrustConfig(), CameraConfig())
    session = challenged(Scripted())  # it goes on for as long as the challenge does
    face = judged()
    for frame in as_live(looped(clip, "exact", rounds=2)):
        guard.on_frame(frame)
        now = frame.captured_at - 100
        session.on_result(a_result(face, at=now, trusted=guard.trust().ok), look, now)
        if frame.index == len(clip) - 1:
            assert session.ending is None, "in its first round a loop is a recording like any other"
    assert session.ending is not None
    assert session.ending.decision is Decision.REFUSED
    assert session.ending.reasons == ("untrusted_source",)
