"""Open the window and run until it is closed."""

from __future__ import annotations

import logging
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from edge.capture.cameras import list_cameras
from edge.config import Config
from edge.engine import Engine
from edge.errors import DisplayError, OutputError
from models.registry import Registry
from ui.platform import display_problem, remove_opencv_paths

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QApplication

    from ui.settings import Settings
    from ui.window import MainWindow

log = logging.getLogger(__name__)

PATIENCE_S = 60.0
"""How long a screenshot waits for the first picture, at most."""


def run(
    config: Config,
    source: str | None,
    registry: Registry,
    *,
    kiosk: bool = False,
    screenshot: Path | None = None,
    quit_after: float | None = None,
    settings: Settings | None = None,
) -> int:
    """Show the window; returns the exit status.

    source: as on the command line; None is the last one used, where it is still there.
    screenshot: after `quit_after` seconds (6 where not said), and not before there is something to
    see, save a picture of the window there.
    Raises DisplayError, ModelError, SourceError, ConfigError before a window is shown.
    """
    problem = display_problem()
    if problem is not None:
        raise DisplayError(problem)
    if screenshot is not None and not screenshot.parent.is_dir():
        raise OutputError(f"there is no folder {screenshot.parent} to save the screenshot in")
    remove_opencv_paths()
    from ui import language, theme
    from ui.settings import Settings

    app = _application()
    settings = settings if settings is not None else Settings()
    language.install(app, settings.language)
    theme.apply(app, settings.theme)
    window = make_window(config, source, registry, settings, kiosk=kiosk)
    try:
        with _guarded(window):
            window.start()
            window.showFullScreen() if kiosk else window.show()
            failure = _finish_later(window, screenshot, quit_after)
            status = app.exec()
    finally:
        window.close()  # stops the engine, also when the start or the loop failed
        _delete(window)
    if failure:
        raise failure[0]
    return status


def _delete(window: MainWindow) -> None:
    """Delete the window now, while its application is still there."""
    from PyQt6.QtCore import QCoreApplication, QEvent

    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def _finish_later(
    window: MainWindow, screenshot: Path | None, quit_after: float | None
) -> list[OutputError]:
    """Arrange for the picture and the end; what goes wrong then appears in the list."""
    from PyQt6.QtCore import QTimer

    failure: list[OutputError] = []
    if screenshot is None and quit_after is None:
        return failure

    begun = time.monotonic()

    def finish() -> None:
        # a slow machine may have nothing to show yet: no picture, and nothing to say about it
        empty = window.view.current is None and not window.banner.text
        if screenshot is not None and empty and time.monotonic() < begun + PATIENCE_S:
            timer.start(100)
            return
        if screenshot is not None and not window.grab().save(str(screenshot)):
            failure.append(
                OutputError(f"cannot write the screenshot {screenshot}; is it a .png there?")
            )
        window.close()

    timer = QTimer(window)
    timer.setSingleShot(True)
    timer.timeout.connect(finish)
    timer.start(round((quit_after or 6.0) * 1000))
    return failure


def make_window(
    config: Config,
    source: str | None,
    registry: Registry,
    settings: Settings,
    *,
    kiosk: bool = False,
) -> MainWindow:
    """The window on the real engine, neither started nor shown."""
    from ui.window import MainWindow

    spec = source if source is not None else remembered_source(settings)

    def make_engine(notify: Callable[[], None]) -> Engine:
        return Engine(config, spec, registry, notify=notify, realtime=True)

    return MainWindow(make_engine, config, spec, registry, settings, list_cameras, kiosk=kiosk)


def remembered_source(settings: Settings) -> str | None:
    """The last source, unless it was a camera or file that is no longer there."""
    spec = settings.source
    if spec is None or spec in ("demo", "pattern") or "://" in spec:
        return spec
    if spec.isdigit():
        return spec if any(str(camera.index) == spec for camera in list_cameras()) else None
    return spec if ":" in spec or Path(spec).exists() else None


def _application() -> QApplication:
    from PyQt6.QtWidgets import QApplication

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["facevouch"])
    app.setApplicationName("facevouch")
    app.setApplicationDisplayName("facevouch")
    app.setDesktopFileName("facevouch")
    return app


class _guarded:  # noqa: N801 - used as a verb
    """While the window runs: Ctrl-C closes it, and a fault in it is a banner, not an abort."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __enter__(self) -> None:
        self._hook = sys.excepthook
        self._old = signal.getsignal(signal.SIGINT)
        sys.excepthook = self._on_fault
        # Python sees the signal at the bridge's next poll
        signal.signal(signal.SIGINT, self._on_interrupt)

    def __exit__(self, *_: object) -> None:
        sys.excepthook = self._hook
        signal.signal(signal.SIGINT, self._old)

    def _on_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self._window.close()

    def _on_fault(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        from ui.banner import Message
        from ui.language import translate

        log.error("a fault in the window", exc_info=(kind, error, trace))
        text = translate("Window", "Something in the window failed: {0}").format(error)
        self._window.banner.post("fault", Message("error", text))
