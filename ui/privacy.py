"""Asked before any picture of a person is written to disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

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

from ui.language import translate
from ui.settings import Settings

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
