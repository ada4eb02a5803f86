"""Switches between the window and the picture alone in full screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtWidgets import QMainWindow, QWidget


class FullScreen:
    """Hides everything around the picture, and restores it."""

    def __init__(
        self,
        window: QMainWindow,
        bars: Sequence[QWidget],
        sidebar: QWidget,
        sidebar_wanted: Callable[[], bool],
    ) -> None:
        self._window = window
        self._bars = bars
        self._sidebar = sidebar
        self._sidebar_wanted = sidebar_wanted

    def bare(self, on: bool) -> None:
        for bar in self._bars:
            bar.setVisible(not on)
        self._sidebar.setVisible(not on and self._sidebar_wanted())

    def toggle(self) -> None:
        if self._window.isFullScreen():
            self.leave()
        else:
            self.bare(True)
            self._window.showFullScreen()

    def leave(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
            self.bare(False)
