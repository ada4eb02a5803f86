"""The operating point as the error rates an operator asks for, changed while the camera runs."""

from __future__ import annotations

import math
from typing import Literal, cast

from PyQt6.QtCore import QLocale, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSlider,
    QWidget,
)

from edge.config import DecisionConfig
from ui import icons, theme
from ui.language import translate
from ui.panels.panel import Panel, muted_label

_LOW, _HIGH = 0.01, 49.0  # percent
_STEPS = 400
_SETTLE_MS = 150
_POLICIES = ("off", "advise", "require")


class RateControl(QWidget):
    """An error rate in percent: a slider in equal ratios and a spin box for the exact number."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = QLabel(self)
        self.caption.setWordWrap(True)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 20)
        self.spin = QDoubleSpinBox(self)
        self.spin.setRange(_LOW, _HIGH)
        self.spin.setDecimals(2)
        self.spin.setSuffix(" %")
        self.spin.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.spin.setKeyboardTracking(False)
        self.spin.setFixedWidth(84)
        self.spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.caption.setBuddy(self.spin)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(3)
        layout.addWidget(self.caption, 0, 0, 1, 2)
        layout.addWidget(self.slider, 1, 0)
        layout.addWidget(self.spin, 1, 1)
        self.slider.valueChanged.connect(self._slid)
        self.spin.valueChanged.connect(self._typed)

    @property
    def rate(self) -> float:
        """The rate, 0..1."""
        return self.spin.value() / 100

    def set_rate(self, rate: float) -> None:
        """Show a rate without telling anyone."""
        for widget in (self.slider, self.spin):
            widget.blockSignals(True)
        self.spin.setValue(rate * 100)
        self.slider.setValue(_position(self.spin.value()))
        for widget in (self.slider, self.spin):
            widget.blockSignals(False)

    def set_texts(self, caption: str, tip: str) -> None:
        self.spin.setLocale(QLocale())  # the language's decimal sign, at once
        self.caption.setText(caption)
        self.caption.setToolTip(tip)
        for widget in (self.slider, self.spin):
            widget.setToolTip(tip)
            widget.setAccessibleName(caption)
            widget.setAccessibleDescription(tip)

    def _slid(self, position: int) -> None:
        self.spin.blockSignals(True)
        self.spin.setValue(_percent(position))
        self.spin.blockSignals(False)
        self.changed.emit()

    def _typed(self, percent: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(_position(percent))
        self.slider.blockSignals(False)
        self.changed.emit()


def _percent(position: int) -> float:
    return _LOW * (_HIGH / _LOW) ** (position / _STEPS)


def _position(percent: float) -> int:
    return round(_STEPS * math.log(percent / _LOW) / math.log(_HIGH / _LOW))


class Choice(QComboBox):
    """A combo box with our own arrow: the style sheet takes the style's away."""

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        area = QRectF(self.width() - 21, self.height() / 2 - 7, 14, 14)
        icons.draw(painter, "down", area, theme.active().colour("muted"))
        painter.end()


class DecisionPanel(Panel):
    """Emits a whole DecisionConfig a moment after the last change."""

    changed = pyqtSignal(object)  # DecisionConfig

    def __init__(self, config: DecisionConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config = config
        self.bpcer = RateControl(self)
        self.apcer = RateControl(self)
        self.policy_label = QLabel(self)
        self.policy = Choice(self)
        self.policy.addItems([""] * len(_POLICIES))
        self.policy_label.setBuddy(self.policy)
        self.note = muted_label(self, 8.5)
        self.note.setWordWrap(True)
        self.body.addWidget(self.bpcer)
        self.body.addWidget(self.apcer)
        self.body.addWidget(self.policy_label)
        self.body.addWidget(self.policy)
        self.body.addWidget(self.note)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._tell)
        self.bpcer.changed.connect(self._settle.start)
        self.apcer.changed.connect(self._settle.start)
        self.policy.currentIndexChanged.connect(self._settle.start)
        self.retranslate()
        self.set_config(config)

    @property
    def config(self) -> DecisionConfig:
        """What the controls say now; what they do not show is kept."""
        policy = cast(Literal["off", "advise", "require"], _POLICIES[self.policy.currentIndex()])
        return self._config.model_copy(
            update={"bpcer": self.bpcer.rate, "apcer": self.apcer.rate, "deepfake": policy}
        )

    def set_config(self, config: DecisionConfig) -> None:
        """Show a configuration without telling anyone."""
        self._config = config
        self.bpcer.set_rate(config.bpcer)
        self.apcer.set_rate(config.apcer)
        self.policy.blockSignals(True)
        self.policy.setCurrentIndex(_POLICIES.index(config.deepfake))
        self.policy.blockSignals(False)

    def stop(self) -> None:
        self._settle.stop()

    def _tell(self) -> None:
        config = self.config
        if config != self._config:
            self._config = config
            self.changed.emit(config)

    def retranslate(self) -> None:
        self.set_title(translate("Decision", "Decision"))
        self.bpcer.set_texts(
            translate("Decision", "Live people refused (BPCER)"),
            translate("Decision", "How many live people may be called an attack"),
        )
        self.apcer.set_texts(
            translate("Decision", "Attacks let through (APCER)"),
            translate("Decision", "How many attacks may be called live"),
        )
        self.policy_label.setText(translate("Decision", "Deepfake model"))
        self.policy.setAccessibleName(translate("Decision", "Deepfake model"))
        texts = (
            translate("Decision", "is ignored"),
            translate("Decision", "may call an attack"),
            translate("Decision", "must also say live"),
        )
        for index, text in enumerate(texts):
            self.policy.setItemText(index, text)
        self.note.setText(
            translate(
                "Decision",
                "Smaller rates need more frames before a verdict. Not stored: the next "
                "start uses the configuration file.",
            )
        )
