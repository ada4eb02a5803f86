"""The session manager: who is accepted, and who is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from makers import a_quality
from sessions import OVAL_SIDE, Place, a_place, in_oval, judged

from edge.challenge.guidance import Phase, Prompt
from edge.config import Config, KioskConfig
from edge.errors import SessionError
from edge.events.outcome import Decision
from edge.types import FaceResult, Reason, State

CHECKING = judged(state=State.CHECKING)
LIVE = judged()


def test_a_live_person_who_holds_still_in_the_oval_is_accepted(place: Place) -> None:
    place.person.shows(CHECKING, seconds=1.0)
    assert place.sessions.guidance().phase is Phase.HOLD
    session_id = place.sessions.guidance().session_id
    place.person.shows(LIVE, seconds=1.0)
    assert place.sessions.guidance().phase is Phase.ACCEPTED
    assert place.sessions.guidance().prompt is Prompt.ACCEPTED
    assert session_id is not None
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert outcome.decision is Decision.ACCEPTED
    assert outcome.reasons == ("antispoof",)
    assert outcome.models == {"antispoof": "model"}
    assert outcome.verdict["state"] == "LIVE"


SHOWN = [
    ("an attack", [judged(state=State.ATTACK)], Phase.RETRY, ("antispoof",)),
    (
        "a swap in mid-judgement",
        [CHECKING] * 20 + [judged(in_oval(track=2))],
        Phase.RETRY,
        ("face_changed",),
    ),
    (
        "a face that jumps within one track",
        [CHECKING] * 20 + [judged(in_oval(dx=150))],
        Phase.RETRY,
        ("face_changed",),
    ),
    (
        "a face that grows at once within one track",
        [CHECKING] * 20 + [judged(in_oval(side=OVAL_SIDE * 1.45))],
        Phase.RETRY,
        ("face_changed",),
    ),
    ("nobody any more", [CHECKING] * 20 + [None] * 12, Phase.RETRY, ("face_lost",)),
    ("no verdict in time", [CHECKING] * 130, Phase.RETRY, ("timed_out",)),
    (
        "no model",
        [judged(state=State.UNAVAILABLE, reasons=[Reason.NO_MODEL])] * 20,
        Phase.HELP,
        ("no_model",),
    ),
]


@pytest.mark.parametrize(("what", "faces", "phase", "reasons"), SHOWN, ids=[s[0] for s in SHOWN])
def test_any_other_scene_ends_without_an_acceptance(
    tmp_path: Path,
    what: str,
    faces: list[FaceResult | None],
    phase: Phase,
    reasons: tuple[str, ...],
) -> None:
    place = a_place(tmp_path)
    session_id = place.sessions.begin()
    for face in faces:
        place.person.shows(*([face] if face is not None else []))
        if place.sessions.outcome(session_id) is not None:
            break
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None, what
    assert outcome.decision is Decision.REFUSED
    assert outcome.reasons == reasons
    assert place.sessions.guidance().phase is phase


def test_an_untrusted_camera_ends_the_session_as_a_failure(place: Place) -> None:
    session_id = place.sessions.begin()
    place.person.shows(LIVE, trusted=False)
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert outcome.reasons == ("untrusted_source",)
    assert place.sessions.guidance().attempts_left == 4


@pytest.mark.parametrize(
    "faces",
    [
        [LIVE, judged(in_oval(dx=210, track=2))],
        [judged(quality=a_quality(Reason.BLURRED))],
        [judged(in_oval(side=90))],
        [judged(in_oval(dx=150))],
        [judged(scored=False)],
    ],
    ids=["two people", "a poor picture", "too far away", "beside the oval", "nothing scored"],
)
def test_a_live_verdict_alone_opens_nothing(place: Place, faces: list[FaceResult]) -> None:
    place.sessions.begin()
    place.person.shows(*faces, seconds=5.0)
    assert place.record.events == []
    assert place.sessions.guidance().phase in (Phase.POSITION, Phase.HOLD)


@pytest.mark.parametrize(
    ("faces", "prompt"),
    [
        ([judged(in_oval(side=100))], Prompt.COME_CLOSER),
        ([judged(in_oval(side=320))], Prompt.STEP_BACK),
        ([judged(in_oval(dx=120))], Prompt.MOVE_INTO_OVAL),
        ([LIVE, judged(in_oval(dx=220, side=150, track=2))], Prompt.ONE_PERSON),
        ([judged(quality=a_quality(Reason.TOO_DARK, Reason.BLURRED))], Prompt.MORE_LIGHT),
        ([judged(quality=a_quality(Reason.TOO_BRIGHT))], Prompt.LESS_LIGHT),
        ([judged(quality=a_quality(Reason.TURNED))], Prompt.FACE_FORWARD),
        ([], Prompt.LOOK_HERE),
    ],
)
def test_a_person_is_given_one_instruction(
    place: Place, faces: list[FaceResult], prompt: Prompt
) -> None:
    place.sessions.begin()
    place.person.shows(*faces, seconds=0.5)
    guidance = place.sessions.guidance()
    assert guidance.prompt is prompt
    assert guidance.oval is not None
    assert guidance.frame_size == (640, 480)


def test_a_person_far_behind_does_not_count_as_a_second_person(place: Place) -> None:
    place.person.shows(LIVE, judged(in_oval(dx=200, side=70, track=2)), seconds=2.0)
    assert place.sessions.guidance().phase is Phase.ACCEPTED


def test_no_reason_for_a_refusal_reaches_the_screen(tmp_path: Path) -> None:
    screens = set()
    for name, bad in (
        ("attack", judged(state=State.ATTACK)),
        ("deepfake", judged(state=State.ATTACK, reasons=[Reason.DEEPFAKE])),
    ):
        place = a_place(tmp_path / name)
        place.person.shows(CHECKING, seconds=0.7)
        place.person.shows(bad)
        guidance = place.sessions.guidance()
        screens.add((guidance.phase, guidance.prompt))
    assert screens == {(Phase.RETRY, Prompt.TRY_AGAIN)}


def test_a_kiosk_begins_by_itself_for_a_person_who_comes_near_and_stays(place: Place) -> None:
    place.person.shows(judged(in_oval(side=60)), seconds=2)
    assert place.sessions.guidance().phase is Phase.IDLE
    place.person.shows(judged(in_oval(side=110)), seconds=0.2)
    assert place.sessions.guidance().phase is Phase.IDLE
    place.person.shows(judged(in_oval(side=110)), seconds=0.5)
    guidance = place.sessions.guidance()
    assert guidance.prompt is Prompt.COME_CLOSER
    assert guidance.face_px == pytest.approx((110, 131.04), abs=0.01)  # 0.65 of 0.42 of 480
    place.person.shows(judged(in_oval(side=140)), seconds=0.2)
    assert place.sessions.guidance().face_px is None


def test_a_service_begins_nothing_by_itself(tmp_path: Path) -> None:
    place = a_place(tmp_path, auto=False)
    place.person.shows(LIVE, seconds=5)
    assert place.sessions.guidance().phase is Phase.IDLE
    assert place.record.events == []


def test_an_accepted_person_is_not_accepted_again_without_leaving(place: Place) -> None:
    place.person.shows(LIVE, seconds=30)
    assert len(place.record.events) == 1
    guidance = place.sessions.guidance()
    assert (guidance.phase, guidance.prompt) == (Phase.IDLE, Prompt.MAKE_WAY)
    place.person.shows(seconds=2.2)
    assert place.sessions.guidance().prompt is Prompt.WELCOME
    place.person.shows(judged(in_oval(track=2)), seconds=3)
    assert len(place.record.events) == 2


@pytest.mark.parametrize("away_s", [0.0, 1.0, 1.7])
def test_an_accepted_person_is_recognised_under_a_new_track_number(
    place: Place, away_s: float
) -> None:
    place.person.shows(LIVE, seconds=3)
    assert place.sessions.guidance().phase is Phase.ACCEPTED
    for track in (2, 3):  # looks away while thanked, and later again
        if away_s:
            place.person.shows(seconds=away_s)
        place.person.shows(judged(in_oval(track=track, dx=30)), seconds=6)
    assert len(place.record.events) == 1
    assert place.sessions.guidance().prompt is Prompt.MAKE_WAY


def test_a_person_who_steps_in_front_of_an_accepted_one_has_a_session_of_their_own(
    place: Place,
) -> None:
    place.person.shows(LIVE, seconds=8)
    behind = judged(in_oval(side=90, dx=-150))
    place.person.shows(behind, judged(in_oval(track=2)), seconds=3)
    assert [event.body["decision"] for event in place.record.events] == ["accepted"] * 2


def test_the_next_in_line_at_another_place_is_asked_at_once(place: Place) -> None:
    place.person.shows(LIVE, seconds=8)
    place.person.shows(judged(in_oval(track=2, dx=150)), seconds=1)
    assert place.sessions.guidance().prompt is Prompt.MOVE_INTO_OVAL


def test_one_session_at_a_time(place: Place) -> None:
    place.sessions.begin()
    with pytest.raises(SessionError, match="another session is running"):
        place.sessions.begin()
    with pytest.raises(SessionError, match="not running"):
        place.sessions.cancel("another")


def test_a_broken_camera_puts_the_gate_out_of_order_until_it_is_mended(place: Place) -> None:
    session_id = place.sessions.begin()
    place.sessions.out_of_order("unplugged")
    assert place.sessions.guidance().phase is Phase.OUT_OF_ORDER
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert (outcome.decision, outcome.reasons) == (Decision.REFUSED, ("out_of_order",))
    place.person.shows(LIVE, seconds=3)
    assert place.sessions.guidance().phase is Phase.OUT_OF_ORDER
    with pytest.raises(SessionError, match="out of order"):
        place.sessions.begin()
    place.sessions.out_of_order(None)
    assert place.sessions.guidance().phase is Phase.IDLE
    assert place.sessions.guidance().attempts_left == 5


def test_frames_that_stop_coming_end_a_judgement(place: Place) -> None:
    session_id = place.sessions.begin()
    place.person.shows(CHECKING, seconds=1.5)
    place.person.waits(1.5)
    outcome = place.sessions.outcome(session_id)
    assert outcome is not None
    assert outcome.reasons == ("no_frames",)


def with_consent(kind: str) -> Config:
    return Config(kiosk=KioskConfig.model_validate({"consent": kind}))


def test_nobody_is_judged_without_consent(tmp_path: Path) -> None:
    place = a_place(tmp_path, with_consent("ask"))
    place.person.shows(LIVE, seconds=5)
    assert place.sessions.guidance().phase is Phase.CONSENT
    place.sessions.consent(False)
    assert place.sessions.guidance().phase is Phase.IDLE
    assert place.record.events[0].body["reasons"] == ["no_consent"]
    place.person.shows(LIVE, seconds=5)
    assert len(place.record.events) == 1, "who declined and stays is not asked again"
    assert place.sessions.guidance().prompt is Prompt.MAKE_WAY
    place.person.shows(seconds=2.2)
    place.person.shows(judged(in_oval(track=2)), seconds=1)
    assert place.sessions.guidance().phase is Phase.CONSENT


def test_the_session_goes_on_with_consent(tmp_path: Path) -> None:
    place = a_place(tmp_path, with_consent("ask"))
    place.person.shows(LIVE, seconds=2)
    place.sessions.consent(True)
    place.person.shows(LIVE, seconds=2)
    assert place.sessions.guidance().phase is Phase.ACCEPTED


def test_a_notice_is_shown_and_then_passes(tmp_path: Path) -> None:
    place = a_place(tmp_path, with_consent("notice"))
    place.person.shows(LIVE, seconds=2)
    assert place.sessions.guidance().phase is Phase.CONSENT
    place.person.shows(LIVE, seconds=4)
    assert place.sessions.guidance().phase is Phase.ACCEPTED
