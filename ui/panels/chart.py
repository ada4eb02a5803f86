"""The live chart: how the evidence on each face has grown, between the bounds that decide."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QSize, Qt, QTimer
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QWidget

from edge.overlay.score_memory import TASKS
from edge.types import FrameResult, State, Verdict
from ui import language, theme
from ui.language import translate
from ui.panels.panel import Panel, column_width, muted_label

SPAN_S = 20.0
REDRAW_MS = 100
LABEL_S = 10.0
"""Seconds' worth of room at the right for the names of the lines."""

ROOMY = 330
"""Width of the panel, px, from which the time axis has a label every five seconds."""

REACH = 1.32
"""The axis ends so far beyond the bounds; the test holds its sum within 1.2 times them."""

LINE_GAP = 0.3
"""Names of lines stand at least so far apart, in bounds."""

# the leading family solid and bold, the other thin and dashed
_STYLES = {
    "antispoof": (2.4, Qt.PenStyle.SolidLine),
    "deepfake": (1.4, Qt.PenStyle.DashLine),
}


@dataclass(frozen=True, slots=True)
class Point:
    """at: the frame's clock, s. total: the sum of evidence, logits. state: of the verdict then;
    None where the evidence did not count.
    """

    at: float
    total: float
    state: State | None


@dataclass(slots=True)
class _Series:
    """One line: a face and a model family. live, attack: its bounds now, logits."""

    points: deque[Point] = field(default_factory=lambda: deque(maxlen=2000))
    live: float = -1.0
    attack: float = 1.0
    curves: dict[State | None, pg.PlotDataItem] = field(default_factory=dict)

    def position(self, total: float) -> float:
        return total / (self.attack if total > 0 else -self.live)


