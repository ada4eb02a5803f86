"""Size and position of the window and its parts: initial, saved, restored."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QSplitter, QWidget

from ui.settings import Settings

_SIDE, _LOG = 360, 210  # px, at the first start
_LEAST, _SHARE = QSize(1280, 760), 0.75  # px; share of the screen, where that is larger


def fit_screen(window: QMainWindow) -> None:
    """A size for a window that was never shown before: no larger than its screen."""
    screen = window.screen()
    room = screen.availableSize() if screen is not None else _LEAST
    window.resize(_LEAST.expandedTo(room * _SHARE).boundedTo(room))


def restore(window: QMainWindow, splitter: QSplitter, settings: Settings) -> None:
    """Restore window, docks and splitter, where they were saved."""
    for name, put in (
        ("geometry", window.restoreGeometry),
        ("state", window.restoreState),
        ("split", splitter.restoreState),
    ):
        saved = settings.layout(name)
        if saved is not None:
            put(saved)


def first_sizes(
    window: QMainWindow,
    splitter: QSplitter,
    sidebar: QWidget,
    dock: QDockWidget,
    settings: Settings,
) -> None:
    """Initial sizes of the parts; a narrow window gets a narrow sidebar."""
    if settings.layout("split") is None:
        side = max(sidebar.minimumSizeHint().width(), min(_SIDE, window.width() // 3))
        splitter.setSizes([window.width() - side, side])
    if settings.layout("state") is None:
        window.resizeDocks([dock], [_LOG], Qt.Orientation.Vertical)


def save(window: QMainWindow, splitter: QSplitter | None, settings: Settings) -> None:
    """splitter: None while the panels lie elsewhere; then where it stood is left as it was."""
    settings.set_layout("geometry", window.saveGeometry())
    settings.set_layout("state", window.saveState())
    if splitter is not None:
        settings.set_layout("split", splitter.saveState())
