"""Choose the models while the camera runs."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu, QWidget

from models.registry import Registry
from ui import words
from ui.language import translate
from ui.memory import TASKS
from ui.menu_heading import headed


class ModelMenu(QMenu):
    """The registry's models by task; built anew whenever it opens, so imports show up."""

    chosen = pyqtSignal(str, object)  # task, model id or None

    def __init__(self, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self._using: dict[str, str] = {}
        self._groups: list[QActionGroup] = []
        self.aboutToShow.connect(self.rebuild)

    def show_using(self, using: dict[str, str]) -> None:
        """The model in use by task, as the engine says."""
        self._using = dict(using)

    def rebuild(self) -> None:
        self.clear()
        self._groups = []
        for task in TASKS:
            headed(self, words.task_word(task))
            group = QActionGroup(self)
            self._groups.append(group)
            specs = [spec for spec in self._registry.specs() if spec.task == task]
            for spec in specs:
                size = words.file_size(spec.bytes)
                self._add(group, task, spec.id, f"{spec.id}  ·  {spec.precision}, {size}")
            if not specs:
                none = self.addAction(translate("Models", "No model: facevouch models import FILE"))
                if none is not None:
                    none.setEnabled(False)
            elif task == "deepfake":
                self._add(group, task, None, translate("Models", "Off"))

    def _add(self, group: QActionGroup, task: str, model_id: str | None, text: str) -> None:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(self._using.get(task) == model_id)
        action.setData((task, model_id))
        action.triggered.connect(lambda: self.chosen.emit(task, model_id))
        group.addAction(action)
        self.addAction(action)
