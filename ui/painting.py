"""Draws what the engine found over the picture: in the window, in snapshots and in recordings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

from edge.overlay.primitives import FaceMark, Points, primitives
from edge.types import FaceResult, FrameResult, State
from ui import heatmap, icons, language, legend, theme
from ui.heatmap import OpinionOf
from ui.score_memory import TASKS
from ui.theme import drawn_font as font

_SHADE = QColor(9, 11, 14, 205)
_WHITE = QColor("#F2F5F8")
_SOFT = QColor("#C3CBD5")
_LINE = {
    State.CHECKING: Qt.PenStyle.DashLine,
    State.UNKNOWN: Qt.PenStyle.DotLine,
    State.POOR_QUALITY: Qt.PenStyle.DotLine,
    State.UNAVAILABLE: Qt.PenStyle.DashDotLine,
}
_COLOURS = {"text": _WHITE, "danger": QColor(theme.DARK.danger)}

Chip = tuple[str, str, str]  # icon, text, colour role


def chips(painter: QPainter, area: QRectF, notes: Sequence[Chip], *, at_bottom: bool) -> None:
    """A row of small notes in a corner of the picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    small = font(13, bold=True)
    x = area.left() + 12
    for name, text, role in notes:
        width = QFontMetricsF(small).horizontalAdvance(text) + 42
        rect = QRectF(x, area.top() + 12, width, 28)
        if at_bottom:
            rect.moveBottom(area.bottom() - 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawRoundedRect(rect, 8, 8)
        glyph = QRectF(rect.left() + 9, rect.center().y() - 8, 16, 16)
        icons.draw(painter, name, glyph, _COLOURS[role])
        painter.setFont(small)
        painter.setPen(_WHITE)
        painter.drawText(rect.adjusted(32, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, text)
        x = rect.right() + 8


def waiting(painter: QPainter, area: QRectF, text: str) -> None:
    """The picture while there is none: a quiet camera and one sentence."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    glyph = QRectF(0, 0, 56, 56)
    glyph.moveCenter(area.center() - QPointF(0, 26))
    icons.draw(painter, "webcam", glyph, QColor("#4A5563"), 1.4)
    painter.setFont(font(15))
    painter.setPen(QColor("#9AA6B4"))
    below = QRectF(area.left() + 20, glyph.bottom() + 14, area.width() - 40, 70)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(below, flags, text)


@dataclass(frozen=True, slots=True)
class OverlayOptions:
    """What is drawn.

    heat: the task whose evidence is laid over the faces; None lays none, and costs nothing.
    blend: its opacity, 0..1.
    """

    heat: str | None = None
    blend: float = 0.65
    keypoints: bool = True


def paint(
    painter: QPainter,
    result: FrameResult,
    opinion_of: OpinionOf,
    target: QRectF,
    options: OverlayOptions,
    unit: float = 1.0,
) -> None:
    """Draw one frame's faces.

    target: where the whole frame lies, in the painter's units. unit: size of text and lines, in
    those units; 1 in the window.
    """
    width, height = result.size
    frame_to_view = QTransform.fromTranslate(target.x(), target.y())
    frame_to_view.scale(target.width() / width, target.height() / height)
    painter.save()
    painter.setClipRect(target)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    faces = {face.verdict.track_id: face for face in result.faces}
    if options.heat is not None:
        heats = heatmap.maps(result, opinion_of, options.heat)
        heatmap.draw(painter, heats, frame_to_view, options.blend)
        if heats:
            legend.draw(painter, target, options.heat, heats[0].limit, unit)
    for item in primitives(result, keypoints=options.keypoints):
        if isinstance(item, Points):
            _dots(painter, item, frame_to_view, unit)
        elif isinstance(item, FaceMark):
            face = faces[item.track_id]
            _FacePainter(painter, face, opinion_of, target, unit, frame_to_view).paint()
    painter.restore()


def _dots(painter: QPainter, points: Points, frame_to_view: QTransform, unit: float) -> None:
    painter.setPen(QPen(QColor(0, 0, 0, 150), 1.0 * unit))
    painter.setBrush(_WHITE)
    for x, y in points.xy.tolist():
        painter.drawEllipse(frame_to_view.map(QPointF(x, y)), 2.4 * unit, 2.4 * unit)


class _FacePainter:
    """One face's box, points, chip and bars."""

    def __init__(
        self,
        painter: QPainter,
        face: FaceResult,
        opinion_of: OpinionOf,
        target: QRectF,
        unit: float,
        frame_to_view: QTransform,
    ) -> None:
        self.painter = painter
        self.face = face
        self.opinion_of = opinion_of
        self.target = target
        self.unit = unit
        box = face.face.box
        self.box = frame_to_view.mapRect(QRectF(box.x1, box.y1, box.width, box.height))
        self.colour = theme.state_colour(face.verdict.state)

    def paint(self) -> None:
        self._box()
        self._chip()
        self._below()

    def _box(self) -> None:
        u, p, box = self.unit, self.painter, self.box
        radius = min(10 * u, box.width() / 6)
        faint = QColor(self.colour)
        faint.setAlpha(150)
        style = _LINE.get(self.face.verdict.state, Qt.PenStyle.SolidLine)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(faint, 1.2 * u, style))
        p.drawRoundedRect(box, radius, radius)
        corners = _corner_path(box, radius, min(26 * u, box.width() / 4))
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        p.setPen(QPen(QColor(0, 0, 0, 130), 5.2 * u, Qt.PenStyle.SolidLine, cap, join))
        p.drawPath(corners)
        p.setPen(QPen(self.colour, 3.2 * u, Qt.PenStyle.SolidLine, cap, join))
        p.drawPath(corners)

    def _chip(self) -> None:
        """Icon, word and track id on the state's colour, above the box or inside its top."""
        u, p = self.unit, self.painter
        bold, plain = font(13 * u, bold=True), font(12 * u)
        word = language.verdict_word(self.face.verdict)
        track = f"#{self.face.face.track_id}"
        word_w = QFontMetricsF(bold).horizontalAdvance(word)
        track_w = QFontMetricsF(plain).horizontalAdvance(track)
        size = 24 * u
        rect = QRectF(self.box.left(), self.box.top() - size - 6 * u, 0, size)
        rect.setWidth(30 * u + word_w + 8 * u + track_w + 9 * u)
        self._keep_inside(rect)
        _pill(p, rect, self.colour, 7 * u)
        glyph = QRectF(rect.left() + 7 * u, rect.center().y() - 8 * u, 16 * u, 16 * u)
        icons.draw(p, icons.state_icon(self.face.verdict.state), glyph, theme.ON_STATE, 2.6)
        p.setPen(theme.ON_STATE)
        p.setFont(bold)
        middle = Qt.AlignmentFlag.AlignVCenter
        p.drawText(rect.adjusted(29 * u, 0, 0, 0), middle, word)
        p.setFont(plain)
        p.drawText(rect.adjusted(37 * u + word_w, 0, 0, 0), middle, track)

    def _below(self) -> None:
        """What the face lacks, else its scores as bars."""
        verdict = self.face.verdict
        u = self.unit
        if verdict.state in (State.POOR_QUALITY, State.UNAVAILABLE) and verdict.reasons:
            self._note(language.reasons_line(verdict.reasons))
            return
        if self.box.width() < 70 * u:
            return
        rows = [
            (language.task_word(task), opinion.score.p_attack)
            for task in TASKS
            if (opinion := self.opinion_of(verdict.track_id, task)) is not None
        ]
        if rows:
            self._bars(rows)

    def _note(self, text: str) -> None:
        u, p = self.unit, self.painter
        small = font(12 * u)
        width = QFontMetricsF(small).horizontalAdvance(text) + 18 * u
        rect = QRectF(self.box.left(), self.box.bottom() + 6 * u, width, 22 * u)
        self._keep_inside(rect)
        _pill(p, rect, _SHADE, 6 * u)
        p.setFont(small)
        p.setPen(_WHITE)
        p.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _bars(self, rows: list[tuple[str, float]]) -> None:
        u, p = self.unit, self.painter
        small = font(11.5 * u)
        metrics = QFontMetricsF(small)
        label_w = max(metrics.horizontalAdvance(label) for label, _ in rows)
        value_w = metrics.horizontalAdvance("> 99 %")
        row_h = 18 * u
        least = label_w + value_w + 74 * u
        if least > self.box.width() * 1.5:
            return  # it would cover the neighbours; the list at the side has the numbers
        width = max(min(self.box.width(), 260 * u), least)
        top = self.box.bottom() + 6 * u
        rect = QRectF(self.box.left(), top, width, row_h * len(rows) + 8 * u)
        self._keep_inside(rect)
        _pill(p, rect, _SHADE, 7 * u)
        p.setFont(small)
        middle = Qt.AlignmentFlag.AlignVCenter
        for i, (label, value) in enumerate(rows):
            row = QRectF(rect.left() + 9 * u, rect.top() + 4 * u + i * row_h, width - 18 * u, row_h)
            p.setPen(_SOFT)
            p.drawText(row, middle | Qt.AlignmentFlag.AlignLeft, label)
            p.setPen(_WHITE)
            p.drawText(row, middle | Qt.AlignmentFlag.AlignRight, language.percent(value))
            bar = row.adjusted(label_w + 10 * u, row_h / 2 - 2.5 * u, -value_w - 9 * u, 0)
            bar.setHeight(5 * u)
            draw_bar(p, bar, value)

    def _keep_inside(self, rect: QRectF) -> None:
        """Move a label so that it stays within the picture."""
        edge = 4 * self.unit
        area = self.target.adjusted(edge, edge, -edge, -edge)
        rect.moveLeft(max(area.left(), min(rect.left(), area.right() - rect.width())))
        rect.moveTop(max(area.top(), min(rect.top(), area.bottom() - rect.height())))


def bar_colour(value: float) -> QColor:
    """From the blue of bona fide to the vermillion of attack; the length says the same."""
    low, high = theme.state_colour(State.CHECKING), theme.state_colour(State.ATTACK)
    mix = [
        round(a + (b - a) * value)
        for a, b in zip(low.getRgb()[:3], high.getRgb()[:3], strict=True)  # type: ignore[misc]
    ]
    return QColor(*mix)


def draw_bar(
    painter: QPainter, rect: QRectF, value: float | None, ground: QColor | None = None
) -> None:
    """A horizontal bar filled to `value`, 0..1; an empty one for None."""
    radius = rect.height() / 2
    _pill(painter, rect, ground if ground is not None else QColor(255, 255, 255, 45), radius)
    if value is None:
        return
    value = min(1.0, max(0.0, value))
    filled = QRectF(rect)
    filled.setWidth(max(rect.height(), rect.width() * value))
    _pill(painter, filled, bar_colour(value), radius)


def _pill(painter: QPainter, rect: QRectF, colour: QColor, radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, radius, radius)


def _corner_path(box: QRectF, radius: float, arm: float) -> QPainterPath:
    """Four rounded corner brackets."""
    path = QPainterPath()
    for x, sx in ((box.left(), 1), (box.right(), -1)):
        for y, sy in ((box.top(), 1), (box.bottom(), -1)):
            path.moveTo(x, y + sy * (radius + arm))
            path.lineTo(x, y + sy * radius)
            path.quadTo(x, y, x + sx * radius, y)
            path.lineTo(x + sx * (radius + arm), y)
    return path
