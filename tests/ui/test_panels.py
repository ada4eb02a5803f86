"""The panels at the side and the event log."""

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QFontMetricsF
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import (
    FAKE,
    SPOOF,
    FakeEngine,
    gathered,
    make_face,
    make_frame,
    make_result,
    plain_score,
)

from edge.config import DecisionConfig
from edge.message import Message
from edge.overlay.score_memory import ScoreMemory
from edge.runtime.stats import Event
from edge.types import AttackKind, FrameResult, Lean, Reason, State, TaskEvidence
from ui import language, theme
from ui.panels.chart import SPAN_S, ChartPanel
from ui.panels.decision import DecisionPanel
from ui.panels.events import KEPT, EventsDock
from ui.panels.faces import FacesPanel
from ui.panels.performance import PerformancePanel

TASKS = {SPOOF: "antispoof", FAKE: "deepfake"}


def at(seconds: float, *faces: object) -> FrameResult:
    return make_result(faces, make_frame(round(seconds * 30)))  # type: ignore[arg-type]


class TestMemory:
    def test_a_deepfake_score_is_kept_while_the_model_skips_frames(self):
        memory = ScoreMemory(TASKS, keep_s=2.0)
        memory.update(at(0.0, make_face(scores=[plain_score(), plain_score(FAKE, 0.7)])))
        memory.update(at(1.0, make_face(scores=[plain_score()])))
        assert memory.p_attack(1, "deepfake") == 0.7

        memory.update(at(2.5, make_face(scores=[plain_score()])))
        assert memory.p_attack(1, "deepfake") is None
        assert memory.p_attack(1, "antispoof") is not None

    def test_a_clock_that_runs_backwards_begins_anew(self):
        memory = ScoreMemory(TASKS)
        memory.update(at(9.0, make_face(1)))
        memory.update(at(0.0, make_face(2)))

        assert memory.p_attack(1, "antispoof") is None
        assert memory.p_attack(2, "antispoof") is not None


