"""Dialogs for a file, a stream and a folder; the error box and the about box."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from edge import __version__
from ui import language
from ui.language import translate

_KINDS = "*.mp4 *.mkv *.webm *.avi *.mov *.gif *.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff"


def ask_file(parent: QWidget) -> str | None:
    """A video or a picture; None when nothing was chosen."""
    pattern = translate("Window", "Videos and pictures")
    every = translate("Window", "All files")
    path, _ = QFileDialog.getOpenFileName(
        parent, translate("Window", "Open a file"), "", f"{pattern} ({_KINDS});;{every} (*)"
    )
    return path or None


def ask_stream(parent: QWidget) -> str | None:
    """A stream's address; None when nothing was given."""
    asked = QInputDialog(parent)
    asked.setWindowTitle(translate("Window", "Open a stream"))
    asked.setLabelText(translate("Window", "Address (rtsp://… or http://…)"))
    asked.setTextValue("")  # makes the line that is widened next
    line = asked.findChild(QLineEdit)
    if line is not None:
        line.setMinimumWidth(min(460, parent.width() - 80))  # an address is long
    given = asked.exec()
    asked.deleteLater()
    return asked.textValue().strip() or None if given else None


def ask_folder(parent: QWidget, start: Path) -> Path | None:
    """A folder for pictures; None when nothing was chosen."""
    title = translate("Window", "Folder for pictures")
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start))
    return Path(chosen) if chosen else None


def show_failure(text: str) -> None:
    """Show why the window cannot be opened, in a message box; returns when it is closed."""
    app = QApplication.instance() or QApplication(["facevouch"])
    language.install(app, language.readable(""))
    box = QMessageBox(
        QMessageBox.Icon.Critical,
        "facevouch",
        translate("Window", "facevouch cannot start."),
        QMessageBox.StandardButton.Close,
    )
    box.setInformativeText(language.sentence(language.told(text)))
    box.exec()
    box.deleteLater()


def about(parent: QWidget) -> None:
    text = translate(
        "Window",
        "facevouch {0}\n\nVouches, face by face, that a live person is in front of the "
        "camera. Works without a network; saves nothing unless asked.\n\nApache-2.0",
    )
    QMessageBox.about(parent, "facevouch", text.format(__version__))
