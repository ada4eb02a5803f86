"""The ring round the head: dashed during positioning, then filled as the session progresses."""

from __future__ import annotations

import math

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from edge.challenge.guidance import Guidance, Phase
from ui.kiosk.palettes import Mood

CALM_STEPS = 4
"""Steps in which the ring fills in calm mode, instead of continuously."""


def draw(
    painter: QPainter,
    oval: QRectF,
    guidance: Guidance,
    mood: Mood,
    *,
    unit: float,
    beat: float | None,
) -> None:
    """Draw the ring. unit: the layout's, px. beat: phase of the animation, 0..1; None when calm."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = 2.2 * unit
    rect = oval.adjusted(-width / 2, -width / 2, width / 2, width / 2)
    if guidance.phase is Phase.POSITION:
        _line(painter, rect, mood.colour("ground"), width * 1.4)
        pen = QPen(mood.colour("accent"), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([1.6, 2.2])
        painter.setPen(pen)
        painter.drawEllipse(rect)
        return
    if guidance.phase is Phase.IDLE:
        swell = 0.0 if beat is None else 0.5 + 0.5 * math.sin(2 * math.pi * beat)
        _line(painter, rect, mood.colour("track"), width * (1.0 + 0.5 * swell))
        return
    _line(painter, rect, mood.colour("ground"), width * 1.8)
    _line(painter, rect, mood.colour("track"), width)
    _arc(painter, rect, mood.colour("accent"), width * 1.25, 90, -360 * shown(guidance, beat))
    if guidance.progress >= 1 and beat is not None:  # full: the result is awaited
        _arc(painter, rect, mood.colour("ground"), width * 0.5, 90 - 360 * beat, -40)


def shown(guidance: Guidance, beat: float | None) -> float:
    """The share of the ring that is drawn as filled, 0..1."""
    progress = min(1.0, max(0.0, guidance.progress))
    if beat is None:
        return math.floor(progress * CALM_STEPS + 1e-6) / CALM_STEPS
    return progress


def _line(painter: QPainter, rect: QRectF, colour: QColor, width: float) -> None:
    painter.setPen(QPen(colour, width))
    painter.drawEllipse(rect)


def _arc(
    painter: QPainter, rect: QRectF, colour: QColor, width: float, start: float, sweep: float
) -> None:
    """Draw an arc. start, sweep: degrees, counter-clockwise from three o'clock."""
    if sweep == 0:
        return
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(rect, round(16 * start), round(16 * sweep))
