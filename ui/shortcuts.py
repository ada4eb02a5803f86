"""The actions of the window: their keys, texts and icons, and the sheet that lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from ui import icons, theme
from ui.language import translate

# name → keys, for the window, the help sheet and the tool tips
KEYS: dict[str, tuple[str, ...]] = {
    "pause": ("Space",),
    "step_back": (",",),
    "step": (".",),
    "heatmap": ("H",),
    "heatmap_less": ("[",),
    "heatmap_more": ("]",),
    "keypoints": ("K",),
    "snapshot": ("S",),
    "record": ("R",),
    "source": ("C",),
    "model": ("M",),
    "open": ("Ctrl+O", "O"),
    "stream": ("Ctrl+U", "U"),
    "retry": ("F5",),
    "sidebar": ("P",),
    "events": ("L",),
    "timeline": ("V",),
    "calibrate": ("Ctrl+K",),
    "theme": ("T",),
    "fullscreen": ("F11", "F"),
    "leave": ("Esc",),
    "help": ("F1", "?"),
    "quit": ("Ctrl+Q",),
}


def title(name: str) -> str:
    """What an action does, in the language in use."""
    return {
        "pause": translate("Actions", "Pause or go on"),
        "step_back": translate("Actions", "One frame back"),
        "step": translate("Actions", "One frame on"),
        "heatmap": translate("Actions", "Next heatmap"),
        "heatmap_less": translate("Actions", "Fainter heatmap"),
        "heatmap_more": translate("Actions", "Stronger heatmap"),
        "keypoints": translate("Actions", "Show the keypoints"),
        "snapshot": translate("Actions", "Save a snapshot…"),
        "record": translate("Actions", "Record a video…"),
        "source": translate("Actions", "Choose the source"),
        "model": translate("Actions", "Choose the models"),
        "open": translate("Actions", "Open a file…"),
        "stream": translate("Actions", "Open a stream…"),
        "retry": translate("Actions", "Start the source again"),
        "sidebar": translate("Actions", "Show the panels"),
        "events": translate("Actions", "Show the event log"),
        "timeline": translate("Actions", "Show the verdicts"),
        "calibrate": translate("Actions", "Calibrate the camera…"),
        "theme": translate("Actions", "Light or dark"),
        "fullscreen": translate("Actions", "Full screen"),
        "leave": translate("Actions", "Leave full screen"),
        "help": translate("Actions", "Keyboard shortcuts"),
        "quit": translate("Actions", "Quit"),
    }[name]


def assign(action: QAction, name: str) -> None:
    """Give an action its keys and texts."""
    action.setShortcuts([QKeySequence(key) for key in KEYS[name]])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    retitle(action, name)


def retitle(action: QAction, name: str) -> None:
    action.setText(title(name))
    action.setToolTip(f"{title(name).rstrip('…')}  ({keys_text(name)})")


def keys_text(name: str) -> str:
    """The keys as the platform writes them."""
    form = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(form) for key in KEYS[name])


class HelpSheet(QDialog):
    """All keys on one page."""

    def __init__(self, names: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title("help"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(14)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(7)
        rows = list(names)
        half = (len(rows) + 1) // 2
        for index, name in enumerate(rows):
            column = index // half * 3
            keys = QLabel(keys_text(name), self)
            bold = keys.font()
            bold.setWeight(bold.Weight.DemiBold)
            keys.setFont(bold)
            grid.addWidget(keys, index % half, column, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(QLabel(title(name).rstrip("…"), self), index % half, column + 1)
        grid.setColumnMinimumWidth(2, 22)
        layout.addLayout(grid)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        layout.addWidget(close)


CHECKABLE = frozenset(("pause", "keypoints", "record", "sidebar", "events", "timeline"))
_ICONS = {
    "pause": "pause",
    "snapshot": "camera",
    "record": "record",
    "open": "folder",
    "stream": "stream",
    "retry": "retry",
    "sidebar": "sidebar",
    "events": "log",
    "timeline": "timeline",
    "fullscreen": "fullscreen",
}
# what an action looks like while it is on
_ICONS_ON = {"pause": "play", "record": "stop"}


class Actions:
    """Creates all actions of the table; updates texts and icons with language and theme."""

    def __init__(self, owner: QWidget, slots: Mapping[str, Callable[..., None]]) -> None:
        """slots: what each name does; a checkable action passes its new state."""
        self._all: dict[str, QAction] = {}
        for name in KEYS:
            action = QAction(owner)
            action.setObjectName(name)
            action.setCheckable(name in CHECKABLE)
            assign(action, name)
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
        """Set an action's state without running it."""
        action = self._all[name]
        action.blockSignals(True)
        action.setChecked(on)
        action.blockSignals(False)
        self._dress(name)

    def retranslate(self) -> None:
        for name, action in self._all.items():
            retitle(action, name)

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
