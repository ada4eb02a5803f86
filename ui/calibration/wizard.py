"""The calibration wizard: person, print, phone, result, with a trial before it is saved."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from edge.calibration.recording import BONA_FIDE
from edge.errors import FacevouchError
from edge.message import of_error
from ui.calibration.histogram import ScoreHistogram
from ui.calibration.result import ResultView
from ui.calibration.run import SECONDS, CalibrationRun
from ui.calibration.sentences import STEPS, help_of, step_name, title_of
from ui.language import sentence, told, translate
from ui.panels.decision import Choice
from ui.panels.panel import Panel, muted_label

POLL_MS = 200
LEAST = 300
"""Least width, px: narrower, titles would break after every word."""


class CalibrationWizard(Panel):
    """Steps through one run, beside the picture of the window or of the kiosk's operator screen.

    closed: emitted at the end, with whether a calibration was saved; the owner then removes the
    widget. camera_chosen: emitted with the name of another camera, which the owner then calibrates
    in place of this one.

    name: what the camera is called. names: of all cameras of which one can be chosen until
    something is recorded.
    """

    closed = pyqtSignal(bool)
    camera_chosen = pyqtSignal(str)

    def __init__(
        self,
        run: CalibrationRun,
        parent: QWidget | None = None,
        *,
        name: str = "",
        names: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.heading.setEnabled(False)  # the panel cannot be collapsed during a step
        self.run = run
        self.step = STEPS[0]
        self.saved = False
        self._over = False
        self._name = name or run.camera
        self.camera = QLabel(self)
        self.camera.setWordWrap(True)
        self.cameras = Choice(self)
        self.cameras.addItems(names)
        self.cameras.setCurrentText(self._name)
        self.cameras.setVisible(len(names) > 1)
        self.cameras.textActivated.connect(self._choose_camera)
        self.steps = muted_label(self)
        self.steps.setWordWrap(True)
        self.title = QLabel(self)
        self.title.setWordWrap(True)
        bold = self.title.font()
        bold.setPointSizeF(12)
        bold.setWeight(bold.Weight.DemiBold)
        self.title.setFont(bold)
        self.help = muted_label(self, 9.5)
        self.help.setWordWrap(True)
        self.histogram = ScoreHistogram(self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.count = muted_label(self)
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.result = ResultView(self)
        self.result.price_chosen.connect(self._propose)
        slots = {
            "start": self._start, "stop": self._stop, "next": self._next, "another": self._start,
            "again": self._again, "skip": self._next, "save": self._save, "try": self._try,
            "back": self._back, "leave": self.leave,
        }  # fmt: skip
        self.buttons = {name: QPushButton(self) for name in slots}
        self.buttons["try"].setCheckable(True)
        for name, slot in slots.items():
            self.buttons[name].clicked.connect(lambda _=False, slot=slot: slot())
        self._lay_out()
        self.setMinimumWidth(LEAST)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QWidget(self)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 4, 0)
        inner.setSpacing(8)
        for part in (
            self.camera, self.cameras, self.steps, self.title, self.help, self.histogram,
            self.progress, self.count, self.note, self.result,
        ):  # fmt: skip
            inner.addWidget(part)
        inner.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(column)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for ground in (column, area.viewport()):
            ground.setAutoFillBackground(False)
        self.body.addWidget(area, 1)
        self._row = QGridLayout()
        self._row.setSpacing(6)
        self.body.addLayout(self._row)
        for button in self.buttons.values():
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # -- display --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Poll the run and update the display."""
        self.run.poll()
        if self.run.over():
            self._stop()
        recordings = self.run.recordings()
        self.histogram.show_scores(recordings, self.run.bound)
        self.histogram.setVisible(bool(recordings) or self.step != "result")
        turn = self.run.turn
        self.progress.setVisible(self.step != "result")
        self.count.setVisible(self.step != "result")
        if self.step != "result":
            elapsed = 0.0 if turn is None else min(turn.elapsed, SECONDS[self.step])
            self.progress.setRange(0, round(SECONDS[self.step]))
            self.progress.setValue(round(elapsed))
            self.count.setText(sentence(self._counted(elapsed)))
        self._show_result()
        begun = self.run.turn is not None or bool(recordings)
        self.cameras.setVisible(self.cameras.count() > 1 and not begun)
        self.note.setText(self._noted())
        self.note.setVisible(bool(self.note.text()))
        self._show_buttons()

    def _counted(self, elapsed: float) -> str:
        seen = self.run.recordings().get(self.step)
        faces = 0 if seen is None else int(seen.raw.size)
        if self.run.turn is not None:
            pattern = translate("Calibration", "{0} of {1} s · {2} faces scored")
            return pattern.format(round(elapsed), round(SECONDS[self.step]), faces)
        if not faces:
            return translate("Calibration", "nothing recorded yet")
        if self.step == BONA_FIDE:
            pattern = translate("Calibration", "people: {0} · faces scored: {1}")
            return pattern.format(self.run.draft.people(), faces)
        return translate("Calibration", "{0} faces scored").format(faces)

    def _noted(self) -> str:
        if self.run.problem:
            return sentence(told(self.run.problem))
        if self.saved:
            pattern = translate("Calibration", "Saved for {0}; it is in use now.")
            return pattern.format(self._name)
        if self.run.busy:
            return translate("Calibration", "Calculating…")
        if self.run.trying:
            return translate(
                "Calibration",
                "Tried out: the verdicts in the picture are as they would be. Stand there, hold "
                "something up.",
            )
        return ""

    def _show_result(self) -> None:
        proposal = self.run.proposal if self.step == "result" else None
        self.result.setVisible(proposal is not None)
        if proposal is not None and proposal is not self._proposal:
            self._proposal = proposal
            self.result.show_proposal(proposal, self.run.draft.attacks(), self.run.draft.spec)

    def _show_buttons(self) -> None:
        shown = self._wanted()
        if shown != self._buttons:
            self._buttons = shown
            for button in self.buttons.values():
                self._row.removeWidget(button)
                button.hide()
            for place, name in enumerate(shown):
                alone = place == 0 or (place == len(shown) - 1 and place % 2 == 1)
                wide = 2 if alone else 1
                spot = (0, 0) if place == 0 else (1 + (place - 1) // 2, (place - 1) % 2)
                self._row.addWidget(self.buttons[name], *spot, 1, wide)
                self.buttons[name].show()
                self.buttons[name].setDefault(place == 0)
        self.buttons["try"].setChecked(self.run.trying)
        for name in ("save", "try"):
            self.buttons[name].setEnabled(self.run.proposal is not None and not self.saved)

    def _wanted(self) -> tuple[str, ...]:
        """The names of the buttons to show now, the default one first."""
        if self.saved:
            return ("leave",)
        if self.run.turn is not None:
            return ("stop", "leave")
        if self.step == "result":
            failed = bool(self.run.problem) and self.run.proposal is None
            return ("back", "leave") if failed else ("save", "try", "back", "leave")
        if self.run.draft.recording(self.step) is None:
            return ("start", "leave") if self.step == BONA_FIDE else ("start", "skip", "leave")
        if self.step == BONA_FIDE:
            return ("next", "another", "again", "leave")
        return ("next", "again", "leave")

    # -- actions --------------------------------------------------------------------------------

    def _choose_camera(self, name: str) -> None:
        if name != self._name:
            self.camera_chosen.emit(name)

    def _start(self) -> None:
        self.run.begin(self.step)
        self.refresh()

    def _stop(self) -> None:
        self.run.end()
        self.refresh()

    def _again(self) -> None:
        self.run.draft.forget(self.step)
        self._start()

    def _next(self) -> None:
        self.run.problem = ""
        self.step = STEPS[STEPS.index(self.step) + 1]
        if self.step == "result":
            self._propose(self.result.bpcer)
        self.retranslate()

    def _back(self) -> None:
        self.run.stop_trying()
        self.run.problem = ""
        self.step = STEPS[0]
        self.retranslate()

    def _propose(self, bpcer: float) -> None:
        self.run.propose(bpcer)
        self.refresh()

    def _try(self) -> None:
        if self.run.trying:
            self.run.stop_trying()
        else:
            self.run.try_out()
        self.refresh()

    def _save(self) -> None:
        try:
            self.run.save()
        except FacevouchError as error:
            self.run.problem = of_error(error)
        else:
            self.saved = True
        self.retranslate()

    def leave(self) -> None:
        """Close the wizard and discard what was not saved."""
        if self._over:
            return
        self._over = True
        self._timer.stop()
        self.run.close()
        self.closed.emit(self.saved)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self.leave()
        super().closeEvent(event)

    def retranslate(self) -> None:
        self._buttons: tuple[str, ...] = ()
        self._proposal = None
        self.set_title(translate("Calibration", "Calibrate the camera"))
        pattern = translate("Calibration", "Camera being calibrated: {0}")
        self.camera.setText(pattern.format(f"<b>{html.escape(self._name)}</b>"))
        self.cameras.setAccessibleName(translate("Calibration", "Which camera to calibrate"))
        self.cameras.setToolTip(translate("Calibration", "Which camera to calibrate"))
        names = [f"<b>{step_name(s)}</b>" if s == self.step else step_name(s) for s in STEPS]
        self.steps.setText(" › ".join(names))
        self.title.setText(title_of(self.step))
        self.help.setText(help_of(self.step))
        texts = {
            "start": translate("Calibration", "Begin"),
            "stop": translate("Calibration", "That is enough"),
            "next": translate("Calibration", "Next"),
            "another": translate("Calibration", "Another person"),
            "again": translate("Calibration", "Once more"),
            "skip": translate("Calibration", "Skip"),
            "save": translate("Calibration", "Save"),
            "try": translate("Calibration", "Try it out"),
            "back": translate("Calibration", "Back to the start"),
            "leave": translate("Calibration", "Done")
            if self.saved
            else translate("Calibration", "Cancel"),
        }
        for name, text in texts.items():
            self.buttons[name].setText(text)
        self.refresh()
