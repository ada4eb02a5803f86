"""The chart of each face's evidence over time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PyQt6.QtCore import QPointF
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import (
    gathered,
    make_face,
    make_frame,
    make_result,
)

from edge.types import FrameResult, Lean, State, TaskEvidence
from ui import theme
from ui.panels.chart import SPAN_S, ChartPanel


def at(seconds: float, *faces: object) -> FrameResult:
    return make_result(faces, make_frame(round(seconds * 30)))  # type: ignore[arg-type]


class TestChart:
    @pytest.fixture
    def panel(self, qtbot: QtBot) -> ChartPanel:
        made = ChartPanel()
        qtbot.addWidget(made)
        made.show()
        yield made
        made.stop()

    def add(self, panel: ChartPanel, seconds: float, *faces: object) -> None:
        panel.add(at(seconds, *faces))

    def test_each_face_has_a_line_for_each_model_family(self, panel: ChartPanel):
        self.add(panel, 1.0, make_face(1, evidence=[gathered(total=-1.0, lean=Lean.OPEN)]))
        both = [gathered(total=-2.0, lean=Lean.OPEN), gathered("deepfake", 1.0, Lean.OPEN)]
        self.add(panel, 1.1, make_face(1, evidence=both), make_face(2))
        panel.redraw()

        assert panel.tracks == {1, 2}
        assert [point.total for point in panel.points(1, "antispoof")] == [-1.0, -2.0]
        assert [point.total for point in panel.points(1, "deepfake")] == [1.0]
        assert panel.points(2, "deepfake") == []

    def test_what_is_older_than_the_span_goes_and_so_does_its_curve(self, panel: ChartPanel):
        self.add(panel, 0.0, make_face(1))
        panel.redraw()
        curves = len(panel.plot.listDataItems())
        self.add(panel, SPAN_S + 1, make_face(2))
        panel.redraw()

        assert panel.tracks == {2}
        assert len(panel.plot.listDataItems()) == curves

    def test_the_chart_redraws_itself(self, qtbot: QtBot, panel: ChartPanel):
        before = len(panel.plot.listDataItems())
        self.add(panel, 1.0, make_face(1))

        qtbot.waitUntil(lambda: len(panel.plot.listDataItems()) > before)

    def test_a_face_that_was_never_scored_has_no_line(self, panel: ChartPanel):
        self.add(panel, 1.0, make_face(1, State.UNKNOWN, scores=[], frames=0))

        assert panel.tracks == set()

    @pytest.mark.parametrize("name", theme.THEMES)
    def test_each_stretch_of_a_line_has_the_colour_of_its_verdict(
        self, qapp: QApplication, panel: ChartPanel, name: str
    ):
        theme.apply(qapp, name)
        try:
            self.add(panel, 1.0, make_face(1, State.CHECKING))
            self.add(panel, 2.0, make_face(1, State.LIVE))
            self.add(panel, 3.0, make_face(1, State.LIVE))
            panel.redraw()
            curves = panel._series[1, "antispoof"].curves
            drawn = {state: curve.opts["pen"].color().name() for state, curve in curves.items()}
            expected = {s: theme.state_ink(s).name() for s in (State.CHECKING, State.LIVE)}
        finally:
            theme.apply(qapp, "dark")

        assert drawn == expected
        assert panel.changes == [(2.0, 1, State.LIVE)]
        xs, _ = curves[State.LIVE].getOriginalDataset()
        assert list(xs) == pytest.approx([-1.0, 0.0])

    def test_evidence_that_does_not_count_is_grey(self, panel: ChartPanel):
        uncounted = gathered("deepfake", 4.0, Lean.OPEN, counts=False)
        self.add(panel, 1.0, make_face(1, evidence=[gathered(), uncounted]))
        panel.redraw()
        (curve,) = panel._series[1, "deepfake"].curves.values()

        assert curve.opts["pen"].color() == theme.active().colour("muted")

    def test_a_line_enters_a_zone_where_the_test_decides_whatever_the_rates(
        self, panel: ChartPanel
    ):
        strict = TaskEvidence("antispoof", -6.0, -6.0, 3.0, Lean.LIVE, 9)
        self.add(panel, 1.0, make_face(1, evidence=[strict]))
        series = panel._series[1, "antispoof"]

        assert series.position(-6.0) == pytest.approx(-1)
        assert series.position(3.0) == pytest.approx(1)
        assert panel.zones[State.LIVE].getRegion()[1] == -1
        assert panel.zones[State.ATTACK].getRegion()[0] == 1

    def test_each_line_ends_in_its_face_and_verdict_and_no_name_lies_over_another(
        self, panel: ChartPanel
    ):
        self.add(panel, 1.0, make_face(1), make_face(2), make_face(3, State.ATTACK))
        panel.redraw()
        names = {item.toPlainText(): item.pos().y() for item in panel._names.values()}
        heights = sorted(names.values())

        assert set(names) == {"#1 Live", "#2 Live", "#3 Attack"}
        assert min(b - a for a, b in pairwise(heights)) > 0.2
        assert names["#3 Attack"] > 0 > names["#1 Live"]

    def test_the_pointer_reads_the_lines_out(self, panel: ChartPanel):
        self.add(panel, 1.0, make_face(1, evidence=[gathered(total=-1.5, lean=Lean.OPEN)]))
        self.add(panel, 3.0, make_face(1))
        panel.redraw()
        box = panel.plot.plotItem.vb
        panel.plot.scene().sigMouseMoved.emit(box.mapViewToScene(QPointF(-2.0, 0.0)))
        read = panel.legend.text()
        panel.plot.scene().sigMouseMoved.emit(QPointF(-50, -50))

        assert "−2.0 s" in read
        assert "#1 Anti-spoofing: −1.5, Live" in read
        assert panel.legend.text().startswith("Bold:")
