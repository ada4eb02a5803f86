"""The window's actions: one QAction a name of the shortcut table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QWidget

from ui import icons, shortcuts, theme

CHECKABLE = frozenset(("pause", "keypoints", "record", "sidebar", "events"))
_ICONS = {
    "pause": "pause",
    "snapshot": "camera",
    "record": "record",
    "open": "folder",
    "stream": "stream",
    "retry": "retry",
    "sidebar": "sidebar",
    "events": "log",
    "fullscreen": "fullscreen",
}
# what an action looks like while it is on
_ICONS_ON = {"pause": "play", "record": "stop"}


class Actions:
    """Makes every action of the table, keeps texts and icons in step with language and theme."""

    def __init__(self, owner: QWidget, slots: Mapping[str, Callable[..., None]]) -> None:
        """slots: what each name does; a checkable action passes its new state."""
        self._all: dict[str, QAction] = {}
        for name in shortcuts.KEYS:
            action = QAction(owner)
            action.setObjectName(name)
            action.setCheckable(name in CHECKABLE)
            shortcuts.assign(action, name)
            slot = slots[name]
            if action.isCheckable():
                action.toggled.connect(slot)
                action.toggled.connect(lambda _on, name=name: self._dress(name))
            else:
                action.triggered.connect(lambda _checked=False, slot=slot: slot())
            owner.addAction(action)
            self._all[name] = action
        self.restyle()

    def __getitem__(self, name: str) -> QAction:
        return self._all[name]

    def set_quietly(self, name: str, on: bool) -> None:
        """Show a state without doing what the action does."""
        action = self._all[name]
        action.blockSignals(True)
        action.setChecked(on)
        action.blockSignals(False)
        self._dress(name)

    def retranslate(self) -> None:
        for name, action in self._all.items():
            shortcuts.retitle(action, name)

    def restyle(self) -> None:
        for name in _ICONS:
            self._dress(name)

    def _dress(self, name: str) -> None:
        shape = _ICONS.get(name)
        if shape is None:
            return
        action, colours = self._all[name], theme.active()
        on = action.isCheckable() and action.isChecked()
        colour = colours.colour("danger" if name == "record" and on else "text")
        shape = _ICONS_ON.get(name, shape) if on else shape
        action.setIcon(icons.icon(shape, colour, colours.colour("muted")))
