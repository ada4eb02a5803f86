"""Stands in for the engine, so that a script can show the window with results of the demo."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QEvent, QSettings

from edge.capture.supervisor import SourceState, SourceStatus
from edge.runtime.stats import EngineStats, Event
from edge.types import Frame, FrameResult, SourceKind
from ui import language, theme
from ui.settings import Settings

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QApplication

    from ui.window import MainWindow


class DemoEngine:
    """What the window asks of an engine; a subclass provides the results.

    notify: called after each result, as the engine does.
    """

    source_kind = SourceKind.MADE

    def __init__(self, notify: Callable[[], None]) -> None:
        self._notify = notify
        self._newest: tuple[Frame, FrameResult] | None = None

    def publish(self, frame: Frame, result: FrameResult) -> None:
        """Make this the newest result."""
        self._newest = frame, result
        self._notify()

    def get(self) -> tuple[Frame, FrameResult] | None:
        newest, self._newest = self._newest, None
        return newest

    def events(self) -> list[Event]:
        return []


def demo_stats(
    fps: float,
    rate: float,
    frames: int,
    models: dict[str, str],
    latency_ms: dict[str, tuple[float, float]] | None = None,
) -> EngineStats:
    """Statistics of an engine on a playing source. fps: judged. rate: delivered."""
    return EngineStats(
        fps=fps,
        capture_fps=rate,
        frames=frames,
        dropped=0,
        sink_dropped=0,
        latency_ms=latency_ms or {},
        models=models,
        source=SourceStatus(SourceState.PLAYING, "", 0, 0.0),
        running=True,
    )


@contextmanager
def shown(
    make: Callable[[Settings], MainWindow],
    app: QApplication,
    *,
    size: tuple[int, int],
    look: str,
    heatmap: str | None,
) -> Iterator[MainWindow]:
    """A window in English with settings of its own, running; it is deleted at the end."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
        settings.heatmap = heatmap
        language.install(app, "en")
        theme.apply(app, look)
        window = make(settings)
        try:
            window.start()
            window.resize(*size)
            window.show()
            yield window
        finally:
            window.leave()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
