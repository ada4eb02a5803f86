"""The main window: puts the parts together and passes the person's wishes on to the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QMainWindow, QSplitter, QStatusBar, QVBoxLayout, QWidget

from edge.config import Config, DecisionConfig
from edge.overlay.score_memory import ScoreMemory
from edge.types import Frame, FrameResult, SourceKind
from models.registry import Registry
from ui import dialogs, geometry, language, notices, shortcuts, theme
from ui.appearance import Appearance
from ui.banner import Banner, Message
from ui.bridge import EngineBridge
from ui.calibration.beside import WizardBeside
from ui.camera_tiles import CameraTiles
from ui.docks import Docks
from ui.drawer import PanelDrawer
from ui.engine_group import EngineGroup
from ui.file_review import FileReview
from ui.fullscreen import FullScreen
from ui.language import translate
from ui.menus import HeatmapMenu, ListCameras, MainMenu, ModelMenu, SourceMenu
from ui.overlay_controls import OverlayControls
from ui.panels.events import EventsDock
from ui.panels.timeline import TimelineDock
from ui.playback_bar import PlaybackBar
from ui.saving import Saving
from ui.settings import Settings
from ui.shortcuts import Actions
from ui.sidebar import Sidebar
from ui.source_on_show import SourceOnShow
from ui.statusline import StatusLine
from ui.toasts import MessageBoard, Toasts
from ui.topbar import TopBar
from ui.verdict_log import VerdictLog
from ui.video_view import VideoView

if TYPE_CHECKING:
    from edge.runtime.engine import Engine
    from edge.runtime.stats import EngineStats, Event


class MainWindow(QMainWindow):
    """Draws what the engine says; decides nothing."""

    def __init__(
        self,
        make_engine: Callable[[Callable[[], None]], Engine],
        config: Config,
        source: str | None,
        registry: Registry,
        settings: Settings,
        list_cameras: ListCameras,
    ) -> None:
        """make_engine: gets the wake-up function, returns an engine on `source`, not started."""
        super().__init__()
        self.settings = settings
        self._closed = False
        self.memory = ScoreMemory({spec.id: spec.task for spec in registry.specs()})
        self.bridge = EngineBridge(make_engine, self)
        self.setWindowTitle("facevouch")
        self.setMinimumSize(640, 400)
        geometry.fit_screen(self)

        self.view = VideoView(self.memory, self)
        self.playback = PlaybackBar(self)
        group = self.bridge.engine
        self.tiles = CameraTiles(group, self) if isinstance(group, EngineGroup) else None
        self.banner = Banner(self)
        self.toasts = Toasts(self.view)
        self.board = MessageBoard(self.banner, self.toasts)
        self.sidebar = Sidebar(self.memory, config.decision, self)
        self.events = EventsDock(self)
        self.verdicts = VerdictLog(self.memory, self.sidebar.chart.curve, self)
        self.timeline = TimelineDock(self.verdicts, self)
        self.saving = Saving(self.view, self.memory, settings, self.board, self)
        self.notices = notices.Notices(self.board, self.retry, self.calibrate)
        self.actions_ = Actions(self, self._slots())
        opening = [self.actions_[name] for name in ("open", "stream")]
        self.source_menu = SourceMenu(list_cameras, opening, self)
        self.model_menu = ModelMenu(registry, self)
        self.heatmap_menu = HeatmapMenu(self)
        self.main_menu = MainMenu(self.actions_, settings, self)
        menus = (self.source_menu, self.model_menu, self.heatmap_menu, self.main_menu)
        self.topbar = TopBar(self.actions_, *menus, self)
        self.overlay = OverlayControls(settings, self.view, self.topbar, self.heatmap_menu, self)
        self.source = SourceOnShow(source, self.source_menu, settings, self)
        self.status = StatusLine(self)
        self.appearance = Appearance(self, settings, (self.actions_, self.overlay))
        self._lay_out()
        pause = self.actions_["pause"]
        self.review = FileReview(self.bridge, self.view, self.playback, pause, self.retry, self)
        self.wizard = WizardBeside(
            registry, self.splitter, self.sidebar, self.actions_["sidebar"].isChecked, self
        )
        self._connect()
        self._restore()
        if self.tiles is not None:
            self.source.show_camera(group.on_show, group.source_spec)
        self.source.tell_name()

    # -- putting together -----------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(6)
        stage = QWidget(self)
        column = QVBoxLayout(stage)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.playback)
        if self.tiles is not None:
            column.addWidget(self.tiles)
        self.splitter.addWidget(stage)
        self.splitter.addWidget(self.sidebar)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        central = QWidget(self)
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.topbar, self.banner):
            layout.addWidget(part)
        layout.addWidget(self.splitter, 1)
        self.setCentralWidget(central)
        bar = QStatusBar(self)
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.status, 1)
        self.setStatusBar(bar)
        self.drawer = PanelDrawer(self, self.splitter, self.sidebar, stage, self.actions_)
        self.full_screen = FullScreen(
            self, (self.topbar, bar), self.sidebar, self.actions_["sidebar"].isChecked
        )
        self.docks = Docks(self, {"events": self.events, "timeline": self.timeline})
        self.docks.actions_ = self.actions_

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.drawer.refresh()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        if not self.drawer.narrow:
            geometry.first_sizes(self, self.splitter, self.sidebar, self.events, self.settings)
        if self.focusWidget() in (None, self.sidebar.faces.heading):
            self.setFocus()  # keys are the window's until somebody walks through it with Tab

    def _slots(self) -> dict[str, Callable[..., None]]:
        """What each action does; by lambda where the part that does it is made later."""
        return {
            "pause": self._pause,
            "step": lambda: self.review.step(1),
            "step_back": lambda: self.review.step(-1),
            "heatmap": lambda: self.overlay.next_heatmap(),
            "heatmap_less": lambda: self.overlay.fainter(),
            "heatmap_more": lambda: self.overlay.stronger(),
            "keypoints": lambda on: self.overlay.set_keypoints(on),
            "snapshot": self.saving.snapshot,
            "record": self._record,
            "source": lambda: self.topbar.source.showMenu(),
            "model": lambda: self.topbar.model.showMenu(),
            "open": self._ask_file,
            "stream": self._ask_stream,
            "retry": self.retry,
            "sidebar": lambda on: self.drawer.show(on),
            "events": lambda on: self.docks.show("events", on),
            "timeline": lambda on: self.docks.show("timeline", on),
            "calibrate": self.calibrate,
            "theme": lambda: self.set_theme("light" if theme.active() is theme.DARK else "dark"),
            "fullscreen": lambda: self.full_screen.toggle(),
            "leave": lambda: self.full_screen.leave(),
            "help": self._help,
            "quit": self.close,
        }

    def _connect(self) -> None:
        self.bridge.result.connect(self._on_result)
        self.bridge.told.connect(self._on_event)
        self.bridge.stats.connect(self._on_stats)
        self.view.file_dropped.connect(self.open_source)
        self.view.double_clicked.connect(self.actions_["fullscreen"].trigger)
        self.source_menu.chosen.connect(self.open_source)
        self.source.named.connect(self._show_name)
        self.source.without_camera.connect(self.view.no_camera.setVisible)
        if self.tiles is not None:
            self.tiles.chosen.connect(self.show_camera)
            self.bridge.result.connect(self.tiles.on_result)
            self.bridge.stats.connect(self.tiles.on_stats)
        self.view.no_camera.clicked.connect(lambda: self.topbar.source.showMenu())
        self.source.went_blind.connect(self._forget_picture)
        self.model_menu.chosen.connect(self._choose_model)
        self.sidebar.decision.changed.connect(self._on_decision)
        self.main_menu.theme_chosen.connect(self.set_theme)
        self.main_menu.language_chosen.connect(self.set_language)
        self.main_menu.folder_asked.connect(self._ask_folder)
        self.main_menu.about_asked.connect(lambda: dialogs.about(self))
        self.saving.recording_changed.connect(lambda on: self.actions_.set_quietly("record", on))
        self.timeline.view.failed.connect(lambda text: self._say("export", "error", text))
        self.wizard.refused.connect(lambda text: self._say("calibrating", "warning", text))
        self.timeline.view.exported.connect(self.saving.say_saved)
        self.wizard.camera_chosen.connect(lambda name: (self.show_camera(name), self.calibrate()))

    def _restore(self) -> None:
        geometry.restore(self, self.splitter, self.settings)
        self.overlay.restore(self.actions_)
        self.sidebar.restore(self.settings)
        self.actions_.set_quietly("sidebar", not self.drawer.narrow)
        self.docks.refresh()
        if not language.has_font(wanted := language.choose(self.settings.language)):
            self.set_language(wanted)  # says that it cannot

    def start(self) -> None:
        """Start the engine. Raises what it raises when the parts do not fit together."""
        self.bridge.start()
        self.source_menu.refresh()

    @property
    def has_picture(self) -> bool:
        """Whether there is something to see, or something to say about its absence."""
        return self.view.current is not None or bool(self.banner.text)

    def on_fault(self, error: BaseException) -> None:
        """A fault in this window is a banner and not the end."""
        text = translate("Window", "Something in the window failed: {0}").format(error)
        self._say("fault", "error", text)

    def leave(self) -> None:
        """A signal or a script ends the window."""
        self.close()

    # -- what the engine says -------------------------------------------------------------------

    def _on_result(self, frame: Frame, result: FrameResult) -> None:
        self.memory.update(result)
        self.view.show_frame(frame, result)
        self.source.on_result(result)
        self.sidebar.faces.show_result(result)
        self.sidebar.chart.add(result)
        self.verdicts.add(frame, result)
        self.playback.add(result)
        self.view.show_ended(False)
        self.status.show_result(result)
        self.saving.add(frame, result)

    def _on_event(self, event: Event) -> None:
        self.events.add(event)
        self.notices.on_event(event)

    def _on_stats(self, stats: EngineStats) -> None:
        made = self.bridge.engine.source_kind is SourceKind.MADE
        self.notices.on_stats(stats, offer=not made and self.wizard.wizard is None)
        self.review.on_stats(stats)
        self.sidebar.performance.show_stats(stats, self.view.paint_ms)
        self.status.show_stats(stats)
        took = {stage: median for stage, (median, _) in stats.latency_ms.items()}
        self.model_menu.show_using(stats.models, took)
        self.view.waiting_text = notices.waiting_text(stats.source)
        self.overlay.on_models(stats.models)
        self._show_models(stats.models)
        self.source.on_stats(stats)

    def _forget_picture(self) -> None:
        self.memory.clear()
        self.view.clear()
        self.sidebar.faces.show_result(None)
        self.sidebar.chart.clear()
        self.verdicts.new_source()

    # -- what the person wants ------------------------------------------------------------------

    def open_source(self, spec: str | None) -> None:
        """Change to a source; what was recorded so far is closed."""
        self._begin_anew()
        self.source.change(spec)
        self.bridge.engine.set_source(spec)

    def show_camera(self, name: str) -> None:
        """Let another of several cameras be the large one."""
        group = self.bridge.engine
        if self.tiles is None or name == group.on_show:
            return
        self._begin_anew()
        group.show(name)
        self.tiles.mark()
        self.source.show_camera(name, group.source_spec)

    def _begin_anew(self) -> None:
        """Nothing of the last source stays."""
        self.saving.stop()
        self.wizard.leave()
        self.board.clear("calibrating")
        self.notices.forget_source()
        self.actions_["pause"].setChecked(False)
        self.review.forget()
        self._forget_picture()

    def retry(self) -> None:
        self.open_source(self.source.spec)

    def calibrate(self) -> None:
        """Open the wizard for the camera on show; where there are several, it lets choose."""
        self.board.clear("calibrating")
        self.wizard.open(self.bridge.engine, self.source.name)

    def _choose_model(self, task: str, model_id: str | None) -> None:
        self.board.clear("event:model")
        self.bridge.engine.set_model(task, model_id)

    def _on_decision(self, decision: DecisionConfig) -> None:
        self.bridge.engine.set_decision(decision)

    def _pause(self, on: bool) -> None:
        if on:
            self.bridge.engine.pause()
        else:
            self.bridge.engine.resume()
        self.view.paused = on
        self.view.update()

    def _record(self, on: bool) -> None:
        if on:
            self.actions_.set_quietly("record", self.saving.start())
        else:
            self.saving.stop()

    def _ask_file(self) -> None:
        path = dialogs.ask_file(self)
        if path is not None:
            self.open_source(path)

    def _ask_stream(self) -> None:
        address = dialogs.ask_stream(self)
        if address is not None:
            self.open_source(address)

    def _ask_folder(self) -> None:
        folder = dialogs.ask_folder(self, self.settings.folder)
        if folder is not None:
            self.settings.folder = folder

    def _help(self) -> None:
        shortcuts.HelpSheet(shortcuts.KEYS, self).exec()

    # -- how it looks ---------------------------------------------------------------------------

    def set_theme(self, name: str) -> None:
        self.appearance.set_theme(name)

    def set_language(self, code: str) -> None:
        if language.has_font(code):
            self.appearance.set_language(code)
        else:
            self._say("language", "warning", language.no_font())

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.appearance.retranslate()
            self.source.tell_name()

    def _show_name(self, name: str) -> None:
        self.topbar.source.show_choice(name)
        self.setWindowTitle(f"{name} – facevouch")

    def _show_models(self, models: dict[str, str]) -> None:
        text = models.get("antispoof", translate("Window", "No model"))
        if text != self.topbar.model.choice:
            self.topbar.model.show_choice(text)

    def _say(self, subject: str, level: str, text: str) -> None:
        self.board.post(subject, Message(level, text))

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Stop everything that runs, and remember how the window stood."""
        if self._closed:
            super().closeEvent(event)
            return
        self._closed = True
        self.saving.shut()
        self.wizard.leave()
        late = self.bridge.stop()
        if late:
            self.status.source.setText(", ".join(late))
        self.source_menu.stop()
        self.sidebar.stop()
        if self.tiles is not None:
            self.tiles.stop()
        if not self.isFullScreen():
            splitter = None if self.drawer.narrow else self.splitter
            geometry.save(self, splitter, self.settings)
        self.settings.save()
        super().closeEvent(event)
