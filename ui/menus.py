"""The four menus of the top bar: source, models, heatmap, and the main menu."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PyQt6.QtCore import QLocale, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QLabel, QMenu, QWidget, QWidgetAction

from edge.errors import FacevouchError
from edge.overlay.score_memory import TASKS
from models.registry import Registry
from models.spec import ModelSpec, tested_auc
from ui import icons, language, theme
from ui.language import translate
from ui.painting import BOTH
from ui.settings import Settings
from ui.shortcuts import Actions

if TYPE_CHECKING:
    from edge.capture.camera_list import CameraInfo

ListCameras = Callable[[], "Sequence[CameraInfo]"]


def headed(menu: QMenu, text: str) -> None:
    """Begin a section of the menu with a heading."""
    if not menu.isEmpty():
        menu.addSeparator()
    label = QLabel(text, menu)
    label.setObjectName("menuheading")
    action = QWidgetAction(menu)
    action.setDefaultWidget(label)
    action.setEnabled(False)
    menu.addAction(action)


class SourceMenu(QMenu):
    """Cameras by name, demo, pattern, file, folder, stream.

    Listing cameras may take a second, so a thread does it; the last list is shown meanwhile.
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
        """extra: the window's actions to open a file, a folder or a stream."""
        super().__init__(parent)
        self._list = list_cameras
        self._extra = extra
        self.cameras: list[CameraInfo] = []
        self.current: str | None = None
        self.recent: Sequence[str] = ()
        self._searched = False
        self._thread: threading.Thread | None = None
        self._found.connect(self._filled)
        self.aboutToShow.connect(self.refresh)
        self.rebuild()

    def refresh(self) -> None:
        """List the cameras, unless that is in progress."""
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
        if self.recent:
            headed(self, translate("Sources", "Recent"))
            for spec in self.recent:
                self._add("stream" if "://" in spec else "folder", self.label(spec), spec)

    def show_current(self, spec: str | None, recent: Sequence[str]) -> None:
        """spec: the present source, checked in the list. recent: files and streams,
        newest first."""
        self.current, self.recent = spec, list(recent)
        self.rebuild()

    def retranslate(self) -> None:
        self.rebuild()

    def _add(self, icon: str, text: str, spec: str) -> None:
        colours = theme.active()
        action = QAction(
            icons.icon(icon, colours.colour("muted"), colours.colour("muted")), text, self
        )
        action.setData(spec)
        action.setCheckable(True)
        action.setChecked(spec == self.current)
        action.setToolTip(spec)
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


