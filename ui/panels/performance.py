"""How fast it runs: frames a second, frames dropped, and the time each stage takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import language, theme
from ui.frame_rate import frame_rate
from ui.language import translate
from ui.panels.panel import Panel, column_width, muted_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.runtime.stats import EngineStats

Row = tuple[str, float, float]  # stage, median ms, 95th percentile ms


class StageTable(QWidget):
    """Stage, a bar of its median, median and 95th percentile in ms."""

    _ROW = 18

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: list[Row]) -> None:
        grown = len(rows) != len(self.rows)
        self.rows = rows
        if grown:
            self.setFixedHeight(max(1, len(rows) * self._ROW))
        self.setAccessibleName(
            "; ".join(f"{language.stage_word(s)}: {p50:.1f} / {p95:.1f} ms" for s, p50, p95 in rows)
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, max(1, len(self.rows) * self._ROW))

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        colours = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.ui_font(9))
        longest = max((p95 for _, _, p95 in self.rows), default=1.0) or 1.0
        names = column_width(language.stage_word(stage) for stage, _, _ in self.rows)
        middle = Qt.AlignmentFlag.AlignVCenter
        for index, (stage, p50, p95) in enumerate(self.rows):
            row = QRectF(0, index * self._ROW, self.width(), self._ROW)
            painter.setPen(colours.colour("muted"))
            painter.drawText(row, middle | Qt.AlignmentFlag.AlignLeft, language.stage_word(stage))
            painter.setPen(colours.colour("text"))
            figures = f"{language.number(p50)} / {language.number(p95)}"
            painter.drawText(row, middle | Qt.AlignmentFlag.AlignRight, figures)
            bar = row.adjusted(names, self._ROW / 2 - 2.5, -84, 0)
            bar.setHeight(5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("border"))
            for value, role in ((p95, "border"), (p50, "accent")):
                part = QRectF(bar)
                part.setWidth(max(2.0, bar.width() * min(1.0, value / longest)))
                painter.setBrush(colours.colour(role))
                painter.drawRoundedRect(part, 2.5, 2.5)
        painter.end()


class Figure(QWidget):
    """One number with its name beneath."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = muted_label(self, 15)
        self.value.setObjectName("figure")
        self.name = muted_label(self, 8.5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.value)
        layout.addWidget(self.name)

    def show_value(self, text: str) -> None:
        if text != self.value.text():
            self.value.setText(text)
            self.setAccessibleName(f"{self.name.text()}: {text}")


class PerformancePanel(Panel):
    """Figures of the engine, and of this window's own drawing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = {name: Figure(self) for name in ("fps", "camera", "dropped")}
        self.unit = muted_label(self, 8.5)
        self.unit.setWordWrap(True)
        self.table = StageTable(self)
        grid = QGridLayout()
        for column, figure in enumerate(self.figures.values()):
            grid.addWidget(figure, 0, column)
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.unit)
        self.body.addWidget(self.table)
        self.retranslate()
        for figure in self.figures.values():
            figure.show_value("–")

    def show_stats(self, stats: EngineStats, window_ms: Sequence[float]) -> None:
        """window_ms: recent times of drawing the picture in the UI thread."""
        self.figures["fps"].show_value(frame_rate(stats))
        self.figures["camera"].show_value(language.number(stats.capture_fps))
        self.figures["dropped"].show_value(str(stats.dropped))
        rows = [(stage, *times) for stage, times in stats.latency_ms.items()]
        if window_ms:
            p50, p95 = np.percentile(list(window_ms), [50, 95])
            rows.append(("window", float(p50), float(p95)))
        self.table.show_rows(rows)

    def retranslate(self) -> None:
        self.set_title(translate("Performance", "Performance"))
        self.figures["fps"].name.setText(translate("Performance", "frames/s"))
        self.figures["camera"].name.setText(translate("Performance", "from the camera"))
        self.figures["dropped"].name.setText(translate("Performance", "dropped"))
        self.unit.setText(
            translate("Performance", "Milliseconds a frame: median / 95th percentile")
        )
        self.table.update()

    def restyle(self) -> None:
        self.table.update()
