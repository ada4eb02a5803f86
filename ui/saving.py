"""Snapshots and recordings as the window offers them: consent first, then the file."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, QTimer, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QWidget

from edge.errors import OutputError
from edge.types import Frame, FrameResult
from ui import picture, privacy, recorder
from ui.banner import Banner, Message
from ui.language import translate
from ui.memory import ScoreMemory
from ui.settings import Settings
from ui.video_view import VideoView

_SHOWN_MS = 8000


class Saving(QObject):
    """Owns the one recorder there may be."""

    recording_changed = pyqtSignal(bool)
    _failed = pyqtSignal(str)

    def __init__(
        self,
        view: VideoView,
        memory: ScoreMemory,
        settings: Settings,
        banner: Banner,
        parent: QWidget,
        ask: Callable[..., privacy.Consent | None] = privacy.ask,
    ) -> None:
        super().__init__(parent)
        self._view, self._memory = view, memory
        self._settings, self._banner = settings, banner
        self._window = parent
        self.ask = ask
        self.recorder: recorder.Recorder | None = None
        self._failed.connect(self._on_failed)
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(_SHOWN_MS)
        self._fade.timeout.connect(lambda: self._banner.clear("saved"))

    def snapshot(self) -> Path | None:
        """Save the picture on show at this moment; None when there is none or it was refused."""
        current = self._current()
        if current is None:
            return None
        opinions = self._memory.newest()
        consent = self.ask("snapshot", self._settings, self._window)
        if consent is None:
            return None
        frame, result = current
        pixels = frame.bgr
        if consent.annotated:
            pixels = picture.annotated(
                frame,
                result,
                lambda track, task: opinions.get((track, task)),
                self._view.options,
            )
        try:
            path = recorder.save_snapshot(consent.folder, pixels)
        except OutputError as error:
            self._on_failed(str(error))
            return None
        self._saved(path)
        return path

    def start(self) -> bool:
        """Begin to record after consent; False when there is no picture or it was refused."""
        if self.recorder is not None:
            return True
        current = self._current()
        if current is None:
            return False
        consent = self.ask("recording", self._settings, self._window)
        if consent is None:
            return False
        options = self._view.options if consent.annotated else None
        size = current[0].size
        try:
            self.recorder = recorder.Recorder(consent.folder, size, options, self._failed.emit)
        except OutputError as error:
            self._on_failed(str(error))
            return False
        self._view.recording_since = time.monotonic()
        self._banner.clear("saving")
        self.recording_changed.emit(True)
        return True

    def stop(self) -> Path | None:
        """End the recording; returns the file."""
        made, self.recorder = self.recorder, None
        if made is None:
            return None
        made.close()
        self._view.recording_since = None
        self._view.update()
        self.recording_changed.emit(False)
        if made.frames:
            self._saved(made.path)
        else:
            made.path.unlink(missing_ok=True)
        return made.path

    def _current(self) -> tuple[Frame, FrameResult] | None:
        """The picture on show; where there is none, that is said."""
        if self._view.current is None:
            text = translate("Saving", "There is no picture to save yet.")
            self._banner.post("saved", Message("info", text))
            self._fade.start()
        return self._view.current

    def add(self, frame: Frame, result: FrameResult) -> None:
        if self.recorder is not None:
            self.recorder.add(frame, result, self._memory.newest())

    def shut(self) -> None:
        """For the window's end."""
        self._fade.stop()
        self.stop()

    def _saved(self, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        action = (
            translate("Saving", "Open folder"),
            lambda: _open(folder),
        )
        text = translate("Saving", "Saved: {0}").format(path)
        self._banner.post("saved", Message("info", text, action))
        self._fade.start()

    def _on_failed(self, text: str) -> None:
        self._banner.post("saving", Message("error", text))
        if self.recorder is not None:
            self.stop()


def _open(folder: QUrl) -> None:
    QDesktopServices.openUrl(folder)
