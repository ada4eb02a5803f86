"""Snapshots and recordings as the window offers them: consent first, then the file."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PyQt6.QtCore import QObject, QTimer, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from edge.errors import OutputError
from edge.overlay.score_memory import ScoreMemory
from edge.types import Frame, FrameResult
from ui import recorder, video_view
from ui.banner import Message
from ui.language import translate
from ui.settings import Settings
from ui.toasts import MessageBoard
from ui.video_view import VideoView

What = Literal["snapshot", "recording"]


@dataclass(frozen=True, slots=True)
class Consent:
    """The answer: where to, and whether with boxes and verdicts."""

    folder: Path
    annotated: bool


class PrivacyDialog(QDialog):
    """The notice, the folder and the manner. Cancel is what Enter and Escape do."""

    def __init__(self, what: What, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        recording = what == "recording"
        title = (
            translate("Privacy", "Record a video?")
            if recording
            else translate("Privacy", "Save a snapshot?")
        )
        self.setWindowTitle(title)
        head = QLabel(title, self)
        font = head.font()
        font.setPointSizeF(13)
        font.setWeight(font.Weight.DemiBold)
        head.setFont(font)
        notice = QLabel(
            translate(
                "Privacy",
                "The file will show the people in front of the camera. Save it only if they know "
                "and agree, keep it no longer than needed, and mind the rules that apply to you. "
                "facevouch saves nothing on its own.",
            ),
            self,
        )
        notice.setWordWrap(True)
        notice.setMinimumWidth(440)
        self.folder = QLineEdit(str(settings.folder), self)
        self.folder.setAccessibleName(translate("Privacy", "Folder"))
        browse = QPushButton(translate("Privacy", "Choose…"), self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        label = QLabel(translate("Privacy", "Folder"), self)
        label.setBuddy(self.folder)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        self.annotated = QCheckBox(translate("Privacy", "Draw boxes and verdicts into it"), self)
        self.annotated.setChecked(settings.annotated)
        self.remember = QCheckBox(translate("Privacy", "Remember this and do not ask again"), self)
        buttons = QDialogButtonBox(self)
        self.save = buttons.addButton(
            translate("Privacy", "Record") if recording else translate("Privacy", "Save"),
            QDialogButtonBox.ButtonRole.AcceptRole,
        )
        self.cancel = buttons.addButton(
            translate("Privacy", "Cancel"), QDialogButtonBox.ButtonRole.RejectRole
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 18)
        layout.setSpacing(12)
        for item in (head, notice):
            layout.addWidget(item)
        layout.addLayout(row)
        for item in (self.annotated, self.remember, buttons):
            layout.addWidget(item)
        if self.save is not None and self.cancel is not None:
            self.save.setAutoDefault(False)
            self.cancel.setDefault(True)
            self.cancel.setFocus()

    @property
    def consent(self) -> Consent:
        return Consent(Path(self.folder.text()).expanduser(), self.annotated.isChecked())

    def accept(self) -> None:
        answer = self.consent
        self._settings.folder = answer.folder
        self._settings.annotated = answer.annotated
        if self.remember.isChecked():
            self._settings.privacy_remembered = True
        super().accept()

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, translate("Privacy", "Folder"), self.folder.text()
        )
        if chosen:
            self.folder.setText(chosen)


def ask(what: What, settings: Settings, parent: QWidget | None = None) -> Consent | None:
    """The consent, from the person or as remembered; None when it was refused."""
    if settings.privacy_remembered:
        return Consent(settings.folder, settings.annotated)
    dialog = PrivacyDialog(what, settings, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    answer = dialog.consent if accepted else None
    dialog.deleteLater()
    return answer


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
        board: MessageBoard,
        parent: QWidget,
        ask: Callable[..., Consent | None] = ask,
    ) -> None:
        super().__init__(parent)
        self._view, self._memory = view, memory
        self._settings, self._board = settings, board
        self._window = parent
        self.ask = ask
        self.recorder: recorder.Recorder | None = None
        self._failed.connect(self._on_failed)
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(_SHOWN_MS)
        self._fade.timeout.connect(lambda: self._board.clear("saved"))

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
            pixels = video_view.annotated(
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
        self._board.clear("saving")
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
            self._board.post("saved", Message("info", text))
            self._fade.start()
        return self._view.current

    def add(self, frame: Frame, result: FrameResult) -> None:
        if self.recorder is not None:
            self.recorder.add(frame, result, self._memory.newest())

    def shut(self) -> None:
        """For the window's end."""
        self._fade.stop()
        self.stop()

    def say_saved(self, path: str) -> None:
        """Another part of the window wrote a file."""
        self._saved(Path(path))

    def _saved(self, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        action = (
            translate("Saving", "Open folder"),
            lambda: _open(folder),
        )
        text = translate("Saving", "Saved: {0}").format(path)
        self._board.post("saved", Message("info", text, action))
        self._fade.start()

    def _on_failed(self, text: str) -> None:
        self._board.post("saving", Message("error", text))
        if self.recorder is not None:
            self.stop()


def _open(folder: QUrl) -> None:
    QDesktopServices.openUrl(folder)
