"""The status line at the bottom: the source's state and the most important figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from edge.capture.supervisor import SourceState
from ui import language
from ui.frame_rate import frame_rate
from ui.language import translate

if TYPE_CHECKING:
    from edge.runtime.stats import EngineStats
    from edge.types import FrameResult


class StatusLine(QFrame):
    """The status line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusline")
        self.source = QLabel(self)
        self.size_label = QLabel(self)
        self.speed = QLabel(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 3, 14, 4)
        layout.setSpacing(18)
        layout.addWidget(self.source)
        layout.addWidget(self.size_label)
        layout.addStretch(1)
        layout.addWidget(self.speed)
        for label in (self.source, self.size_label, self.speed):
            font = label.font()
            font.setPointSizeF(9)
            label.setFont(font)

    def show_result(self, result: FrameResult) -> None:
        width, height = result.size
        self.size_label.setText(f"{width} × {height}")

    def show_stats(self, stats: EngineStats) -> None:
        state = None if stats.source is None else stats.source.state
        self.source.setText(translate("Status", "Paused") if stats.paused else state_word(state))
        total = stats.latency_ms.get("total")
        parts = [translate("Status", "{0} frames/s").format(frame_rate(stats))]
        if total is not None:
            parts.append(translate("Status", "{0} ms a frame").format(language.number(total[0])))
        parts.append(translate("Status", "{0} dropped").format(stats.dropped))
        self.speed.setText("   ·   ".join(parts))


def state_word(state: SourceState | None) -> str:
    if state is None:
        return translate("Status", "Starting")
    return {
        SourceState.OPENING: translate("Status", "Opening"),
        SourceState.PLAYING: translate("Status", "Playing"),
        SourceState.STALLED: translate("Status", "Stalled"),
        SourceState.FROZEN: translate("Status", "Frozen"),
        SourceState.RECONNECTING: translate("Status", "Reconnecting"),
        SourceState.ENDED: translate("Status", "Ended"),
        SourceState.LOST: translate("Status", "Lost"),
    }[state]
