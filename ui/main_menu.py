"""The menu behind the three lines: look, language, saving, help."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu, QWidget

from ui import language, theme
from ui.actions import Actions
from ui.language import translate
from ui.settings import Settings


class MainMenu(QMenu):
    """Built anew whenever it opens, so it never shows a stale tick or an old language."""

    theme_chosen = pyqtSignal(str)
    language_chosen = pyqtSignal(str)
    folder_asked = pyqtSignal()
    about_asked = pyqtSignal()

    def __init__(self, actions: Actions, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._settings = settings
        self._groups: list[QActionGroup] = []
        self.aboutToShow.connect(self.rebuild)

    def rebuild(self) -> None:
        self.clear()
        self._groups = []
        for name in ("keypoints", "sidebar", "events"):
            self.addAction(self._actions[name])
        self.addSeparator()
        self._choices(
            translate("Menu", "Theme"),
            {"dark": translate("Menu", "Dark"), "light": translate("Menu", "Light")},
            theme.active().name,
            self.theme_chosen.emit,
        )
        self._choices(
            translate("Menu", "Language"),
            language.NAMES,
            language.choose(self._settings.language),
            self.language_chosen.emit,
        )
        self.addSeparator()
        ask = QAction(translate("Menu", "Ask before saving pictures"), self)
        ask.setCheckable(True)
        ask.setChecked(not self._settings.privacy_remembered)
        ask.toggled.connect(self._set_ask)
        self.addAction(ask)
        folder = QAction(translate("Menu", "Folder for pictures…"), self)
        folder.triggered.connect(self.folder_asked)
        self.addAction(folder)
        self.addSeparator()
        self.addAction(self._actions["help"])
        about = QAction(translate("Menu", "About facevouch"), self)
        about.triggered.connect(self.about_asked)
        self.addAction(about)
        self.addAction(self._actions["quit"])

    def _set_ask(self, on: bool) -> None:
        self._settings.privacy_remembered = not on

    def _choices(
        self, title: str, names: dict[str, str], current: str, chosen: Callable[[str], None]
    ) -> None:
        menu = self.addMenu(title)
        if menu is None:
            return
        group = QActionGroup(self)
        self._groups.append(group)
        for code, text in names.items():
            action = QAction(text, menu)
            action.setCheckable(True)
            action.setChecked(code == current)
            action.setData(code)
            action.triggered.connect(lambda _checked=False, code=code: chosen(code))
            group.addAction(action)
            menu.addAction(action)
