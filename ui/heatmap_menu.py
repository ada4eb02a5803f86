"""Choose whose evidence is laid over the faces."""

from __future__ import annotations

from collections.abc import Collection

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu, QWidget

from ui import words
from ui.language import translate
from ui.memory import TASKS


class HeatmapMenu(QMenu):
    """Off, anti-spoofing, deepfake; a task without a model cannot be chosen."""

    chosen = pyqtSignal(object)  # task or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._using: Collection[str] = ()
        self._choice: str | None = None
        self._group = QActionGroup(self)
        self.aboutToShow.connect(self.rebuild)

    def show_state(self, choice: str | None, using: Collection[str]) -> None:
        """choice: what is on show. using: the tasks that have a model."""
        self._choice, self._using = choice, using

    @property
    def following(self) -> str | None:
        """What a key that goes through the choices shows next."""
        there = [None, *(task for task in TASKS if task in self._using)]
        at = there.index(self._choice) if self._choice in there else 0
        return there[(at + 1) % len(there)]

    def rebuild(self) -> None:
        self.clear()
        self._group = QActionGroup(self)
        for task in (None, *TASKS):
            action = QAction(label(task), self)
            action.setCheckable(True)
            action.setChecked(task == self._choice)
            action.setEnabled(task is None or task in self._using)
            action.setData(task)
            action.triggered.connect(lambda _on=False, task=task: self.chosen.emit(task))
            self._group.addAction(action)
            self.addAction(action)


def label(task: str | None) -> str:
    """What the choice is called."""
    return translate("Heatmap", "No heatmap") if task is None else words.task_word(task)
