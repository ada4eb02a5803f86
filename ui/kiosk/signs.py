"""The pictogram of every prompt: gestures, welcome, light, several people, results."""

from __future__ import annotations

import math
from collections.abc import Callable

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter, QPainterPath

from edge.challenge.guidance import Prompt
from ui.kiosk.palettes import Mood
from ui.kiosk.pen import Pen, draw_head


def swing(beat: float) -> float:
    """A sinusoidal movement within -1..1 for a beat of 0..1; 0 at the beat 0.5."""
    return math.sin((beat - 0.5) * 2 * math.pi)


def turn_left(pen: Pen, beat: float) -> None:
    _turn(pen, beat, -1)


def turn_right(pen: Pen, beat: float) -> None:
    _turn(pen, beat, 1)


def _turn(pen: Pen, beat: float, side: int) -> None:
    draw_head(pen, (50, 44), 1.15, turn=side * (0.8 + 0.2 * swing(beat)), smile=0.15)
    # an arrow round the chin, towards the side to which the face turns
    path = QPainterPath()
    slide = 2 * swing(beat) * side
    path.moveTo(50 - side * 28 + slide, 86)
    path.quadTo(50 - side * 4 + slide, 100, 50 + side * 30 + slide, 87)
    pen.path(path, pen.accent, width=6.5)
    ahead = math.atan2(87 - 100, side * 34)
    pen.point((50 + side * 32 + slide, 86.2), ahead, pen.accent, 13, 6.5)


def nod(pen: Pen, beat: float) -> None:
    sway = swing(beat)
    draw_head(pen, (42, 50 + 2 * sway), 1.2, lift=-0.45 - 0.35 * sway, smile=0.15)
    pen.lines(((86, 26), (86, 74)), pen.accent, 6.5)
    pen.point((86, 22), -math.pi / 2, pen.accent, 12, 6.5)
    pen.point((86, 78), math.pi / 2, pen.accent, 12, 6.5)


def blink(pen: Pen, beat: float) -> None:
    """Two large eyes with closed lids, and an arrow pointing down at each."""
    drop = 1.5 * swing(beat)
    for x in (25, 75):
        pen.arc((x, 58), 17, 15, 180, 180, pen.ink, 5.5)
        for degrees in (222, 270, 318):
            angle = math.radians(degrees)
            near = (x + 17 * math.cos(angle), 58 - 15 * math.sin(angle))
            far = (x + 23 * math.cos(angle), 58 - 24 * math.sin(angle))
            pen.lines((near, far), pen.ink, 5)
        pen.arrow((x, 20 + drop), (x, 48 + drop), pen.accent, head=11, width=6.5)


def smile(pen: Pen, beat: float) -> None:
    draw_head(pen, (50, 50), 1.45, smile=1.15 + 0.12 * swing(beat))


def face_forward(pen: Pen, beat: float) -> None:
    draw_head(pen, (50, 50), 1.1, smile=0.15)
    slide = 2 * swing(beat)
    pen.arrow((4 + slide, 50), (19 + slide, 50), pen.accent)
    pen.arrow((96 - slide, 50), (81 - slide, 50), pen.accent)


def hold_still(pen: Pen, beat: float) -> None:
    del beat  # not animated: the person is to hold still
    draw_head(pen, (50, 50), 1.1, smile=0.15)
    for x, side in ((10, 1), (90, -1)):
        for y, way in ((10, 1), (90, -1)):
            pen.lines(((x, y + way * 16), (x, y), (x + side * 16, y)), pen.accent, 6)


def come_closer(pen: Pen, beat: float) -> None:
    """A small head within the outline of a large one."""
    draw_head(pen, (50, 50), 0.62, smile=0.15)
    pen.ellipse((50, 50), 34, 44, pen.accent, width=5, dashed=True)
    reach = 2.5 * swing(beat)
    for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        tail = (50 + dx * (19 + reach), 50 + dy * (22 + reach))
        tip = (50 + dx * (29 + reach), 50 + dy * (33 + reach))
        pen.arrow(tail, tip, pen.accent, head=8, width=5.5)


def step_back(pen: Pen, beat: float) -> None:
    """A head larger than the oval."""
    draw_head(pen, (50, 50), 1.0, smile=0.15)
    reach = 2.5 * swing(beat)
    for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        tail = (50 + dx * (42 - reach), 50 + dy * (44 - reach))
        tip = (50 + dx * (29 - reach), 50 + dy * (31 - reach))
        pen.arrow(tail, tip, pen.accent, head=9, width=5.5)


