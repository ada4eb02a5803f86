"""The list of faces: verdicts, evidence and reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtGui import QFontMetricsF
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import (
    FAKE,
    SPOOF,
    gathered,
    make_face,
    make_frame,
    make_result,
    plain_score,
)

from edge.overlay.score_memory import ScoreMemory
from edge.types import AttackKind, FrameResult, Lean, Reason, State
from ui import language, theme
from ui.panels.faces import FacesPanel

TASKS = {SPOOF: "antispoof", FAKE: "deepfake"}


def at(seconds: float, *faces: object) -> FrameResult:
    return make_result(faces, make_frame(round(seconds * 30)))  # type: ignore[arg-type]


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
