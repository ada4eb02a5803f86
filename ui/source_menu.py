"""Choose where the pictures come from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QWidget

from edge.errors import FacevouchError
from ui import icons, theme
from ui.language import translate
from ui.menu_heading import headed

if TYPE_CHECKING:
    from edge.capture.cameras import CameraInfo

ListCameras = Callable[[], "Sequence[CameraInfo]"]


class SourceMenu(QMenu):
    """Cameras by name, demo, pattern, file, folder, stream.

    Looking for cameras may take a second, so a thread does it and the menu fills in when it is
    done; the last list is shown meanwhile.
    """

    chosen = pyqtSignal(str)
    cameras_found = pyqtSignal()
    _found = pyqtSignal(object)

    def __init__(
        self,
        list_cameras: ListCameras,
        extra: Sequence[QAction],
        parent: QWidget | None = None,
    ) -> None:
        """extra: actions of the window that open a file, a folder or a stream."""
        super().__init__(parent)
        self._list = list_cameras
        self._extra = extra
        self.cameras: list[CameraInfo] = []
        self._searched = False
        self._thread: threading.Thread | None = None
        self._found.connect(self._filled)
        self.aboutToShow.connect(self.refresh)
        self.rebuild()

    def refresh(self) -> None:
        """Look for cameras, unless that is under way."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._thread = threading.Thread(target=self._search, name="facevouch-cameras", daemon=True)
        self._thread.start()
        self.rebuild()

    def stop(self, timeout: float = 2.0) -> None:
        if self._thread is not None:
            self._thread.join(timeout)

    def _search(self) -> None:
        try:
            found = list(self._list())
        except (FacevouchError, OSError):
            found = []
        self._found.emit(found)

    def _filled(self, cameras: list[CameraInfo]) -> None:
        self._searched = True
        if cameras != self.cameras or not self.cameras:
            self.cameras = cameras
            self.rebuild()
        self.cameras_found.emit()

    def rebuild(self) -> None:
        self.clear()
        headed(self, translate("Sources", "Cameras"))
        for camera in self.cameras:
            self._add("webcam", camera.name, str(camera.index))
        if not self.cameras:
            text = (
                translate("Sources", "No camera found")
                if self._searched
                else translate("Sources", "Looking for cameras…")
            )
            none = self.addAction(text)
            if none is not None:
                none.setEnabled(False)
        self.addSeparator()
        self._add("demo", translate("Sources", "Demo"), "demo")
        self._add("pattern", translate("Sources", "Test pattern"), "pattern")
        self.addSeparator()
        for action in self._extra:
            self.addAction(action)

    def retranslate(self) -> None:
        self.rebuild()

    def _add(self, icon: str, text: str, spec: str) -> None:
        colours = theme.active()
        action = QAction(
            icons.icon(icon, colours.colour("muted"), colours.colour("muted")), text, self
        )
        action.setData(spec)
        action.triggered.connect(lambda: self.chosen.emit(spec))
        self.addAction(action)

    def label(self, spec: str | None) -> str:
        """A short name for a source; never shows a stream's password."""
        if spec is None:
            return translate("Sources", "First camera")
        names = {
            "demo": translate("Sources", "Demo"),
            "pattern": translate("Sources", "Test pattern"),
        }
        if spec in names:
            return names[spec]
        for camera in self.cameras:
            if spec in (str(camera.index), camera.path):
                return camera.name
        if "://" in spec:
            return urlsplit(spec).hostname or translate("Sources", "Stream")
        if spec.isdigit():
            return translate("Sources", "Camera {0}").format(spec)
        if spec.startswith(("demo:", "gst:", "picamera:")):
            return spec[:28]
        return Path(spec).name or spec
