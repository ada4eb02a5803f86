"""The event log: what happened, when, newest at the bottom."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication, QIcon
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.language import sentence, told, translate

if TYPE_CHECKING:
    from edge.runtime.stats import Event

KEPT = 500
_ICONS = {"info": "info", "warning": "warning", "error": "cross"}
_ROLES = {"info": "accent", "warning": "danger", "error": "danger"}


class EventsDock(QDockWidget):
    """A dock with the last 500 events."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("events")
        feature = QDockWidget.DockWidgetFeature
        self.setFeatures(feature.DockWidgetClosable | feature.DockWidgetMovable)
        self.list = QTreeWidget(self)
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setColumnWidth(0, 110)
        self.copy = QPushButton(self)
        self.copy.clicked.connect(self._copy)
        self.empty = QPushButton(self)
        self.empty.clicked.connect(self._clear)
        buttons = QVBoxLayout()
        buttons.addWidget(self.copy)
        buttons.addWidget(self.empty)
        buttons.addStretch()
        body = QWidget(self)
        layout = QHBoxLayout(body)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.setWidget(body)
        self._told: deque[str] = deque(maxlen=KEPT)  # row by row, as the engine said it
        self._icons: dict[str, QIcon] = {}
        self.restyle()
        self.retranslate()

    @property
    def texts(self) -> list[str]:
        """The events on show, oldest first."""
        rows = (self.list.topLevelItem(i) for i in range(self.list.topLevelItemCount()))
        return [row.text(1) for row in rows if row is not None]

    def add(self, event: Event) -> None:
        """Append one event; the time shown is the wall clock's, for people."""
        bar = self.list.verticalScrollBar()
        at_end = bar is None or bar.value() >= bar.maximum() - 2
        item = QTreeWidgetItem([f"{datetime.now():%H:%M:%S}", sentence(told(event.text))])
        item.setIcon(0, self._icons.get(event.level, self._icons["info"]))
        item.setData(0, Qt.ItemDataRole.UserRole, event.level)
        item.setToolTip(1, item.text(1))
        self.list.addTopLevelItem(item)
        self._told.append(event.text)
        while self.list.topLevelItemCount() > KEPT:
            self.list.takeTopLevelItem(0)
        if at_end:
            self.list.scrollToBottom()

    def _clear(self) -> None:
        self.list.clear()
        self._told.clear()

    def _copy(self) -> None:
        rows = (self.list.topLevelItem(i) for i in range(self.list.topLevelItemCount()))
        lines = [f"{row.text(0)}\t{row.text(1)}" for row in rows if row is not None]
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText("\n".join(lines))

    def retranslate(self) -> None:
        self.setWindowTitle(translate("Events", "Event log"))
        self.list.setAccessibleName(translate("Events", "Event log"))
        self.copy.setText(translate("Events", "Copy all"))
        self.empty.setText(translate("Events", "Clear"))
        for index, text in enumerate(self._told):
            row = self.list.topLevelItem(index)
            if row is not None:
                row.setText(1, sentence(told(text)))
                row.setToolTip(1, row.text(1))

    def restyle(self) -> None:
        colours = theme.active()
        self._icons = {
            level: icons.icon(name, colours.colour(_ROLES[level]), colours.colour("muted"))
            for level, name in _ICONS.items()
        }
        for index in range(self.list.topLevelItemCount()):
            row = self.list.topLevelItem(index)
            if row is not None:
                level = row.data(0, Qt.ItemDataRole.UserRole)
                row.setIcon(0, self._icons.get(level, self._icons["info"]))
