"""Pictograms of what the head is to do. Left is the person's own left, as in a mirror: on the left.

Each takes `beat`, 0..1 of a slow movement: 0.5 where nothing may move by itself.
"""

from __future__ import annotations

import math

from PyQt6.QtGui import QPainterPath

from ui.kiosk.pen import Pen, draw_head


def swing(beat: float) -> float:
    """-1..1 and back, slow at both ends; 0 at the middle of the beat."""
    return math.sin((beat - 0.5) * 2 * math.pi)


def turn_left(pen: Pen, beat: float) -> None:
    _turn(pen, beat, -1)


def turn_right(pen: Pen, beat: float) -> None:
    _turn(pen, beat, 1)


def _turn(pen: Pen, beat: float, side: int) -> None:
    draw_head(pen, (50, 44), 1.15, turn=side * (0.8 + 0.2 * swing(beat)), smile=0.15)
    # an arrow round the chin, bending to the side the face turns to
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
    """Two eyes as large as the grid lets them be: lids down, with an arrow to each."""
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
    del beat  # nothing moves where nobody is to move
    draw_head(pen, (50, 50), 1.1, smile=0.15)
    for x, side in ((10, 1), (90, -1)):
        for y, way in ((10, 1), (90, -1)):
            pen.lines(((x, y + way * 16), (x, y), (x + side * 16, y)), pen.accent, 6)


def come_closer(pen: Pen, beat: float) -> None:
    """A small head, and a large one it is to become."""
    draw_head(pen, (50, 50), 0.62, smile=0.15)
    pen.ellipse((50, 50), 34, 44, pen.accent, width=5, dashed=True)
    reach = 2.5 * swing(beat)
    for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        tail = (50 + dx * (19 + reach), 50 + dy * (22 + reach))
        tip = (50 + dx * (29 + reach), 50 + dy * (33 + reach))
        pen.arrow(tail, tip, pen.accent, head=8, width=5.5)


def step_back(pen: Pen, beat: float) -> None:
    """A head too large for its oval."""
    draw_head(pen, (50, 50), 1.0, smile=0.15)
    reach = 2.5 * swing(beat)
    for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        tail = (50 + dx * (42 - reach), 50 + dy * (44 - reach))
        tip = (50 + dx * (29 - reach), 50 + dy * (31 - reach))
        pen.arrow(tail, tip, pen.accent, head=9, width=5.5)


def into_oval(pen: Pen, beat: float, towards: tuple[float, float] | None = None) -> None:
    """towards: unit vector on the screen from the face to its place; None points to the middle."""
    dx, dy = towards if towards is not None else (-1.0, 0.0)
    pen.ellipse((50, 50), 30, 39, pen.accent, width=6, dashed=True)
    slide = 2.5 * swing(beat)
    x, y = 50 - dx * 30, 50 - dy * 30
    draw_head(pen, (x, y), 0.62, smile=0.15)
    tail = (50 - dx * (8 - slide), 50 - dy * (8 - slide))
    tip = (50 + dx * (22 + slide), 50 + dy * (22 + slide))
    pen.arrow(tail, tip, pen.accent, head=11, width=6.5)
