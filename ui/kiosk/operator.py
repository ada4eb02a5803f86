"""The operator's screen: picture and results of the gate, its verdicts, and its parts' health."""

from __future__ import annotations

import html
import re
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QScrollArea,
    QScroller,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from edge.challenge.guidance import Guidance
from edge.overlay.score_memory import ScoreMemory
from edge.system.paths import state_folder
from edge.types import Frame, FrameResult
from ui import notices, theme
from ui.calibration.wizard import CalibrationWizard
from ui.evidence_curves import EvidenceCurves
from ui.kiosk import report
from ui.kiosk.buttons import BigButton
from ui.kiosk.layout import arrange
from ui.kiosk.palettes import Mood
from ui.kiosk.sentences import OwnSentences
from ui.language import sentence, told, translate
from ui.panels.timeline import TimelineView
from ui.verdict_log import VerdictLog
from ui.video_view import VideoView

if TYPE_CHECKING:
    from edge.runtime.stats import EngineStats, Event

IDLE_S = 120.0
"""Seconds without input after which the kiosk returns to the gate's screen."""

CALIBRATION_S = 900.0
"""The same, in seconds, during a calibration of the camera, which takes some minutes."""

REFRESH_MS = 250

NIGHT = Mood(
    ground=theme.DARK.window,
    ink=theme.DARK.text,
    soft=theme.DARK.muted,
    accent=theme.DARK.accent,
    on_accent=theme.DARK.on_accent,
    fill=theme.DARK.raised,
    track=theme.DARK.hover,
)
"""A dark palette, so that the operator's screen is not mistaken for the gate's."""