def into_oval(pen: Pen, beat: float, towards: tuple[float, float] | None = None) -> None:
    """A head beside the oval. towards: unit vector on the screen from the face to the oval."""
    dx, dy = towards if towards is not None else (-1.0, 0.0)
    pen.ellipse((50, 50), 30, 39, pen.accent, width=6, dashed=True)
    slide = 2.5 * swing(beat)
    x, y = 50 - dx * 30, 50 - dy * 30
    draw_head(pen, (x, y), 0.62, smile=0.15)
    tail = (50 - dx * (8 - slide), 50 - dy * (8 - slide))
    tip = (50 + dx * (22 + slide), 50 + dy * (22 + slide))
    pen.arrow(tail, tip, pen.accent, head=11, width=6.5)


def look_here(pen: Pen, beat: float) -> None:
    """An eye seen from the front."""
    path = QPainterPath()
    path.moveTo(6, 50)
    path.cubicTo(26, 14, 74, 14, 94, 50)
    path.cubicTo(74, 86, 26, 86, 6, 50)
    pen.path(path, pen.ink, pen.fill, width=5)
    pen.dot((50, 50), 19, pen.accent)
    pen.dot((50, 50), 8.5, pen.ink)
    pen.dot((56 + swing(beat), 43), 4, pen.ground)


def welcome(pen: Pen, beat: float) -> None:
    draw_head(pen, (50, 50), 1.35, smile=0.75 + 0.1 * swing(beat))


def consent(pen: Pen, beat: float) -> None:
    """A camera within a shield."""
    del beat
    path = QPainterPath()
    path.moveTo(50, 5)
    path.lineTo(88, 18)
    path.lineTo(88, 47)
    path.cubicTo(88, 72, 72, 88, 50, 96)
    path.cubicTo(28, 88, 12, 72, 12, 47)
    path.lineTo(12, 18)
    path.closeSubpath()
    pen.path(path, pen.ink, pen.fill, width=5)
    body = QPainterPath()
    body.addRoundedRect(QRectF(27, 37, 46, 31), 5, 5)
    pen.path(body, pen.accent, pen.ground, width=5)
    pen.lines(((41, 36), (45, 29), (55, 29), (59, 36)), pen.accent, 5)
    pen.ellipse((50, 52.5), 8.5, 8.5, pen.accent, width=5)


def one_person(pen: Pen, beat: float) -> None:
    """One person in front, and a second one behind, crossed out."""
    del beat
    _person(pen, 29, 0.95, solid=True)
    _person(pen, 79, 0.66, solid=False)
    pen.lines(((63, 92), (96, 40)), pen.accent, 7)


def _person(pen: Pen, x: float, size: float, *, solid: bool) -> None:
    inside = pen.fill if solid else None
    floor = 92.0
    head = floor - 62 * size
    pen.ellipse((x, head), 14 * size, 17 * size, pen.ink, inside, width=5, dashed=not solid)
    path = QPainterPath()
    path.moveTo(x - 28 * size, floor)
    path.cubicTo(
        x - 28 * size, floor - 38 * size, x + 28 * size, floor - 38 * size, x + 28 * size, floor
    )
    path.closeSubpath()
    pen.path(path, pen.ink, inside, width=5, dashed=not solid)


def more_light(pen: Pen, beat: float) -> None:
    _sun(pen, 20 + swing(beat))
    pen.lines(((41, 50), (59, 50)), pen.ink, 6.5)
    pen.lines(((50, 41), (50, 59)), pen.ink, 6.5)


def less_light(pen: Pen, beat: float) -> None:
    _sun(pen, 20 + swing(beat))
    pen.lines(((41, 50), (59, 50)), pen.ink, 6.5)


def _sun(pen: Pen, radius: float) -> None:
    pen.ellipse((50, 50), radius, radius, pen.accent, pen.fill, width=5)
    for step in range(8):
        angle = step * math.pi / 4
        cos, sin = math.cos(angle), math.sin(angle)
        pen.lines(((50 + 31 * cos, 50 + 31 * sin), (50 + 42 * cos, 50 + 42 * sin)), pen.accent, 6)


