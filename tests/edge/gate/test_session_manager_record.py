"""The record of a session, written before the outcome is published."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from sessions import Place, a_place, judged

from edge.challenge.guidance import Phase
from edge.config import Config, ServiceConfig
from edge.errors import SessionError
from edge.events.event import EventKind
from edge.events.outcome import Decision
from edge.types import SourceKind, State

CHECKING = judged(state=State.CHECKING)
LIVE = judged()


def test_the_acceptance_is_on_record_before_anybody_sees_it(tmp_path: Path) -> None:
    seen_while_recording = []
    place = a_place(tmp_path)

    def look(event: object) -> bool:
        guidance = place.sessions.guidance()
        assert guidance.session_id is not None
        seen_while_recording.append((guidance.phase, place.sessions.outcome(guidance.session_id)))
        return True

    place.sessions._record = look
    place.person.shows(LIVE, seconds=2.0)
    assert place.sessions.guidance().phase is Phase.ACCEPTED
    assert seen_while_recording == [(Phase.HOLD, None)]


def test_the_recorder_may_wait_for_another_thread_that_uses_the_session_manager(
    tmp_path: Path,
) -> None:
    place = a_place(tmp_path)

    def ask(event: object) -> bool:
        asked = threading.Event()

        def other() -> None:
            place.sessions.outcome("none")
            place.sessions.tick()
            asked.set()

        thread = threading.Thread(target=other, daemon=True)
        thread.start()
        done = asked.wait(20)
        thread.join(20)
        return done

    place.sessions._record = ask
    place.person.shows(LIVE, seconds=2.0)
    assert place.sessions.guidance().phase is Phase.ACCEPTED


@pytest.mark.parametrize("breaks", [False, True], ids=["refuses", "raises"])
def test_an_outcome_that_cannot_be_recorded_opens_nothing(tmp_path: Path, breaks: bool) -> None:
    place = a_place(tmp_path)
    place.record.works = False
    if breaks:
        place.sessions._record = lambda event: 1 / 0
    session_id = place.sessions.begin()
    place.person.shows(LIVE, seconds=2.0)
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert (outcome.decision, outcome.reasons) == (Decision.REFUSED, ("not_recorded",))
    assert place.sessions.guidance().phase is Phase.HELP


def test_an_event_carries_the_outcome_and_its_nonce(place: Place) -> None:
    session_id = place.sessions.begin("n-1")
    place.person.shows(LIVE, seconds=2.0)
    (event,) = place.record.events
    assert event.kind is EventKind.SESSION
    assert event.camera == "door"
    assert event.body["session"] == session_id
    assert (event.body["nonce"], event.body["decision"]) == ("n-1", "accepted")


@pytest.mark.parametrize("kind", SourceKind)
def test_an_outcome_says_what_kind_of_source_was_watched(tmp_path: Path, kind: SourceKind) -> None:
    place = a_place(tmp_path, source_kind=lambda: kind)
    place.person.shows(LIVE, seconds=2.0)
    (event,) = place.record.events
    assert event.body["source_kind"] == kind.value


def test_a_gate_that_stops_ends_its_session_on_record_and_begins_none(place: Place) -> None:
    session_id = place.sessions.begin()
    place.person.shows(CHECKING, seconds=1.5)
    place.sessions.close()
    place.person.shows(LIVE, seconds=3.0)
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert (outcome.decision, outcome.reasons) == (Decision.REFUSED, ("stopped",))
    assert [event.body["session"] for event in place.record.events] == [session_id]
    with pytest.raises(SessionError, match="stopping"):
        place.sessions.begin()


def test_a_gate_that_stops_without_a_session_has_nothing_to_record(place: Place) -> None:
    place.sessions.close()
    place.sessions.close()
    assert place.record.events == []


def test_a_waiting_client_is_woken_by_the_outcome(place: Place) -> None:
    session_id = place.sessions.begin()
    got: list[object] = []
    waiter = threading.Thread(target=lambda: got.append(place.sessions.wait(session_id, 20)))
    waiter.start()
    place.person.shows(LIVE, seconds=2)
    waiter.join(20)
    assert got == [place.sessions.outcome(session_id)]
    assert place.sessions.wait("unknown", 0.0) is None


def test_only_the_last_hundred_outcomes_are_kept(tmp_path: Path) -> None:
    place = a_place(tmp_path, auto=False)
    ids = []
    for _ in range(102):
        ids.append(place.sessions.begin())
        place.sessions.cancel(ids[-1])
    assert place.sessions.outcome(ids[1]) is None
    assert place.sessions.outcome(ids[2]) is not None


def test_an_acceptance_names_the_face_that_was_judged_and_hands_it_out_where_that_is_asked_for(
    tmp_path: Path,
) -> None:
    config = Config(service=ServiceConfig(result_face=True, result_valid_s=60))
    place = a_place(tmp_path, config, auto=False)
    session_id = place.sessions.begin()
    place.person.shows(judged(), seconds=5)
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert outcome.decision is Decision.ACCEPTED
    png = place.sessions.face(session_id)
    assert png is not None
    assert outcome.face_sha256 == hashlib.sha256(png).hexdigest()
    assert place.record.events[-1].body["face_sha256"] == outcome.face_sha256
    assert cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR).shape[0] > 50
    place.clock.now += 61
    assert place.sessions.face(session_id) is None, "it lapses with the result"


@pytest.mark.parametrize(("state", "hashed"), [(State.LIVE, True), (State.ATTACK, False)])
def test_no_face_is_held_where_nobody_asked_for_it(
    tmp_path: Path, state: State, hashed: bool
) -> None:
    place = a_place(tmp_path, auto=False)
    session_id = place.sessions.begin()
    place.person.shows(judged(state=state), seconds=5)
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert (outcome.face_sha256 is not None) is hashed
    assert place.sessions.face(session_id) is None
