"""A heading in a menu: Qt draws a section as a bare line wherever a style sheet is in use."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel, QMenu, QWidgetAction


def headed(menu: QMenu, text: str) -> None:
    """Begin a part of the menu under a heading."""
    if not menu.isEmpty():
        menu.addSeparator()
    label = QLabel(text, menu)
    label.setObjectName("menuheading")
    action = QWidgetAction(menu)
    action.setDefaultWidget(label)
    action.setEnabled(False)
    menu.addAction(action)
