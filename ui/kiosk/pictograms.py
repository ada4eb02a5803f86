"""Which pictogram goes with which prompt."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter

from edge.session.guidance import Prompt
from ui.kiosk import gestures, signs
from ui.kiosk.look import Mood
from ui.kiosk.pen import Pen

_DRAW: dict[Prompt, Callable[[Pen, float], None]] = {
    Prompt.WELCOME: signs.welcome,
    Prompt.CONSENT: signs.consent,
    Prompt.LOOK_HERE: signs.look_here,
    Prompt.COME_CLOSER: gestures.come_closer,
    Prompt.STEP_BACK: gestures.step_back,
    Prompt.ONE_PERSON: signs.one_person,
    Prompt.MORE_LIGHT: signs.more_light,
    Prompt.LESS_LIGHT: signs.less_light,
    Prompt.HOLD_STILL: gestures.hold_still,
    Prompt.TURN_LEFT: gestures.turn_left,
    Prompt.TURN_RIGHT: gestures.turn_right,
    Prompt.NOD: gestures.nod,
    Prompt.BLINK: gestures.blink,
    Prompt.SMILE: gestures.smile,
    Prompt.FACE_FORWARD: gestures.face_forward,
    Prompt.WATCH_SCREEN: signs.watch_screen,
    Prompt.ACCEPTED: signs.accepted,
    Prompt.TRY_AGAIN: signs.try_again,
    Prompt.ASK_FOR_HELP: signs.help_,
    Prompt.OUT_OF_ORDER: signs.out_of_order,
}

STILL = 0.5
"""The beat at which every pictogram rests."""


def draw(
    painter: QPainter,
    prompt: Prompt,
    rect: QRectF,
    mood: Mood,
    *,
    beat: float = STILL,
    towards: tuple[float, float] | None = None,
) -> None:
    """Paint the prompt's pictogram into a square. towards: see gestures.into_oval."""
    with Pen(painter, rect, mood) as pen:
        if prompt is Prompt.MOVE_INTO_OVAL:
            gestures.into_oval(pen, beat, towards)
        else:
            _DRAW[prompt](pen, beat)
