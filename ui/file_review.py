"""Reviewing a file in the window: sought, stepped through, and played again at its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction

from edge.capture.supervisor import SourceState
from ui.bridge import EngineBridge
from ui.playback_bar import PlaybackBar
from ui.video_view import VideoView

if TYPE_CHECKING:
    from edge.runtime.stats import EngineStats

USUAL_RATE = 30.0
"""Frames a second of a file that has not said yet."""


class FileReview(QObject):
    """Passes what is done at the bar below the picture on to the engine.

    start_again: of a source that cannot be sought in, as a folder of pictures.
    """

    def __init__(
        self,
        bridge: EngineBridge,
        view: VideoView,
        bar: PlaybackBar,
        pause: QAction,
        start_again: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._view = view
        self._bar = bar
        self._pause = pause
        self._start_again = start_again
        self._ended_at = 0.0  # monotonic s of the end that was played over
        self._frame_rate = USUAL_RATE  # for a step back
        view.replay.clicked.connect(self.replay)
        bar.sought.connect(self.seek)
        bar.stepped.connect(self.step)
        bar.speed_chosen.connect(lambda speed: self._bridge.engine.set_speed(speed))

    def on_stats(self, stats: EngineStats) -> None:
        """A file that has ended begins again, or its last picture says that it is over."""
        self._bar.show_stats(stats)
        self._frame_rate = stats.capture_fps or self._frame_rate
        ended = stats.source is not None and stats.source.state is SourceState.ENDED
        if ended and self._bar.loop.isChecked() and stats.source.at != self._ended_at:
            self._ended_at = stats.source.at
            self.replay()
        elif not ended or not self._bar.loop.isChecked():
            self._view.show_ended(ended and self._view.current is not None)

    def replay(self) -> None:
        if self._bar.isHidden():  # a folder of pictures begins again as a whole
            self._start_again()
        else:
            self.seek(0.0)

    def seek(self, seconds: float) -> None:
        self._view.show_ended(False)
        self._bridge.engine.seek(seconds)

    def step(self, frames: int) -> None:
        """One frame on or back; pauses first."""
        if self._bar.isHidden() or self._view.current is None:
            return
        self._pause.setChecked(True)
        if frames > 0:
            self._bridge.engine.step()
        else:
            before = self._bar.seek.position + frames / self._frame_rate - 1e-3
            self.seek(max(0.0, before))

    def forget(self) -> None:
        """Another source."""
        self._bar.clear()
        self._view.show_ended(False)
