"""Failed attempts: which sessions count, and how many lock the gate."""

from __future__ import annotations

from pathlib import Path

import pytest
from sessions import Clock, Place, a_place, in_oval, judged

from edge.challenge.guidance import Phase, Prompt
from edge.config import Config, SessionConfig
from edge.errors import SessionError
from edge.events.outcome import Decision
from edge.types import State

CHECKING = judged(state=State.CHECKING)
LIVE = judged()


def test_five_failures_shut_the_gate_for_five_minutes(place: Place) -> None:
    for failure in range(5):
        place.sessions.begin()
        place.person.shows(judged(in_oval(track=10 + failure), state=State.ATTACK))
    place.person.waits(5)
    guidance = place.sessions.guidance()
    assert (guidance.phase, guidance.prompt) == (Phase.HELP, Prompt.ASK_FOR_HELP)
    assert guidance.attempts_left == 0
    assert guidance.remaining_s == pytest.approx(295, abs=1)
    with pytest.raises(SessionError, match="too many failed sessions"):
        place.sessions.begin()
    place.person.shows(judged(in_oval(track=20)), seconds=3)
    assert len(place.record.events) == 5
    place.person.waits(296)
    place.sessions.begin()


def test_failures_further_apart_than_the_window_do_not_shut_the_gate(place: Place) -> None:
    for failure in range(8):
        place.sessions.begin()
        place.person.shows(judged(in_oval(track=10 + failure), state=State.ATTACK))
        place.person.waits(46)
    place.sessions.begin()


def test_an_operator_opens_a_gate_that_cools_down(tmp_path: Path) -> None:
    place = a_place(tmp_path, Config(session=SessionConfig(attempts=1)))
    place.sessions.begin()
    place.person.shows(judged(state=State.ATTACK))
    place.sessions.reset()
    assert place.sessions.guidance().phase is Phase.IDLE
    place.sessions.begin()


def test_a_new_process_does_not_forget_the_failures(tmp_path: Path) -> None:
    clock = Clock()
    for failure in range(5):
        place = a_place(tmp_path, clock=clock, auto=False)
        place.sessions.begin()
        place.person.shows(judged(in_oval(track=10 + failure), state=State.ATTACK))
    with pytest.raises(SessionError, match="too many failed sessions"):
        a_place(tmp_path, clock=clock).sessions.begin()


def test_an_attack_that_stays_is_one_failure_with_the_prompt_to_try_again(place: Place) -> None:
    place.person.shows(judged(state=State.ATTACK), seconds=30)
    assert len(place.record.events) == 1
    assert place.sessions.guidance().phase is Phase.RETRY
    place.person.shows(judged(in_oval(track=2)), seconds=3)
    assert place.record.events[-1].body["decision"] == "accepted"


def test_a_person_who_leaves_before_judgement_has_no_failed_attempt(place: Place) -> None:
    place.person.shows(judged(in_oval(side=100)), seconds=2)
    place.person.shows(seconds=6)
    assert place.sessions.guidance().phase is Phase.IDLE
    assert place.sessions.guidance().attempts_left == 5
    assert place.record.events[0].body["decision"] == "cancelled"


def test_cancelling_under_judgement_is_a_failed_attempt(place: Place) -> None:
    for _ in range(5):
        session_id = place.sessions.begin()
        place.person.shows(CHECKING, seconds=1.5)
        place.sessions.cancel(session_id)
        outcome = place.sessions.outcome(session_id)
        assert outcome is not None
        assert outcome.decision is Decision.CANCELLED
    with pytest.raises(SessionError, match="too many failed sessions"):
        place.sessions.begin()


def test_five_cancels_of_a_client_do_not_shut_the_gate(place: Place) -> None:
    for _ in range(5):
        session_id = place.sessions.begin()
        place.person.shows(CHECKING, seconds=1.5)
        place.sessions.cancel(session_id, attempt=False)
    assert place.sessions.begin()
