"""The wizard beside the picture of the window: opened, and taken away without a trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QSplitter, QWidget

from edge.errors import FacevouchError
from edge.message import of_error
from models.registry import Registry
from ui.calibration.run import CalibrationRun
from ui.calibration.wizard import CalibrationWizard

if TYPE_CHECKING:
    from edge.runtime.engine import Engine

WIDTH = 400


class WizardBeside(QObject):
    """Puts the wizard where the panels are, and those back after it.

    panels_wanted: whether the panels are to be seen.
    """

    refused = pyqtSignal(str)  # why it cannot be calibrated here
    left = pyqtSignal(bool)  # whether something was saved

    def __init__(
        self,
        registry: Registry,
        splitter: QSplitter,
        panels: QWidget,
        panels_wanted: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._registry = registry
        self._splitter = splitter
        self._panels = panels
        self._panels_wanted = panels_wanted
        self.wizard: CalibrationWizard | None = None

    def open(self, engine: Engine) -> None:
        """Begin with the camera that the engine watches; the one under way goes on."""
        if self.wizard is not None:
            return
        try:
            run = CalibrationRun(engine, self._registry)
        except FacevouchError as error:
            self.refused.emit(of_error(error))
            return
        sizes = self._splitter.sizes()
        self.wizard = CalibrationWizard(run)
        self.wizard.closed.connect(self._on_closed)
        self._splitter.addWidget(self.wizard)
        self._panels.hide()
        self._splitter.setSizes([max(1, sum(sizes) - WIDTH), 0, WIDTH])
        self.wizard.buttons["start"].setFocus()

    def leave(self) -> None:
        """Another source, or the window's end: cancelled."""
        if self.wizard is not None:
            self.wizard.leave()

    def _on_closed(self, saved: bool) -> None:
        wizard, self.wizard = self.wizard, None
        if wizard is not None:
            wizard.hide()
            wizard.deleteLater()
        self._panels.setVisible(self._panels_wanted())
        self.left.emit(saved)
