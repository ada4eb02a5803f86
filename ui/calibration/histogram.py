"""A histogram of the recorded scores by kind of presentation, with the bound of the decision."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from edge.calibration.recording import BONA_FIDE, PHONE, PRINT, Recording, kind_name
from edge.types import State
from ui import language, theme
from ui.language import translate

BINS = 36
LEAST_SPAN = 6.0
"""Least span of the axis, raw logits."""

MARGIN = 0.6

INNER = 0.7
"""Largest distance of the bound from either end of the axis, as a share of the axis."""

_LINES = {
    BONA_FIDE: Qt.PenStyle.SolidLine,
    PRINT: Qt.PenStyle.DashLine,
    PHONE: Qt.PenStyle.DotLine,
}


class ScoreHistogram(QWidget):
    """One histogram per kind, each scaled to the full height, so that a kind of few seconds remains
    visible beside one of many.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bound: float | None = None
        self._raw: dict[str, NDArray[np.float64]] = {}
        self.setMinimumHeight(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(320, 160)

    def show_scores(self, recordings: Mapping[str, Recording], bound: float | None) -> None:
        """bound: raw logit; None while it is not known."""
        self._raw = {kind: one.raw for kind, one in recordings.items() if one.raw.size}
        self.bound = bound
        counts = ", ".join(f"{language.told(kind_name(k))} {r.size}" for k, r in self._raw.items())
        self.setAccessibleDescription(counts)
        self.update()

    @property
    def span(self) -> tuple[float, float]:
        """The ends of the axis, raw logits."""
        ends = [value for raw in self._raw.values() for value in (raw.min(), raw.max())]
        if self.bound is not None:
            ends.append(self.bound)
        if not ends:
            return -LEAST_SPAN / 2, LEAST_SPAN / 2
        low, high = min(ends) - MARGIN, max(ends) + MARGIN
        spare = max(0.0, LEAST_SPAN - (high - low)) / 2
        low, high = low - spare, high + spare
        if self.bound is not None:  # with space for a label on either side
            high = max(high, low + (self.bound - low) / INNER)
            low = min(low, high - (high - self.bound) / INNER)
        return float(low), float(high)

    def x_of(self, raw: float) -> float:
        """The x position of a raw logit, px."""
        low, high = self.span
        area = self._area
        return area.left() + area.width() * (raw - low) / (high - low)

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(6, 24, -6, -40)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.ui_font(8.5))
        area = self._area
        self._paint_zones(painter, area)
        for kind, raw in self._raw.items():
            self._paint_kind(painter, area, kind, raw)
        painter.setPen(theme.active().colour("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        self._paint_bound(painter, area)
        self._paint_legend(painter, area)
        painter.end()

    def _paint_zones(self, painter: QPainter, area: QRectF) -> None:
        if self.bound is None:
            return
        x = self.x_of(self.bound)
        live = QRectF(area.left(), area.top(), x - area.left(), area.height())
        attack = QRectF(x, area.top(), area.right() - x, area.height())
        painter.fillRect(live, theme.zone_tint(State.LIVE))
        painter.fillRect(attack, theme.zone_tint(State.ATTACK))

    def _paint_kind(
        self, painter: QPainter, area: QRectF, kind: str, raw: NDArray[np.float64]
    ) -> None:
        low, high = self.span
        counts, edges = np.histogram(raw, BINS, (low, high))
        step = area.height() / max(1, int(counts.max()))
        outline = QPainterPath(QPointF(area.left(), area.bottom()))
        for count, left, right in zip(counts.tolist(), edges[:-1], edges[1:], strict=True):
            y = area.bottom() - count * step
            outline.lineTo(self.x_of(left), y)
            outline.lineTo(self.x_of(right), y)
        outline.lineTo(area.right(), area.bottom())
        ink = ink_of(kind)
        painter.setPen(QPen(ink, 1.8, _LINES.get(kind, Qt.PenStyle.SolidLine)))
        fill = QColor(ink)
        fill.setAlpha(46)
        painter.setBrush(fill)
        painter.drawPath(outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_bound(self, painter: QPainter, area: QRectF) -> None:
        if self.bound is None:
            return
        x = self.x_of(self.bound)
        painter.setPen(QPen(theme.active().colour("text"), 1.6))
        painter.drawLine(QPointF(x, area.top() - 4), QPointF(x, area.bottom()))
        top = QRectF(0, 2, self.width(), area.top() - 6)
        centre = Qt.AlignmentFlag.AlignVCenter
        left, right = translate("Calibration", "vouched for"), translate("Calibration", "refused")
        painter.setPen(theme.state_ink(State.LIVE))
        painter.drawText(
            QRectF(0, top.top(), x - 8, top.height()), centre | Qt.AlignmentFlag.AlignRight, left
        )
        painter.setPen(theme.state_ink(State.ATTACK))
        painter.drawText(
            QRectF(x + 8, top.top(), self.width() - x - 8, top.height()),
            centre | Qt.AlignmentFlag.AlignLeft,
            right,
        )

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(theme.active().colour("muted"))
        under = QRectF(area.left(), area.bottom() + 2, area.width(), 17)
        ends = translate("Calibration", "← more live"), translate("Calibration", "more attack →")
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft, ends[0])
        painter.drawText(under, Qt.AlignmentFlag.AlignRight, ends[1])
        x = area.left()
        row = area.bottom() + 20
        names = {kind: language.told(kind_name(kind)) for kind in self._raw}
        counted = {kind: f"{name} ({self._raw[kind].size})" for kind, name in names.items()}
        needed = sum(
            painter.fontMetrics().horizontalAdvance(name) + 44 for name in counted.values()
        )
        if needed - 14 <= area.width():  # else without the numbers
            names = counted
        for kind, name in names.items():
            painter.setPen(QPen(ink_of(kind), 2.2, _LINES.get(kind, Qt.PenStyle.SolidLine)))
            painter.drawLine(QPointF(x, row + 8), QPointF(x + 20, row + 8))
            painter.setPen(theme.active().colour("text"))
            wide = painter.fontMetrics().horizontalAdvance(name)
            painter.drawText(
                QRectF(x + 26, row, wide + 4, 17),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                name,
            )
            x += wide + 44

    def retranslate(self) -> None:
        self.setAccessibleName(translate("Calibration", "Scores so far"))
        self.update()

    def restyle(self) -> None:
        self.update()


def ink_of(kind: str) -> QColor:
    """The colour of a kind: that of LIVE for bona fide, of ATTACK for all others."""
    return theme.state_ink(State.LIVE if kind == BONA_FIDE else State.ATTACK)
