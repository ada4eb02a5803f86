"""The panel for target error rates and the deepfake model's part."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edge.config import DecisionConfig
from ui import language
from ui.panels.decision import DecisionPanel


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