class TestFaces:
    @pytest.fixture
    def panel(self, qtbot: QtBot) -> FacesPanel:
        made = FacesPanel(ScoreMemory(TASKS))
        qtbot.addWidget(made)
        return made

    def show(self, panel: FacesPanel, *faces: object) -> None:
        result = at(1.0, *faces)
        panel.memory.update(result)
        panel.show_result(result)

    def test_every_face_has_a_card_in_the_order_of_the_tracks(self, panel: FacesPanel):
        self.show(panel, make_face(7, State.ATTACK), make_face(2, State.LIVE))

        assert [card.track.text() for card in panel.cards] == ["#2", "#7"]
        assert [card.title.text() for card in panel.cards] == ["Live", "Attack"]
        assert [card.badge.state for card in panel.cards] == [State.LIVE, State.ATTACK]

    def test_a_card_goes_with_its_face_and_the_empty_note_comes_back(self, panel: FacesPanel):
        self.show(panel, make_face(1), make_face(2))
        assert panel.empty.isHidden()
        self.show(panel, make_face(2))
        assert [card.track.text() for card in panel.cards] == ["#2"]
        self.show(panel)
        assert panel.cards == []
        assert not panel.empty.isHidden()

    def test_the_bars_show_what_each_model_family_has_gathered(self, panel: FacesPanel):
        evidence = [gathered(), gathered("deepfake", 2.3, Lean.OPEN)]
        scores = [plain_score(p=0.25), plain_score(FAKE, 0.89)]
        self.show(panel, make_face(1, scores=scores, evidence=evidence))
        bars = panel.cards[0].bars

        assert {name: bar.text for name, bar in bars.items()} == {
            "antispoof": "live",
            "deepfake": "undecided",
        }
        assert bars["antispoof"].accessibleName() == "Anti-spoofing: live"
        assert bars["deepfake"].evidence.position == pytest.approx(0.5)
        assert "+2.3 of +4.6 logits" in bars["deepfake"].toolTip()
        assert "89 %" in bars["deepfake"].toolTip()

    @pytest.mark.parametrize("state", [State.LIVE, State.ATTACK])
    @pytest.mark.parametrize("lean", Lean)
    def test_a_family_that_does_not_count_has_no_opinion_beside_the_verdict(
        self, panel: FacesPanel, state: State, lean: Lean
    ):
        against = gathered("deepfake", 5.0, lean, counts=False)
        self.show(panel, make_face(1, state, evidence=[gathered(), against]))
        bar = panel.cards[0].bars["deepfake"]
        bar.resize(300, 19)
        image = bar.grab().toImage()
        painted = {image.pixelColor(x, 9).name() for x in range(image.width())}

        assert bar.text == "not counted"
        assert not painted & {theme.state_ink(s).name() for s in (State.LIVE, State.ATTACK)}

    @pytest.mark.parametrize("code", language.NAMES)
    def test_no_name_runs_into_its_bar(self, qapp: QApplication, panel: FacesPanel, code: str):
        language.install(qapp, code)
        try:
            self.show(panel, make_face(1))
        finally:
            language.install(qapp, "en")
        metrics = QFontMetricsF(theme.ui_font(9))
        bars = panel.cards[0].bars.values()

        assert all(metrics.horizontalAdvance(bar.name) < bar.columns[0] for bar in bars)
        assert all(metrics.horizontalAdvance(bar.text) < bar.columns[1] for bar in bars)
        assert len({bar.columns for bar in bars}) == 1

    def test_a_model_that_has_not_spoken_has_a_dash_and_no_number(self, panel: FacesPanel):
        self.show(panel, make_face(1, State.UNKNOWN, scores=[], frames=0))

        assert [bar.text for bar in panel.cards[0].bars.values()] == ["–", "–"]

    def test_a_poor_view_says_why(self, panel: FacesPanel):
        reasons = [Reason.TOO_DARK, Reason.BLURRED]
        self.show(panel, make_face(1, State.POOR_QUALITY, scores=[], reasons=reasons))

        assert panel.cards[0].detail.text() == "Blurred, too dark"

    def test_a_face_that_is_too_small_is_told_how_much_and_shows_no_empty_bars(
        self, panel: FacesPanel
    ):
        face = make_face(1, State.POOR_QUALITY, scores=[], reasons=[Reason.TOO_SMALL], frames=0)
        far = replace(face, quality=replace(face.quality, face_px=62.7, least_px=80.0))
        self.show(panel, far)

        assert panel.cards[0].detail.text() == "Come closer: 62 of 80 px"
        assert all(bar.isHidden() for bar in panel.cards[0].bars.values())

        self.show(panel, make_face(1))
        assert not any(bar.isHidden() for bar in panel.cards[0].bars.values())

    def test_in_a_narrow_panel_a_long_title_wraps_and_bars_keep_a_width(
        self, qtbot: QtBot, panel: FacesPanel
    ):
        kind = AttackKind.PRESENTATION
        seen = [gathered(total=5.0, lean=Lean.ATTACK), gathered("deepfake", 1.0, Lean.OPEN)]
        self.show(panel, make_face(1, State.ATTACK, kind=kind, evidence=seen))
        card = panel.cards[0]
        panel.show()
        panel.resize(230, 400)
        qtbot.waitUntil(lambda: card.width() < 230)
        bars = list(card.bars.values())

        assert panel.minimumSizeHint().width() <= 230
        assert all(bar.stacked for bar in bars)
        panel.resize(400, 400)
        qtbot.waitUntil(lambda: not any(bar.stacked for bar in bars))


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