class ModelMenu(QMenu):
    """The registry's models by task; read again whenever it opens, to show imported models."""

    chosen = pyqtSignal(str, object)  # task, model id or None

    def __init__(self, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self._using: dict[str, str] = {}
        self._ms: dict[str, float] = {}
        self._groups: list[QActionGroup] = []
        self.aboutToShow.connect(self.rebuild)

    def show_using(self, using: dict[str, str], ms: Mapping[str, float]) -> None:
        """Show the models in use, by task, and how long each takes, ms a frame."""
        self._using = dict(using)
        self._ms = dict(ms)

    def rebuild(self) -> None:
        self.clear()
        self._groups = []
        for task in TASKS:
            headed(self, language.task_word(task))
            group = QActionGroup(self)
            self._groups.append(group)
            specs = [spec for spec in self._registry.specs() if spec.task == task]
            for spec in specs:
                self._add(group, task, spec.id, self._line(spec))
            if not specs:
                none = self.addAction(translate("Models", "No model: facevouch models import FILE"))
                if none is not None:
                    none.setEnabled(False)
            elif task == "deepfake":
                self._add(group, task, None, translate("Models", "Off"))

    def _add(self, group: QActionGroup, task: str, model_id: str | None, text: str) -> None:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(self._using.get(task) == model_id)
        action.setData((task, model_id))
        action.triggered.connect(lambda: self.chosen.emit(task, model_id))
        group.addAction(action)
        self.addAction(action)

    def _line(self, spec: ModelSpec) -> str:
        """A model's name, and in figures how large it is, how good and, in use here, how fast."""
        parts = [f"{spec.precision}, {language.file_size(spec.bytes)}"]
        area = tested_auc(spec.metrics)
        if area is not None:
            parts.append(translate("Models", "AUC {0}").format(QLocale().toString(area, "f", 3)))
        if self._using.get(spec.task) == spec.id and spec.task in self._ms:
            pattern = translate("Models", "{0} ms here")
            parts.append(pattern.format(language.number(self._ms[spec.task])))
        return "  ·  ".join((spec.id, *parts))


class HeatmapMenu(QMenu):
    """Off, anti-spoofing, deepfake, both; a task without a model is disabled."""

    chosen = pyqtSignal(object)  # task or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._using: Collection[str] = ()
        self._choice: str | None = None
        self._group = QActionGroup(self)
        self.aboutToShow.connect(self.rebuild)

    def show_state(self, choice: str | None, using: Collection[str]) -> None:
        """choice: the map shown. using: the tasks that have a model."""
        self._choice, self._using = choice, using

    @property
    def following(self) -> str | None:
        """The choice after the present one, for the key that cycles through them."""
        there: list[str | None] = [None, *(task for task in TASKS if task in self._using)]
        if len(there) > len(TASKS):
            there.append(BOTH)
        at = there.index(self._choice) if self._choice in there else 0
        return there[(at + 1) % len(there)]

    def rebuild(self) -> None:
        self.clear()
        self._group = QActionGroup(self)
        for task in (None, *TASKS, BOTH):
            action = QAction(label(task), self)
            action.setCheckable(True)
            action.setChecked(task == self._choice)
            needed = TASKS if task == BOTH else () if task is None else (task,)
            action.setEnabled(all(each in self._using for each in needed))
            action.setData(task)
            action.triggered.connect(lambda _on=False, task=task: self.chosen.emit(task))
            self._group.addAction(action)
            self.addAction(action)


def label(task: str | None) -> str:
    """The choice's label."""
    if task == BOTH:
        return translate("Heatmap", "Side by side")
    return translate("Heatmap", "No heatmap") if task is None else language.task_word(task)


class MainMenu(QMenu):
    """Built anew whenever it opens, so it never shows a stale tick or an old language."""

    theme_chosen = pyqtSignal(str)
    language_chosen = pyqtSignal(str)
    folder_asked = pyqtSignal()
    about_asked = pyqtSignal()

    def __init__(self, actions: Actions, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._settings = settings
        self._groups: list[QActionGroup] = []
        self.aboutToShow.connect(self.rebuild)

    def rebuild(self) -> None:
        self.clear()
        self._groups = []
        for name in ("keypoints", "sidebar", "timeline", "events"):
            self.addAction(self._actions[name])
        self.addSeparator()
        self.addAction(self._actions["calibrate"])
        self.addSeparator()
        self._choices(
            translate("Menu", "Theme"),
            {"dark": translate("Menu", "Dark"), "light": translate("Menu", "Light")},
            theme.active().name,
            self.theme_chosen.emit,
        )
        self._choices(
            translate("Menu", "Language"),
            {code: language.name_of(code) for code in language.NAMES},
            language.in_use(),
            self.language_chosen.emit,
        )
        self.addSeparator()
        ask = QAction(translate("Menu", "Ask before saving pictures"), self)
        ask.setCheckable(True)
        ask.setChecked(not self._settings.privacy_remembered)
        ask.toggled.connect(self._set_ask)
        self.addAction(ask)
        folder = QAction(translate("Menu", "Folder for pictures…"), self)
        folder.triggered.connect(self.folder_asked)
        self.addAction(folder)
        self.addSeparator()
        self.addAction(self._actions["help"])
        about = QAction(translate("Menu", "About facevouch"), self)
        about.triggered.connect(self.about_asked)
        self.addAction(about)
        self.addAction(self._actions["quit"])

    def _set_ask(self, on: bool) -> None:
        self._settings.privacy_remembered = not on

    def _choices(
        self, title: str, names: dict[str, str], current: str, chosen: Callable[[str], None]
    ) -> None:
        menu = self.addMenu(title)
        if menu is None:
            return
        group = QActionGroup(self)
        self._groups.append(group)
        for code, text in names.items():
            action = QAction(text, menu)
            action.setCheckable(True)
            action.setChecked(code == current)
            action.setData(code)
            action.triggered.connect(lambda _checked=False, code=code: chosen(code))
            group.addAction(action)
            menu.addAction(action)
