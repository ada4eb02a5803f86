"""Guidance for the person during a session; the screen chooses its texts and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from edge.types import Box


class Phase(StrEnum):
    """The phase of a session."""

    IDLE = "idle"
    CONSENT = "consent"
    POSITION = "position"
    HOLD = "hold"
    CHALLENGE = "challenge"
    ACCEPTED = "accepted"
    RETRY = "retry"
    HELP = "help"
    OUT_OF_ORDER = "out_of_order"


class Prompt(StrEnum):
    """The instruction for the person. None names a score, a model or a kind of attack."""

    WELCOME = "welcome"
    CONSENT = "consent"
    LOOK_HERE = "look_here"
    MOVE_INTO_OVAL = "move_into_oval"
    COME_CLOSER = "come_closer"
    STEP_BACK = "step_back"
    ONE_PERSON = "one_person"
    MORE_LIGHT = "more_light"
    LESS_LIGHT = "less_light"
    HOLD_STILL = "hold_still"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    NOD = "nod"
    BLINK = "blink"
    SMILE = "smile"
    FACE_FORWARD = "face_forward"
    WATCH_SCREEN = "watch_screen"
    ACCEPTED = "accepted"
    MAKE_WAY = "make_way"
    TRY_AGAIN = "try_again"
    ASK_FOR_HELP = "ask_for_help"
    OUT_OF_ORDER = "out_of_order"


@dataclass(frozen=True, slots=True)
class Guidance:
    """The present state of a session, for its screen.

    progress: 0..1 of the phase under way. oval: where the face belongs, frame px; box: where it
    is. remaining_s: until the phase gives up, or the gate opens again; None where nothing runs
    out. colour: (R, G, B) 0..255 that the whole screen is to show during the light challenge.
    session_id: None while IDLE. attempts_left: before the gate shuts for a while. face_px: side of
    the face and the least it has to be, px, where it is too far away. step: which gesture of a
    challenge this is, and of how many.
    """

    phase: Phase
    prompt: Prompt
    progress: float = 0.0
    oval: Box | None = None
    box: Box | None = None
    frame_size: tuple[int, int] | None = None
    remaining_s: float | None = None
    colour: tuple[int, int, int] | None = None
    session_id: str | None = None
    attempts_left: int | None = None
    face_px: tuple[float, float] | None = None
    step: tuple[int, int] | None = None
