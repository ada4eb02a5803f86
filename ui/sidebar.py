"""The column of panels at the side."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from edge.config import DecisionConfig
from edge.overlay.score_memory import ScoreMemory
from ui.panels.chart import ChartPanel
from ui.panels.decision import DecisionPanel
from ui.panels.faces import FacesPanel
from ui.panels.panel import Panel
from ui.panels.performance import PerformancePanel
from ui.settings import Settings


class Sidebar(QScrollArea):
    """Faces, chart, decision, performance."""

    def __init__(
        self, memory: ScoreMemory, decision: DecisionConfig, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QWidget(self)
        self.faces = FacesPanel(memory, column)
        self.chart = ChartPanel(column)
        self.decision = DecisionPanel(decision, column)
        self.performance = PerformancePanel(column)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(4, 10, 10, 10)
        layout.setSpacing(10)
        self._panels: dict[str, Panel] = {
            "faces": self.faces,
            "chart": self.chart,
            "decision": self.decision,
            "performance": self.performance,
        }
        for panel in self._panels.values():
            layout.addWidget(panel)
        layout.addStretch(1)
        self.setWidget(column)

    def restore(self, settings: Settings) -> None:
        """Fold away what was folded away, and remember it from now on."""
        for name, panel in self._panels.items():
            panel.set_open(name not in settings.folded)
            panel.toggled.connect(lambda on, name=name: settings.fold(name, not on))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest panel allows, in whatever language."""
        column = self.widget()
        width = 0 if column is None else column.minimumSizeHint().width()
        return QSize(width + 12, 120)

    def stop(self) -> None:
        """Stop the panels' timers."""
        self.chart.stop()
        self.decision.stop()
