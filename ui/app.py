"""Open the window and run until it is closed."""

from __future__ import annotations

import logging
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from edge.capture.camera_list import list_cameras
from edge.config import Config
from edge.errors import DisplayError, OutputError
from edge.events.bus import EventBus
from edge.gate.cameras import Cameras
from edge.runtime.engine import Engine
from edge.system.systemd import Systemd
from models.registry import Registry
from ui.platform import display_problem, remove_opencv_paths

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QApplication, QWidget

    from ui.settings import Settings
    from ui.window import MainWindow

log = logging.getLogger(__name__)

ENDING = (signal.SIGINT, signal.SIGTERM)
"""Signals that end a window: a terminal's Ctrl-C, a service manager's stop."""

OPERATOR_LEFT = 3
"""Exit status of a kiosk that its operator ended; the systemd unit does not restart it."""

AGAIN_S = 60.0
"""The same error is logged again after this time."""

FAULTS = 50
"""Number of different errors that are stored for that."""

PATIENCE_S = 60.0
"""How long a screenshot waits for the first picture, at most."""


def run(
    config: Config,
    source: str | None,
    registry: Registry,
    *,
    screenshot: Path | None = None,
    quit_after: float | None = None,
    settings: Settings | None = None,
) -> int:
    """Show the ordinary window; returns the exit status.

    source: as on the command line; None: the last one used, if it still exists.
    screenshot: after `quit_after` seconds (default 6), and not before there is a picture, save a
    screenshot of the window to this file.
    Raises DisplayError, ModelError, SourceError, ConfigError before a window is shown.
    """
    _check(screenshot)
    from ui import language, theme
    from ui.settings import Settings

    app = _application()
    settings = settings if settings is not None else Settings()
    language.install(app, language.readable(settings.language))
    theme.apply(app, settings.theme)
    window = make_window(config, source, registry, settings)
    return _run(app, window, window.show, screenshot, quit_after)


def run_kiosk(
    config: Config,
    source: str | None,
    registry: Registry,
    *,
    trial: bool = False,
    screenshot: Path | None = None,
    quit_after: float | None = None,
) -> int:
    """Show the kiosk until it is ended; returns the exit status.

    The status is OPERATOR_LEFT where the operator quit with the PIN, and 0 after a signal. trial:
    without a PIN; Esc quits. Raises what `run` raises.
    """
    _check(screenshot)
    from ui import language, theme
    from ui.kiosk.build import make_kiosk

    app = _application()
    language.install(app, language.readable(config.kiosk.language))
    theme.apply(app, theme.DARK.name)
    window = make_kiosk(config, source, registry, trial=trial)
    gate = window.bridge.engine
    status = _run(app, window, window.show_full, screenshot, quit_after) or gate.exit_status
    if status or not window.ended_by_operator:
        return status
    Systemd().ending(OPERATOR_LEFT)  # the compositor does not pass the exit status on
    return OPERATOR_LEFT


def _check(screenshot: Path | None) -> None:
    """Raise DisplayError or OutputError; then exclude OpenCV's Qt plugins from Qt's search path."""
    problem = display_problem()
    if problem is not None:
        raise DisplayError(problem)
    if screenshot is not None and not screenshot.parent.is_dir():
        raise OutputError(f"there is no folder {screenshot.parent} to save the screenshot in")
    remove_opencv_paths()


class Window(Protocol):
    """The common interface of the ordinary window and the kiosk."""

    @property
    def has_picture(self) -> bool: ...
    def start(self) -> None: ...
    def leave(self) -> None: ...
    def on_fault(self, error: BaseException) -> None: ...


def _run(
    app: QApplication,
    window: QWidget,
    show: Callable[[], None],
    screenshot: Path | None,
    quit_after: float | None,
) -> int:
    """window: a QWidget that is a Window too."""
    try:
        with _guarded(window) as guarded:
            window.start()
            show()
            failure = _finish_later(window, screenshot, quit_after)
            guarded.heed()
            status = app.exec()
    finally:
        window.leave()  # stops the engine, also after an exception
        _delete(window)
    if failure:
        raise failure[0]
    return status


def _delete(window: QWidget) -> None:
    """Delete the window before its application."""
    from PyQt6.QtCore import QCoreApplication, QEvent

    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def _finish_later(
    window: QWidget, screenshot: Path | None, quit_after: float | None
) -> list[OutputError]:
    """Schedule the screenshot and the end; an error then appears in the list of events."""
    from PyQt6.QtCore import QTimer

    failure: list[OutputError] = []
    if screenshot is None and quit_after is None:
        return failure

    begun = time.monotonic()

    def finish() -> None:
        # a slow machine may have no picture yet: wait, without a message
        if (
            screenshot is not None
            and not window.has_picture
            and time.monotonic() < begun + PATIENCE_S
        ):
            timer.start(100)
            return
        if screenshot is not None and not window.grab().save(str(screenshot)):
            failure.append(
                OutputError(
                    f"cannot write the screenshot {screenshot}; choose a .png file "
                    "in an existing folder"
                )
            )
        window.leave()

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
) -> MainWindow:
    """The window with the real engine, neither started nor shown.

    Without a named source it shows all cameras that the configuration lists.
    """
    from ui.engine_group import EngineGroup
    from ui.window import MainWindow

    several = bool(config.cameras) and source is None
    spec = source if source is not None or several else remembered_source(settings)

    def make_engine(notify: Callable[[], None]) -> Engine | EngineGroup:
        if several:
            bus = EventBus([])
            cameras = Cameras(config, registry, bus=bus, realtime=True, notify=notify)
            return EngineGroup(cameras)
        return Engine(config, spec, registry, notify=notify, realtime=True)

    return MainWindow(make_engine, config, spec, registry, settings, list_cameras)


def remembered_source(settings: Settings) -> str | None:
    """The last source, unless it was a camera or file that no longer exists."""
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
    """While the window runs, signals end it cleanly, and exceptions in it are logged, not fatal."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._said: dict[str, float] = {}  # what, and when: monotonic s
        self._ending = False
        self._over = False

    def __enter__(self) -> Self:
        self._hook = sys.excepthook
        self._old = {number: signal.getsignal(number) for number in ENDING}
        sys.excepthook = self._on_fault
        for number in ENDING:  # Python sees a signal at the window's next timer
            signal.signal(number, self._on_signal)
        return self

    def heed(self) -> None:
        """In the running loop, quit if a signal arrived before it began."""
        from PyQt6.QtCore import QCoreApplication, QTimer

        def leave() -> None:
            if self._ending and not self._over:  # not after the loop has ended
                self._window.leave()
                QCoreApplication.exit(0)  # closing a closed window would not end the loop

        QTimer.singleShot(0, leave)

    def __exit__(self, *_: object) -> None:
        self._over = True
        sys.excepthook = self._hook
        for number, handler in self._old.items():
            signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True
        self._window.leave()

    def _on_fault(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        said, now = f"{kind.__name__}: {error}", time.monotonic()
        if now - self._said.get(said, -AGAIN_S) < AGAIN_S:
            return  # an error in drawing recurs with every frame
        if len(self._said) >= FAULTS:
            self._said.clear()
        self._said[said] = now
        log.error("a fault in the window", exc_info=(kind, error, trace))
        self._window.on_fault(error)