def watch_screen(pen: Pen, beat: float) -> None:
    """A screen that shows an eye."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(8, 12, 84, 62), 7, 7)
    pen.path(path, pen.ink, pen.fill, width=5)
    pen.lines(((34, 90), (66, 90)), pen.ink, 5)
    pen.lines(((50, 76), (50, 89)), pen.ink, 5)
    eye = QPainterPath()
    eye.moveTo(24, 43)
    eye.cubicTo(36, 25, 64, 25, 76, 43)
    eye.cubicTo(64, 61, 36, 61, 24, 43)
    pen.path(eye, pen.ink, pen.ground, width=4.5)
    pen.dot((50 + swing(beat), 43), 8, pen.accent)


def accepted(pen: Pen, beat: float) -> None:
    del beat
    pen.dot((50, 50), 48, pen.accent)
    pen.lines(((27, 52), (43, 68), (74, 34)), pen.ground, 10)


def make_way(pen: Pen, beat: float) -> None:
    """One person moves aside for another who waits."""
    _person(pen, 30, 0.9, solid=False)
    _person(pen, 62, 0.9, solid=True)
    slide = 2.5 * swing(beat)
    pen.arrow((68 + slide, 14), (94 + slide, 14), pen.accent, head=12, width=7)


def try_again(pen: Pen, beat: float) -> None:
    """A circular arrow."""
    del beat
    pen.dot((50, 50), 48, pen.fill)
    tip = pen.arc((50, 50), 26, 26, 150, -300, pen.accent, 9)
    pen.point((tip[0] - 2, tip[1] - 1.5), math.radians(-125), pen.accent, 17, 9)


def help_(pen: Pen, beat: float) -> None:
    """A member of staff with a speech bubble."""
    del beat
    pen.ellipse((34, 52), 14, 16, pen.ink, pen.fill, width=5)
    path = QPainterPath()
    path.moveTo(8, 94)
    path.cubicTo(8, 66, 60, 66, 60, 94)
    path.closeSubpath()
    pen.path(path, pen.ink, pen.fill, width=5)
    bubble = QPainterPath()
    bubble.addRoundedRect(QRectF(50, 6, 46, 36), 9, 9)
    tail = QPainterPath()
    tail.moveTo(58, 38)
    tail.lineTo(54, 54)
    tail.lineTo(72, 40)
    tail.closeSubpath()
    pen.path(bubble.united(tail), None, pen.accent)
    pen.arc((73, 19), 6.5, 6, 190, -230, pen.ground, 4.5)
    pen.lines(((73, 25), (73, 29)), pen.ground, 4.5)
    pen.dot((73, 35.5), 2.7, pen.ground)


def out_of_order(pen: Pen, beat: float) -> None:
    """A barrier."""
    del beat
    for x in (24, 76):
        pen.lines(((x, 62), (x, 92)), pen.ink, 6)
        pen.lines(((x - 10, 92), (x + 10, 92)), pen.ink, 6)
    board = QPainterPath()
    board.addRoundedRect(QRectF(6, 30, 88, 32), 5, 5)
    pen.path(board, None, pen.ground)
    for x in (-4, 24, 52, 80):
        stripe = QPainterPath()
        stripe.moveTo(x + 14, 30)
        stripe.lineTo(x + 28, 30)
        stripe.lineTo(x + 14, 62)
        stripe.lineTo(x, 62)
        stripe.closeSubpath()
        pen.path(stripe.intersected(board), None, pen.accent)
    pen.path(board, pen.ink, width=5)
    for x in (24, 76):
        pen.dot((x, 22), 6.5, pen.accent)


_DRAW: dict[Prompt, Callable[[Pen, float], None]] = {
    Prompt.WELCOME: welcome,
    Prompt.CONSENT: consent,
    Prompt.LOOK_HERE: look_here,
    Prompt.COME_CLOSER: come_closer,
    Prompt.STEP_BACK: step_back,
    Prompt.ONE_PERSON: one_person,
    Prompt.MORE_LIGHT: more_light,
    Prompt.LESS_LIGHT: less_light,
    Prompt.HOLD_STILL: hold_still,
    Prompt.TURN_LEFT: turn_left,
    Prompt.TURN_RIGHT: turn_right,
    Prompt.NOD: nod,
    Prompt.BLINK: blink,
    Prompt.SMILE: smile,
    Prompt.FACE_FORWARD: face_forward,
    Prompt.WATCH_SCREEN: watch_screen,
    Prompt.ACCEPTED: accepted,
    Prompt.MAKE_WAY: make_way,
    Prompt.TRY_AGAIN: try_again,
    Prompt.ASK_FOR_HELP: help_,
    Prompt.OUT_OF_ORDER: out_of_order,
}


def caution(painter: QPainter, rect: QRectF, mood: Mood) -> None:
    """The warning triangle beside a notice."""
    with Pen(painter, rect, mood) as pen:
        path = QPainterPath()
        path.moveTo(50, 10)
        path.lineTo(94, 88)
        path.lineTo(6, 88)
        path.closeSubpath()
        pen.path(path, pen.ink, pen.ground, width=9)
        pen.lines(((50, 38), (50, 60)), pen.ink, 10)
        pen.dot((50, 74), 5.5, pen.ink)


STILL = 0.5
"""The beat of a pictogram that is not animated."""


def draw(
    painter: QPainter,
    prompt: Prompt,
    rect: QRectF,
    mood: Mood,
    *,
    beat: float = STILL,
    towards: tuple[float, float] | None = None,
) -> None:
    """Draw the prompt's pictogram into a square.

    beat: phase of the animation, 0..1. towards: see `into_oval`.
    """
    with Pen(painter, rect, mood) as pen:
        if prompt is Prompt.MOVE_INTO_OVAL:
            into_oval(pen, beat, towards)
        else:
            _DRAW[prompt](pen, beat)
