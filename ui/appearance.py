"""Theme and language of a window: chosen, remembered, and told to every part of it."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QApplication, QWidget

from ui import language, theme
from ui.settings import Settings


class Appearance:
    """others: parts that are no widgets, and have `restyle` or `retranslate`."""

    def __init__(self, window: QWidget, settings: Settings, others: Sequence[object]) -> None:
        self._window = window
        self._settings = settings
        self._others = others

    def set_theme(self, name: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, name)
        self._settings.theme = name
        self._each("restyle")

    def set_language(self, code: str) -> None:
        """Every widget of the application gets a LanguageChange event of it."""
        app = QApplication.instance()
        if app is not None:
            self._settings.language = code
            language.install(app, code)

    def retranslate(self) -> None:
        """The language is another one now."""
        self._each("retranslate")

    def _each(self, what: str) -> None:
        """Call `restyle` or `retranslate` on every part that has it."""
        parts = (*self._others, *self._window.findChildren(QWidget))
        methods = [method for part in parts if (method := getattr(part, what, None)) is not None]
        for method in methods:  # a menu's old entries may be gone when its turn is over
            method()
