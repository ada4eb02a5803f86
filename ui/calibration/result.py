"""The result of a calibration: expected error rates, and the choice of another BPCER."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QFrame, QLabel, QRadioButton, QVBoxLayout, QWidget

from edge.calibration.draft import DEFAULT_BPCER, Proposal
from edge.calibration.expectation import expected
from edge.calibration.fit import ASKED
from edge.calibration.recording import Recording
from models.spec import ModelSpec
from ui.language import sentence, told, translate
from ui.panels.panel import muted_label

NEAR = 0.02
"""Largest difference between expected and requested BPCER at which shares of passing photos are
shown. A fit on attacks may have to refuse more people than requested; the shares, which apply to
the requested BPCER, would then contradict the sentence above them."""


class ResultView(QFrame):
    """Shows a proposal, and emits `price_chosen` when another BPCER is selected."""

    price_chosen = pyqtSignal(float)  # BPCER

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bpcer = DEFAULT_BPCER
        self._shown: tuple[Proposal, Sequence[Recording], ModelSpec] | None = None
        self.headline = QLabel(self)
        self.headline.setWordWrap(True)
        bold = self.headline.font()
        bold.setPointSizeF(12)
        bold.setWeight(bold.Weight.DemiBold)
        self.headline.setFont(bold)
        self.basis = muted_label(self)
        self.basis.setWordWrap(True)
        self.remarks = muted_label(self)
        self.remarks.setWordWrap(True)
        self._group = QButtonGroup(self)
        self.prices = [QRadioButton(self) for _ in ASKED]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(self.headline)
        layout.addWidget(self.basis)
        for number, button in enumerate(self.prices):
            self._group.addButton(button, number)
            layout.addWidget(button)
        layout.addWidget(self.remarks)
        self._group.idClicked.connect(self._choose)

    def _choose(self, number: int) -> None:
        self.bpcer = ASKED[number]
        self.price_chosen.emit(self.bpcer)

    def show_proposal(
        self, proposal: Proposal | None, attacks: Sequence[Recording], spec: ModelSpec
    ) -> None:
        self._shown = None if proposal is None else (proposal, attacks, spec)
        self.retranslate()

    def retranslate(self) -> None:
        if self._shown is None:
            return
        proposal, attacks, spec = self._shown
        fit = proposal.fit
        first, *rest = (told(text) for text in expected(fit, attacks, spec))
        self.headline.setText(sentence(first))
        self.basis.setText("\n".join(sentence(text) for text in rest))
        self.basis.setVisible(bool(rest))
        reached = abs(fit.refused - self.bpcer) < NEAR
        for share, button in zip(ASKED, self.prices, strict=True):
            refused = round(100 * share)
            passing = fit.trade.get(share) if reached else None
            if passing is None:
                text = translate("Calibration", "ask for {0} of 100 people").format(refused)
            else:
                pattern = translate(
                    "Calibration", "refuse {0} of 100 people; {1} of 100 photos pass"
                )
                text = pattern.format(refused, round(100 * passing))
            button.setText(sentence(text))
            button.setChecked(share == self.bpcer)
        self.remarks.setText("\n".join(f"– {sentence(told(remark))}" for remark in fit.remarks))
