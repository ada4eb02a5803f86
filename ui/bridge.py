"""Passes results from the engine's threads to the window, by a coalesced signal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal, pyqtSlot

if TYPE_CHECKING:
    from edge.runtime.engine import Engine

POLL_MS = 200


class EngineBridge(QObject):
    """Owns the engine; passes its newest result, events and statistics to the UI thread.

    While the window is busy, at most one delivery is pending; it then takes the newest result. The
    signals below are emitted in the UI thread only.
    """

    result = pyqtSignal(object, object)  # Frame, FrameResult
    told = pyqtSignal(object)  # Event; not `event`, which is a method of QObject
    stats = pyqtSignal(object)  # EngineStats

    _wake = pyqtSignal()

    def __init__(
        self,
        make_engine: Callable[[Callable[[], None]], Engine],
        parent: QObject | None = None,
        *,
        stop_s: float = 2.0,
    ) -> None:
        """make_engine: called with the function that the engine must call after each result.

        stop_s: time limit for stopping.
        """
        super().__init__(parent)
        self._stop_s = stop_s
        self._waiting = False
        self._wake.connect(self._deliver)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.poll)
        self.engine = make_engine(self._notify)

    def start(self) -> None:
        self.engine.start()
        self._timer.start()

    def stop(self) -> list[str]:
        """Stop the engine; returns the names of threads that did not end in time."""
        self._timer.stop()
        return self.engine.stop(self._stop_s)

    def _notify(self) -> None:
        """Called in the engine's thread. A race can cause an empty delivery, never a
        lost result."""
        if not self._waiting:
            self._waiting = True
            self._wake.emit()

    @pyqtSlot()
    def _deliver(self) -> None:
        self._waiting = False
        taken = self.engine.get()
        if taken is not None:
            self.result.emit(*taken)

    @pyqtSlot()
    def poll(self) -> None:
        for event in self.engine.events():
            self.told.emit(event)
        self.stats.emit(self.engine.stats())
