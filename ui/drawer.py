"""The panels of a narrow window: a drawer over the picture, opened when asked for."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtWidgets import QMainWindow, QSplitter, QWidget

from ui.shortcuts import Actions

NARROW = 900
"""Of the window, px; below it the panels would leave too little of the picture."""

LEFT_FREE = 60
"""Of the picture, px, that the open drawer leaves at least."""

WIDEST = 360


class PanelDrawer(QObject):
    """Moves the panels between their place in the splitter and the drawer.

    A drawer begins closed; in a wide window the panels are again as they were there.
    """

    def __init__(
        self,
        window: QMainWindow,
        splitter: QSplitter,
        panels: QWidget,
        stage: QWidget,
        actions: Actions,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._splitter = splitter
        self._panels = panels
        self._stage = stage
        self._actions = actions
        self._wanted_wide = True
        self._side = WIDEST  # px, beside the picture
        self.narrow = False
        stage.installEventFilter(self)

    def refresh(self) -> None:
        """The window has another width."""
        narrow = self._window.width() < NARROW
        if narrow == self.narrow:
            return
        self.narrow = narrow
        if narrow:
            self._side = max(self._panels.width(), self._panels.minimumSizeHint().width())
            self._wanted_wide = self._actions["sidebar"].isChecked()
            self._panels.setParent(self._stage)
            self._show(False)
        else:
            self._splitter.insertWidget(1, self._panels)
            self._show(self._wanted_wide)
            self._splitter.setSizes([max(1, self._window.width() - self._side), self._side])

    def show(self, on: bool) -> None:
        """What the action for the panels does."""
        self._panels.setVisible(on)
        self.place()

    def _show(self, on: bool) -> None:
        self._actions.set_quietly("sidebar", on)
        self.show(on)

    def place(self) -> None:
        """At the right edge of the picture, as high as that."""
        if not self.narrow or self._panels.isHidden():
            return
        room = max(0, self._stage.width() - LEFT_FREE)
        width = min(max(WIDEST, self._panels.minimumSizeHint().width()), room)
        self._panels.setGeometry(self._stage.width() - width, 0, width, self._stage.height())
        self._panels.raise_()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)
