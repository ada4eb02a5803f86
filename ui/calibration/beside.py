"""Shows the calibration wizard beside the picture of the main window, and removes it."""

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
from ui.engine_group import EngineGroup
from ui.language import sentence, told

if TYPE_CHECKING:
    from edge.runtime.engine import Engine

WIDTH = 400


class WizardBeside(QObject):
    """Shows the wizard in place of the panels, and restores those afterwards.

    panels_wanted: returns whether the panels are to be visible after the wizard.
    """

    refused = pyqtSignal(str)  # the reason why no calibration is possible
    left = pyqtSignal(bool)  # whether a calibration was saved
    camera_chosen = pyqtSignal(str)  # another one is to be calibrated, by its name

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

    def open(self, engine: Engine | EngineGroup, name: str) -> None:
        """Open a wizard for the engine's camera, of several for the one on show; nothing happens
        while one is open. name: what the camera is called.
        """
        if self.wizard is not None:
            return
        names: list[str] = []
        if isinstance(engine, EngineGroup):
            engine, names = engine.engine, engine.names
        try:
            run = CalibrationRun(engine, self._registry)
        except FacevouchError as error:
            self.refused.emit(sentence(told(of_error(error))))
            return
        sizes = self._splitter.sizes()
        self.wizard = CalibrationWizard(run, name=name, names=names)
        self.wizard.closed.connect(self._on_closed)
        self.wizard.camera_chosen.connect(self.camera_chosen)
        self._splitter.addWidget(self.wizard)
        self._panels.hide()
        widths = [0] * self._splitter.count()  # the panels are elsewhere where they are a drawer
        widths[0], widths[-1] = max(1, sum(sizes) - WIDTH), WIDTH
        self._splitter.setSizes(widths)
        self.wizard.buttons["start"].setFocus()

    def leave(self) -> None:
        """Cancel the calibration, when the source changes or the window closes."""
        if self.wizard is not None:
            self.wizard.leave()

    def _on_closed(self, saved: bool) -> None:
        wizard, self.wizard = self.wizard, None
        if wizard is not None:
            wizard.hide()
            wizard.deleteLater()
        self._panels.setVisible(self._panels_wanted())
        self.left.emit(saved)
