"""The source shown: its name, whether its picture is up to date, and whether the user chose it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from edge.capture.supervisor import SourceState
from ui.menus import SourceMenu
from ui.notices import BLIND
from ui.settings import Settings

if TYPE_CHECKING:
    from edge.runtime.stats import EngineStats
    from edge.types import FrameResult


class SourceOnShow(QObject):
    """Tracks the engine's present source.

    spec: as requested; None leaves the choice to the engine.
    """

    named = pyqtSignal(str)
    without_camera = pyqtSignal(bool)  # the demo plays because no camera was found
    went_blind = pyqtSignal()

    def __init__(
        self,
        spec: str | None,
        menu: SourceMenu,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.spec = spec
        self._menu = menu
        self._settings = settings
        self._name: str | None = None  # of one of several cameras
        self._chosen: str | None = None  # the engine's choice where spec is None
        self._asked_at = 0.0  # monotonic s of the last change
        self._blind = False
        menu.cameras_found.connect(self.tell_name)
        menu.show_current(spec, settings.recent)

    def show_camera(self, name: str, spec: str | None) -> None:
        """One of several cameras of the configuration is on show: called by its name there, and
        not remembered as a source that was chosen.
        """
        self.change(spec)
        self._asked_at = 0.0  # it has been watched all along
        self._name = name
        self.tell_name()

    def change(self, spec: str | None) -> None:
        """Another source was requested; later events about the last one are ignored."""
        self.spec = spec
        self._name = None
        self._chosen = None
        self._asked_at = time.monotonic()
        self._blind = False
        self.without_camera.emit(False)
        self.tell_name()

    def on_result(self, result: FrameResult) -> None:
        if self.spec is None and self._chosen is None:  # a camera, or the demo for want of one
            self._chosen = result.source_id.removeprefix("camera ")
            self.tell_name()
            self.without_camera.emit(self._chosen == "demo")

    def on_stats(self, stats: EngineStats) -> None:
        """Signal an outdated picture; store a source that plays."""
        if stats.source is None or stats.source.at < self._asked_at:
            return
        blind = stats.source.state in BLIND
        if blind and not self._blind:
            self.went_blind.emit()
        self._blind = blind
        playing = stats.source.state is SourceState.PLAYING
        if playing and self._name is None and self._settings.source != self.spec:
            self._remember(self.spec)

    def _remember(self, spec: str | None) -> None:
        """Store it as the last source and, if it is a file or a stream, as a recent one."""
        self._settings.source = spec
        made = spec is None or spec.isdigit() or spec.split(":")[0] in ("demo", "pattern")
        if spec is not None and not made:
            self._settings.add_recent(spec)
        self._menu.show_current(self._chosen if spec is None else spec, self._settings.recent)

    @property
    def name(self) -> str:
        """What the source is called on the screen."""
        return self._name or self._menu.label(self._chosen if self.spec is None else self.spec)

    def tell_name(self) -> None:
        """Emit the name again, after a change of source, camera names or language."""
        self.named.emit(self.name)