class OperatorPage(QWidget):
    """The operator's page. It draws frames only while visible; its buttons emit signals.

    Verdicts are listed at all times, but with pictures only while the page is shown, because the
    notice tells people at the gate that no picture is stored.

    asks: requests the current health of the event delivery (see `show_delivery`).
    """

    asks = pyqtSignal()
    back = pyqtSignal()
    calibrate = pyqtSignal()
    reset = pyqtSignal()
    quit = pyqtSignal()

    def __init__(
        self,
        memory: ScoreMemory,
        *,
        own: OwnSentences | None = None,
        clock: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("operator")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._memory = memory
        self._delivery: Mapping[str, Mapping[str, Any]] = {}
        self._answer = ""  # to the last wish, where it was refused
        self._clock = clock
        self._sentences = own or OwnSentences()
        self._guidance: Guidance | None = None
        self._result: FrameResult | None = None
        self._stats: EngineStats | None = None
        self._events: deque[Event] = deque(maxlen=30)
        self.view = VideoView(memory, self)
        self.view.setAcceptDrops(False)
        self.text = QLabel(self)
        self.text.setObjectName("report")
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.area = QScrollArea(self)
        self.area.setWidget(self.text)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        viewport = self.area.viewport()
        QScroller.grabGesture(viewport, QScroller.ScrollerGestureType.LeftMouseButtonGesture)
        self._curves = EvidenceCurves()
        self.log = VerdictLog(memory, self._curves.curve, self)
        self.log.pictures = False
        self.timeline = TimelineView(self.log, self, places=_places)
        self.timeline.exported.connect(self._show_export)
        self.timeline.failed.connect(self.timeline.note.setText)
        QScroller.grabGesture(
            self.timeline.list.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture
        )
        self.wizard: CalibrationWizard | None = None
        names = ("back", "verdicts", "calibrate", "reset", "quit")
        self.buttons = {name: BigButton(parent=self) for name in names}
        self.buttons["back"].leading = True
        self.buttons["verdicts"].clicked.connect(self._turn_over)
        for name in ("back", "calibrate", "reset", "quit"):
            self.buttons[name].clicked.connect(getattr(self, name).emit)
        for button in self.buttons.values():
            button.mood = NIGHT
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for button in self.buttons.values():
            self._row.addWidget(button, 1)
        self.now = QWidget(self)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.now)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.addWidget(self.view, 11)
        self._halves.addWidget(self.area, 9)
        self._all = QVBoxLayout(self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.now)
        self.pages.addWidget(self.timeline)
        self._all.addWidget(self.pages, 1)
        self._all.addLayout(self._row)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(round(IDLE_S * 1000))
        self._idle.timeout.connect(self.back.emit)
        self._refresh = QTimer(self)
        self._refresh.setInterval(REFRESH_MS)
        self._refresh.timeout.connect(self.refresh)
        touched = (self.view, viewport, self, self.timeline.list.viewport())
        used = (*self.timeline.filter.choices.values(), self.timeline.export, self.timeline.forget)
        for widget in (*touched, *used):
            if widget is not None:
                widget.installEventFilter(self)
        self.retranslate()

    # -- input ----------------------------------------------------------------------------------

    def show_result(self, frame: Frame, result: FrameResult) -> None:
        self._result = result
        self._curves.add(result)
        self.log.add(frame, result)
        if self.isVisible():
            self.view.show_frame(frame, result)

    def show_stats(self, stats: EngineStats) -> None:
        self._stats = stats
        if stats.source is not None and stats.source.state in notices.BLIND:
            self._result = None
            self.view.clear()
        self.view.waiting_text = notices.waiting_text(stats.source)

    def show_guidance(self, guidance: Guidance) -> None:
        self._guidance = guidance

    def show_delivery(self, health: Mapping[str, Mapping[str, Any]]) -> None:
        self._delivery = health

    def add_event(self, event: Event) -> None:
        self._events.append(event)

    # -- appearance -----------------------------------------------------------------------------

    def sections(self) -> Sequence[report.Section]:
        made: list[report.Section] = []
        if self._answer:
            made.append(report.Section(translate("Operator", "Calibrate"), (("", self._answer),)))
        if self._guidance is not None:
            made.append(report.session(self._guidance, self._sentences))
        made += report.faces(self._result, self._memory)
        if self._stats is not None:
            made += [report.camera(self._stats, self._result), report.models(self._stats)]
        made += report.delivery(self._delivery)
        made += report.events(list(self._events), self._clock())
        return made

    def refuse_calibration(self, text: str) -> None:
        """Say why there is no calibration, above all else, until the page is left."""
        self._answer = sentence(told(text))
        self.pages.setCurrentWidget(self.now)
        self._name_pages()
        self.refresh()
        bar = self.area.verticalScrollBar()
        if bar is not None:
            bar.setValue(0)

    def refresh(self) -> None:
        self.asks.emit()
        self.text.setText(_as_html(self.sections()))

    def retranslate(self) -> None:
        self.setAccessibleName(translate("Operator", "Operator's screen"))
        self.buttons["back"].setText(translate("Operator", "Back to the gate"))
        self._name_pages()
        self.timeline.retranslate()
        self.buttons["calibrate"].setText(translate("Operator", "Calibrate"))
        self.buttons["reset"].setText(translate("Operator", "End the cool-down"))
        self.buttons["quit"].setText(translate("Operator", "Quit"))

    def open_wizard(self, wizard: CalibrationWizard) -> None:
        """Show the calibration wizard beside the picture, in place of the report."""
        self.wizard = wizard
        wizard.closed.connect(self._on_wizard_closed)
        self.pages.setCurrentWidget(self.now)
        self._name_pages()
        self.area.hide()
        self._halves.addWidget(wizard, 9)
        wizard.show()
        self._allow(calibrating=True)

    def _on_wizard_closed(self, _saved: bool) -> None:
        wizard, self.wizard = self.wizard, None
        if wizard is not None:
            self._halves.removeWidget(wizard)
            wizard.hide()
            wizard.deleteLater()
        self.area.show()
        self._allow(calibrating=False)

    def _allow(self, *, calibrating: bool) -> None:
        """Disable the other functions during a calibration, and set the idle time for it."""
        for name in ("verdicts", "calibrate"):
            self.buttons[name].setEnabled(not calibrating)
        self._idle.setInterval(round((CALIBRATION_S if calibrating else IDLE_S) * 1000))

    def _turn_over(self) -> None:
        """Switch between the current picture and the list of verdicts."""
        verdicts = self.pages.currentWidget() is self.now
        self.pages.setCurrentWidget(self.timeline if verdicts else self.now)
        self._idle.start()
        self._name_pages()

    def _name_pages(self) -> None:
        """Label the switching button with the page that it opens."""
        now = self.pages.currentWidget() is self.now
        verdicts = translate("Timeline", "Verdicts")
        self.buttons["verdicts"].setText(verdicts if now else translate("Operator", "Picture"))

    def _show_export(self, path: str) -> None:
        self.timeline.note.setText(translate("Operator", "Saved in {0}").format(Path(path).parent))

    def resizeEvent(self, _event: QResizeEvent | None) -> None:
        unit = arrange(self.width(), self.height()).unit
        upright = arrange(self.width(), self.height()).upright
        across = QBoxLayout.Direction.LeftToRight
        down = QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(down if upright else across)
        self.timeline.body.setDirection(down if upright else across)
        self._row.setDirection(down if upright else across)
        self._halves.setStretch(0, 7 if upright else 11)
        margin = round(2.5 * unit)
        self._all.setContentsMargins(margin, margin, margin, margin)
        for layout in (self._all, self._halves, self._row):
            layout.setSpacing(round(2 * unit))
        for button in self.buttons.values():
            button.setMinimumHeight(round((9 if upright else 12) * unit))
            button.largest = 4.6 * unit
        self.setStyleSheet(
            f"#operator {{ background: {NIGHT.ground}; }}"
            f"QLabel, QScrollArea {{ background: {theme.DARK.panel}; color: {NIGHT.ink};"
            f" font-size: {max(12, round(3.4 * unit))}px; border: none; }}"
            f"#report {{ padding: {round(1.5 * unit)}px; }}"
            f"QListWidget, QComboBox, QPushButton {{ font-size: {max(12, round(3.2 * unit))}px; }}"
            f"QComboBox, QPushButton {{ min-height: {round(6 * unit)}px; }}"
        )

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.log.pictures = True
        self._idle.start()
        self._refresh.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent | None) -> None:
        super().hideEvent(event)
        self._answer = ""
        if self.wizard is not None:
            self.wizard.leave()
        self.log.pictures = False
        self.log.forget_pictures()
        self.pages.setCurrentWidget(self.now)
        self._name_pages()
        self.timeline.retranslate()
        self.stop()

    def stop(self) -> None:
        self._idle.stop()
        self._refresh.stop()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Restart the idle timer on input."""
        touches = (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.Wheel)
        if event is not None and event.type() in touches and self.isVisible():
            self._idle.start()
        return super().eventFilter(watched, event)


def _places() -> Sequence[Path]:
    """The files of an export. There is no file dialog: it would stay open over the gate's screen
    and show the disk to visitors.
    """
    folder = state_folder() / "exports"
    with suppress(OSError):  # the export itself reports the error
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"verdicts-{datetime.now():%Y%m%d-%H%M%S}"
    return [folder / f"{name}.{kind}" for kind in ("csv", "json")]


def _breakable(text: str) -> str:
    """The text with a zero-width space after each of `_/.-`, so that ids and paths wrap there."""
    return re.sub(r"(?<=[_/.-])(?=\w)", "\u200b", text)


def _as_html(sections: Sequence[report.Section]) -> str:
    parts = []
    for section in sections:
        parts.append(f'<p style="color:{NIGHT.accent}"><b>{html.escape(section.title)}</b></p>')
        rows = (
            f'<tr><td width="42%" style="color:{NIGHT.soft}">{html.escape(name)}</td>'
            f"<td>{_breakable(html.escape(value))}</td></tr>"
            for name, value in section.rows
        )
        parts.append(f'<table width="100%">{"".join(rows)}</table>')
    return "".join(parts)
