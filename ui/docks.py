"""What can be opened at the bottom of the window: the event log and the verdicts."""

from __future__ import annotations

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtWidgets import QDockWidget, QMainWindow

from ui.shortcuts import Actions


class Docks(QObject):
    """One area, a tab each; their actions stay in step with what is to be seen.

    docks: by the name of the action that opens each.
    """

    def __init__(self, window: QMainWindow, docks: dict[str, QDockWidget]) -> None:
        super().__init__(window)
        self._docks = docks
        self.actions_: Actions | None = None
        first, *rest = docks.values()
        for dock in docks.values():
            window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
            dock.visibilityChanged.connect(self.refresh)
        for dock in rest:
            window.tabifyDockWidget(first, dock)
        for dock in docks.values():
            dock.hide()

    def show(self, name: str, on: bool) -> None:
        dock = self._docks[name]
        dock.setVisible(on)
        if on:
            dock.raise_()

    def refresh(self) -> None:
        """Set the actions as the docks are."""
        if self.actions_ is not None:
            for name, dock in self._docks.items():
                self.actions_.set_quietly(name, not dock.isHidden())
