"""What is drawn over the picture: chosen by key, menu and slider, and stored in the settings."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QObject

from edge.overlay.score_memory import TASKS
from ui.menus import HeatmapMenu
from ui.painting import BOTH, OverlayOptions
from ui.settings import Settings
from ui.shortcuts import Actions
from ui.topbar import TopBar
from ui.video_view import VideoView

STEP = 0.1
"""Change of the heatmap's opacity per key press."""


class OverlayControls(QObject):
    """Keeps settings, view, top bar and menu consistent about heatmap and keypoints."""

    def __init__(
        self,
        settings: Settings,
        view: VideoView,
        topbar: TopBar,
        menu: HeatmapMenu,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._view = view
        self._topbar = topbar
        self._menu = menu
        self._using: frozenset[str] = frozenset()
        menu.chosen.connect(self.choose_heatmap)
        topbar.blend_changed.connect(self.set_blend)

    def restore(self, actions: Actions) -> None:
        """Apply the settings."""
        actions.set_quietly("keypoints", self._settings.keypoints)
        self._show()

    def on_models(self, models: Mapping[str, str]) -> None:
        """models: in use, by task. Without one there is no evidence to choose."""
        if self._using != models.keys():
            self._using = frozenset(models)
            self._show()

    def choose_heatmap(self, task: str | None) -> None:
        self._settings.heatmap = task
        self._show()

    def next_heatmap(self) -> None:
        self.choose_heatmap(self._menu.following)

    def set_blend(self, blend: float) -> None:
        self._settings.heatmap_blend = min(1.0, max(0.0, blend))
        self._show()

    def stronger(self) -> None:
        self.set_blend(self._settings.heatmap_blend + STEP)

    def fainter(self) -> None:
        self.set_blend(self._settings.heatmap_blend - STEP)

    def set_keypoints(self, on: bool) -> None:
        self._settings.keypoints = on
        self._show()

    def retranslate(self) -> None:
        self._show()

    def _show(self) -> None:
        settings = self._settings
        wanted = settings.heatmap
        both = wanted == BOTH and self._using.issuperset(TASKS)
        task = wanted if both or wanted in self._using else None
        self._view.set_options(OverlayOptions(task, settings.heatmap_blend, settings.keypoints))
        self._menu.show_state(task, self._using)
        self._topbar.show_heatmap(task, settings.heatmap_blend)