class TestDecision:
    @pytest.fixture
    def panel(self, qtbot: QtBot) -> DecisionPanel:
        made = DecisionPanel(DecisionConfig(bpcer=0.02, apcer=0.005, min_frames=9))
        qtbot.addWidget(made)
        yield made
        made.stop()

    def test_it_shows_the_rates_it_was_given(self, panel: DecisionPanel):
        assert panel.bpcer.spin.value() == pytest.approx(2.0)
        assert panel.apcer.spin.value() == pytest.approx(0.5)
        assert panel.config.min_frames == 9

    def test_its_decimal_sign_follows_the_language_at_once(
        self, qapp: QApplication, panel: DecisionPanel
    ):
        panel.bpcer.set_rate(0.025)
        language.install(qapp, "de")
        panel.retranslate()
        german = panel.bpcer.spin.text()
        language.install(qapp, "en")
        panel.retranslate()
        assert (german, panel.bpcer.spin.text()) == ("2,50 %", "2.50 %")

    def test_a_typed_rate_is_told_once_it_settles_and_moves_the_slider(
        self, qtbot: QtBot, panel: DecisionPanel
    ):
        before = panel.bpcer.slider.value()
        with qtbot.waitSignal(panel.changed) as got:
            panel.bpcer.spin.setValue(5.0)

        assert got.args[0] == DecisionConfig(bpcer=0.05, apcer=0.005, min_frames=9)
        assert panel.bpcer.slider.value() > before

    def test_a_dragged_slider_is_told_once_not_at_every_step(
        self, qtbot: QtBot, panel: DecisionPanel
    ):
        told: list[DecisionConfig] = []
        panel.changed.connect(told.append)
        for position in range(100, 160):
            panel.apcer.slider.setValue(position)
        qtbot.waitUntil(lambda: bool(told))

        assert len(told) == 1
        assert told[0].apcer == pytest.approx(panel.apcer.spin.value() / 100)

    @pytest.mark.parametrize("end", ["minimum", "maximum"])
    def test_both_ends_of_the_slider_are_rates_the_configuration_takes(
        self, panel: DecisionPanel, end: str
    ):
        panel.bpcer.slider.setValue(getattr(panel.bpcer.slider, end)())

        DecisionConfig.model_validate(panel.config.model_dump())

    @pytest.mark.parametrize(("index", "policy"), [(0, "off"), (1, "advise"), (2, "require")])
    def test_the_deepfake_models_say_can_be_changed(
        self, panel: DecisionPanel, index: int, policy: str
    ):
        panel.policy.setCurrentIndex(index)

        assert panel.config.deepfake == policy

    def test_showing_a_configuration_tells_nobody(self, panel: DecisionPanel):
        panel.set_config(DecisionConfig(bpcer=0.1))

        assert not panel._settle.isActive()
        assert panel.config.bpcer == pytest.approx(0.1)


def test_the_performance_panel_shows_rates_stages_and_the_windows_own_time(qtbot: QtBot):
    panel = PerformancePanel()
    qtbot.addWidget(panel)
    panel.show_stats(FakeEngine(lambda: None).stats(), [1.0, 2.0, 3.0])
    panel.grab()

    assert panel.figures["fps"].value.text() == "29.7"
    assert panel.figures["dropped"].value.text() == "3"
    assert panel.table.rows[0] == ("detect", 3.1, 5.2)
    assert panel.table.rows[-1][:2] == ("window", 2.0)
    assert "Total: 8.1 / 14.0 ms" in panel.table.accessibleName()


def test_a_pause_shows_no_rate_of_before(qtbot: QtBot):
    panel = PerformancePanel()
    qtbot.addWidget(panel)
    panel.show_stats(replace(FakeEngine(lambda: None).stats(), paused=True), [])

    assert panel.figures["fps"].value.text() == "–"


class TestEvents:
    @pytest.fixture
    def dock(self, qtbot: QtBot) -> EventsDock:
        made = EventsDock()
        qtbot.addWidget(made)
        return made

    def event(self, text: str, level: str = "info") -> Event:
        return Event(time.monotonic(), level, "source", text)  # type: ignore[arg-type]

    def test_events_are_listed_oldest_first(self, dock: EventsDock):
        for text in ("one", "two"):
            dock.add(self.event(text))

        assert dock.texts == ["One", "Two"]

    def test_what_was_told_is_told_again_in_another_language(
        self, qapp: QApplication, dock: EventsDock
    ):
        dock.add(self.event("before the log was cleared"))
        dock.empty.click()
        dock.add(self.event(Message("{0} is frozen", "/dev/video0")))
        language.install(qapp, "de")
        try:
            dock.retranslate()
        finally:
            language.install(qapp, "en")

        assert dock.texts == ["/dev/video0 ist eingefroren"]

    def test_only_so_many_are_kept(self, dock: EventsDock):
        for index in range(KEPT + 5):
            dock.add(self.event(str(index)))

        assert len(dock.texts) == KEPT
        assert dock.texts[0] == "5"

    def test_they_can_be_copied_and_cleared(self, dock: EventsDock):
        from PyQt6.QtGui import QGuiApplication

        dock.add(self.event("camera lost", "error"))
        dock.copy.click()
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        assert "Camera lost" in clipboard.text()
        dock.empty.click()
        assert dock.texts == []
