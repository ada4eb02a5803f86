"""The live chart: what each track scored over the last seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import pyqtgraph as pg
from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtGui import QPen
from PyQt6.QtWidgets import QWidget

from edge.types import FrameResult
from ui import theme
from ui.language import translate
from ui.panels.panel import Panel, muted_label
from ui.score_memory import TASKS, ScoreMemory

SPAN_S = 20.0
REDRAW_MS = 100
# line of the verdict solid and bold, the models' own scores thin and told apart by their dashes
_STYLES = {
    "verdict": (2.2, Qt.PenStyle.SolidLine),
    "antispoof": (1.0, Qt.PenStyle.SolidLine),
    "deepfake": (1.2, Qt.PenStyle.DashLine),
}


@dataclass(slots=True)
class _Series:
    points: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=2000))
    curve: pg.PlotDataItem | None = None


class ChartPanel(Panel):
    """p(attack) over time, one colour a track; redrawn ten times a second while it is seen."""

    def __init__(self, memory: ScoreMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.memory = memory
        self._series: dict[tuple[int, str], _Series] = {}
        self._now = 0.0
        self.plot = pg.PlotWidget(self)
        self.plot.setMinimumHeight(140)
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setXRange(-SPAN_S, 0, padding=0.06)  # room for half of the outer labels
        self.plot.setYRange(0, 1, padding=0.1)
        self.plot.getAxis("left").setTicks([[(0, "0"), (0.5, "50"), (1, "100 %")]])
        seconds = [(-20, "−20 s"), (-15, "−15"), (-10, "−10"), (-5, "−5"), (0, "0")]
        self.plot.getAxis("bottom").setTicks([seconds])
        self.plot.getAxis("left").setWidth(44)
        self.plot.getAxis("bottom").setHeight(20)
        self.plot.showGrid(y=True, alpha=0.12)
        self.bounds = [pg.InfiniteLine(angle=0) for _ in range(2)]
        for line in self.bounds:
            self.plot.addItem(line)
        self.legend = muted_label(self, 8.5)
        self.legend.setWordWrap(True)
        self.body.addWidget(self.plot)
        self.body.addWidget(self.legend)
        self._timer = QTimer(self)
        self._timer.setInterval(REDRAW_MS)
        self._timer.timeout.connect(self.redraw)
        self._timer.start()
        self.retranslate()
        self.restyle()

    def sizeHint(self) -> QSize:
        return QSize(320, 230)

    @property
    def tracks(self) -> set[int]:
        """The tracks with points in the chart."""
        return {track for track, _ in self._series}

    def points(self, track: int, line: str) -> list[tuple[float, float]]:
        """(time, p_attack) of one line: `verdict`, `antispoof` or `deepfake`."""
        series = self._series.get((track, line))
        return [] if series is None else list(series.points)

    def add(self, result: FrameResult) -> None:
        if result.time < self._now:  # another source, or a clip from its start
            self.clear()
        self._now = result.time
        for face in result.faces:
            verdict = face.verdict
            values = {
                task: p_attack
                for task in TASKS
                if (p_attack := self.memory.p_attack(verdict.track_id, task)) is not None
            }
            if verdict.frames > 0:
                values["verdict"] = verdict.p_attack
            for line, value in values.items():
                series = self._series.setdefault((verdict.track_id, line), _Series())
                series.points.append((result.time, value))
        for key, series in list(self._series.items()):
            while series.points and series.points[0][0] < self._now - SPAN_S:
                series.points.popleft()
            if not series.points:
                self._drop(key)

    def set_bounds(self, live: float, attack: float) -> None:
        """Mark where the verdict's test decides, as probabilities of attack."""
        for line, value in zip(self.bounds, (live, attack), strict=True):
            line.setValue(value)

    def redraw(self) -> None:
        """Bring the curves up to date; does nothing while the chart is not seen."""
        if not self.plot.isVisible():
            return
        for (track, line), series in self._series.items():
            if series.curve is None:
                series.curve = self.plot.plot(pen=_pen(track, line), antialias=True)
            xs = [t - self._now for t, _ in series.points]
            series.curve.setData(xs, [p for _, p in series.points])

    def clear(self) -> None:
        for key in list(self._series):
            self._drop(key)
        self._now = 0.0

    def stop(self) -> None:
        """For the window's end."""
        self._timer.stop()

    def _drop(self, key: tuple[int, str]) -> None:
        curve = self._series.pop(key).curve
        if curve is not None:
            self.plot.removeItem(curve)

    def retranslate(self) -> None:
        self.set_title(translate("Chart", "Attack probability"))
        self.plot.setAccessibleName(translate("Chart", "Chart of the scores of each face"))
        self.legend.setText(
            translate(
                "Chart",
                "Bold: verdict · thin: anti-spoofing · dashed: deepfake · "
                "dotted: where the verdict falls",
            )
        )

    def restyle(self) -> None:
        colours = theme.active()
        self.plot.setBackground(colours.colour("panel"))
        for line in self.bounds:
            line.setPen(pg.mkPen(colours.muted, width=1, style=Qt.PenStyle.DotLine))
        for name in ("left", "bottom"):
            axis = self.plot.getAxis(name)
            axis.setPen(pg.mkPen(colours.border))
            axis.setTextPen(pg.mkPen(colours.muted))
            axis.setStyle(tickFont=theme.ui_font(8), tickLength=-4, hideOverlappingLabels=False)


def _pen(track: int, line: str) -> QPen:
    width, style = _STYLES[line]
    colour = theme.track_colour(track)
    if line != "verdict":
        colour.setAlpha(170)
    return pg.mkPen(colour, width=width, style=style)