class ChartPanel(Panel):
    """One line a face and model family, in the colour of the verdict it led to at each moment.

    Redrawn ten times a second while it is seen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: dict[tuple[int, str], _Series] = {}
        self._verdicts: dict[int, Verdict] = {}
        self._changes: deque[tuple[float, int, State]] = deque(maxlen=200)
        self._names: dict[int, pg.TextItem] = {}
        self._now = 0.0
        self._pointed: float | None = None  # s before now
        self.plot = pg.PlotWidget(self)
        self.plot.setMinimumHeight(170)
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setXRange(-SPAN_S, LABEL_S, padding=0.02)
        self.plot.setYRange(-REACH, REACH, padding=0.0)
        self.plot.getAxis("bottom").setHeight(20)
        self._place_seconds()
        self.zones = {State.LIVE: _zone(-REACH, -1), State.ATTACK: _zone(1, REACH)}
        self.bounds = [pg.InfiniteLine(pos=y, angle=0) for y in (-1, 0, 1)]
        self.cursor = pg.InfiniteLine(angle=90)
        self.cursor.hide()
        self.marks = pg.ScatterPlotItem(size=9)
        for item in (*self.zones.values(), *self.bounds, self.cursor, self.marks):
            self.plot.addItem(item)
        self.legend = muted_label(self, 8.5)
        self.legend.setWordWrap(True)
        self.body.addWidget(self.plot)
        self.body.addWidget(self.legend)
        self.plot.scene().sigMouseMoved.connect(self._point_at)
        self._timer = QTimer(self)
        self._timer.setInterval(REDRAW_MS)
        self._timer.timeout.connect(self.redraw)
        self._timer.start()
        self.retranslate()
        self.restyle()

    def sizeHint(self) -> QSize:
        return QSize(320, 260) if self.is_open else super().sizeHint()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._place_seconds()

    def _place_seconds(self) -> None:
        """Label the time axis: in a narrow panel every ten seconds, so that no labels overlap."""
        step = 5 if self.width() >= ROOMY else 10
        span = round(SPAN_S)
        labels = [(x, f"−{-x}" if x else "0") for x in range(-span, 1, step)]
        labels[0] = (-span, f"−{span} s")
        self.plot.getAxis("bottom").setTicks([labels])

    @property
    def tracks(self) -> set[int]:
        """The faces with points in the chart."""
        return {track for track, _ in self._series}

    def points(self, track: int, task: str) -> list[Point]:
        series = self._series.get((track, task))
        return [] if series is None else list(series.points)

    def curve(self, track: int, task: str) -> list[tuple[float, float]]:
        """(seconds before now, sum over its bound) of one line, oldest first."""
        series = self._series.get((track, task))
        if series is None:
            return []
        return [(point.at - self._now, series.position(point.total)) for point in series.points]

    @property
    def changes(self) -> list[tuple[float, int, State]]:
        """(time, track, new state) of every change of a verdict on show."""
        return list(self._changes)

    def add(self, result: FrameResult) -> None:
        if result.time < self._now:  # another source, or a clip from its start
            self.clear()
        self._now = result.time
        for face in result.faces:
            self._add(face.verdict, result.time)
        self._forget(self._now - SPAN_S)

    def _add(self, verdict: Verdict, now: float) -> None:
        track = verdict.track_id
        before = self._verdicts.get(track)
        if before is not None and before.state is not verdict.state:
            self._changes.append((now, track, verdict.state))
        self._verdicts[track] = verdict
        for evidence in verdict.evidence:
            series = self._series.setdefault((track, evidence.task), _Series())
            series.live, series.attack = evidence.live, evidence.attack
            state = verdict.state if evidence.counts else None
            series.points.append(Point(now, evidence.total, state))

    def _forget(self, oldest: float) -> None:
        for key, series in list(self._series.items()):
            while series.points and series.points[0].at < oldest:
                series.points.popleft()
            if not series.points:
                self._drop(key)
        while self._changes and self._changes[0][0] < oldest:
            self._changes.popleft()
        self._verdicts = {t: v for t, v in self._verdicts.items() if t in self.tracks}

    def redraw(self) -> None:
        """Bring the lines up to date; does nothing while the chart is not seen."""
        if not self.plot.isVisible():
            return
        for (_, task), series in self._series.items():
            for state, (xs, ys) in _by_state(series, self._now):
                if state not in series.curves:
                    pen = _pen(task, state)
                    series.curves[state] = self.plot.plot(pen=pen, antialias=True, connect="finite")
                series.curves[state].setData(xs, ys)
        self._place_names()
        self._place_marks()
        if self._pointed is not None:
            self.legend.setText(self.read_out(self._pointed))

    def _place_names(self) -> None:
        """The face's number and verdict at the end of its leading line, none over another."""
        ends = []
        for track, verdict in self._verdicts.items():
            leading = next((t for t in TASKS if (track, t) in self._series), None)
            if leading is None:
                continue
            series = self._series[track, leading]
            last = series.points[-1]
            if last.at >= self._now - 1.0:
                ends.append((series.position(last.total), track, verdict))
        height = -math.inf
        for y, track, verdict in sorted(ends, key=lambda end: end[0]):
            height = max(y, height + LINE_GAP)
            name = self._names.get(track)
            if name is None:
                name = self._names[track] = pg.TextItem(
                    anchor=(1, 0.5), fill=theme.active().colour("panel")
                )
                name.setFont(theme.ui_font(8.5, bold=True))
                self.plot.addItem(name)
            name.setText(f"#{track} {language.state_word(verdict.state)}")
            name.setColor(theme.state_ink(verdict.state))
            name.setPos(LABEL_S, min(height, REACH - 0.12))
        for track in set(self._names) - {track for _, track, _ in ends}:
            self.plot.removeItem(self._names.pop(track))

    def _place_marks(self) -> None:
        spots = []
        for at, track, state in self._changes:
            leading = next((t for t in TASKS if (track, t) in self._series), None)
            if leading is None:
                continue
            series = self._series[track, leading]
            total = next((p.total for p in series.points if p.at >= at), 0.0)
            ink = theme.state_ink(state)
            place = (at - self._now, series.position(total))
            spots.append({"pos": place, "brush": pg.mkBrush(ink), "pen": pg.mkPen(None)})
        self.marks.setData(spots)

    # -- the pointer ----------------------------------------------------------------------------

    def _point_at(self, place: QPointF) -> None:
        inside = self.plot.plotItem.vb.sceneBoundingRect().contains(place)
        x = self.plot.plotItem.vb.mapSceneToView(place).x() if inside else 1.0
        if not inside or not -SPAN_S <= x <= 0:
            self._leave()
            return
        self._pointed = x
        self.cursor.setPos(x)
        self.cursor.show()
        self.legend.setText(self.read_out(x))

    def _leave(self) -> None:
        if self._pointed is not None:
            self._pointed = None
            self.cursor.hide()
            self._explain()

    def read_out(self, x: float) -> str:
        """What the lines said at a moment. x: seconds from now, at most 0."""
        parts = [translate("Chart", "{0} s").format(language.signed(x))]
        for (track, task), series in sorted(self._series.items()):
            near = min(series.points, key=lambda point: abs(point.at - self._now - x))
            if abs(near.at - self._now - x) > 0.5:
                continue
            state = "" if near.state is None else f", {language.state_word(near.state)}"
            name, total = language.task_word(task), language.signed(near.total)
            parts.append(f"#{track} {name}: {total}{state}")
        return " · ".join(parts)

    # -- life and looks -------------------------------------------------------------------------

    def clear(self) -> None:
        for key in list(self._series):
            self._drop(key)
        for name in self._names.values():
            self.plot.removeItem(name)
        self._names.clear()
        self._verdicts.clear()
        self._changes.clear()
        self.marks.setData([])
        self._now = 0.0

    def stop(self) -> None:
        """For the window's end."""
        self._timer.stop()

    def _drop(self, key: tuple[int, str]) -> None:
        for curve in self._series.pop(key).curves.values():
            self.plot.removeItem(curve)

    def retranslate(self) -> None:
        self.set_title(translate("Chart", "Evidence over time"))
        self.plot.setAccessibleName(translate("Chart", "Chart of the evidence on each face"))
        ends = (translate("Words", "live"), translate("Words", "attack"))
        axis = self.plot.getAxis("left")
        axis.setTicks([[(-1, ends[0]), (0, "0"), (1, ends[1])]])
        axis.setWidth(max(36, round(column_width(ends, 8)) + 2))
        self._explain()

    def _explain(self) -> None:
        self.legend.setText(
            translate(
                "Chart",
                "Bold: anti-spoofing · dashed: deepfake · grey: not counted · dots: the verdict "
                "changed. A verdict falls where a line enters a zone.",
            )
        )

    def restyle(self) -> None:
        colours = theme.active()
        self.plot.setBackground(colours.colour("panel"))
        for state, zone in self.zones.items():
            zone.setBrush(theme.zone_tint(state))
        for line in self.bounds:
            line.setPen(pg.mkPen(colours.muted, width=1, style=Qt.PenStyle.DotLine))
        self.cursor.setPen(pg.mkPen(colours.muted, width=1))
        for name in ("left", "bottom"):
            axis = self.plot.getAxis(name)
            axis.setPen(pg.mkPen(colours.border))
            axis.setTextPen(pg.mkPen(colours.muted))
            axis.setStyle(tickFont=theme.ui_font(8), tickLength=-4, hideOverlappingLabels=False)
        for name in self._names.values():
            name.fill = pg.mkBrush(colours.panel)
        for (_, task), series in self._series.items():
            for state, curve in series.curves.items():
                curve.setPen(_pen(task, state))


def _by_state(
    series: _Series, now: float
) -> Iterator[tuple[State | None, tuple[list[float], list[float]]]]:
    """For each state its stretches of the line, parted by NaN; each reaches to the next one."""
    states = {point.state for point in series.points} | set(series.curves)
    for state in states:
        xs: list[float] = []
        ys: list[float] = []
        before: State | str | None = "none yet"
        for point in series.points:
            if state in (point.state, before):
                xs.append(point.at - now)
                ys.append(series.position(point.total))
            if before == state != point.state:
                xs.append(point.at - now)
                ys.append(math.nan)
            before = point.state
        yield state, (xs, ys)


def _zone(low: float, high: float) -> pg.LinearRegionItem:
    zone = pg.LinearRegionItem((low, high), orientation="horizontal", movable=False)
    zone.setZValue(-20)
    for line in zone.lines:
        line.setPen(pg.mkPen(None))
    return zone


def _pen(task: str, state: State | None) -> object:
    width, style = _STYLES.get(task, _STYLES["antispoof"])
    colour = theme.uncounted_ink() if state is None else theme.state_ink(state)
    return pg.mkPen(colour, width=width, style=style)
