"""The kiosk's full-screen window: one page at a time; only the operator can close it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PyQt6.QtCore import QEvent, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PyQt6.QtWidgets import QStackedLayout, QWidget

from edge.challenge.guidance import Guidance, Phase
from edge.config import KioskConfig
from edge.errors import FacevouchError
from edge.message import of_error
from edge.overlay.score_memory import ScoreMemory
from edge.runtime.stats import EngineStats, Event
from edge.security.operator_pin import PinGuard, PinHash
from edge.types import Frame, FrameResult
from ui import language
from ui.bridge import EngineBridge
from ui.calibration.run import CalibrationRun
from ui.calibration.wizard import CalibrationWizard
from ui.kiosk.chimes import Chimes, tune_for
from ui.kiosk.consent import ConsentPage
from ui.kiosk.errands import Errands
from ui.kiosk.keypad import Keypad
from ui.kiosk.language_buttons import LanguageButtons, VisitorLanguage
from ui.kiosk.layout import HEAD, arrange
from ui.kiosk.logo import Logo
from ui.kiosk.operator import OperatorPage
from ui.kiosk.palettes import WELCOMING, Mood
from ui.kiosk.screen import GuidedScreen
from ui.kiosk.sentences import OwnSentences
from ui.kiosk.trouble import trouble
from ui.notices import BLIND

LOOK_MS = 33
"""Interval, ms, of polling the session manager; a challenge's colour lasts 400 ms at least."""

PRESS_MS = 2000
"""How long the corner must be pressed to call the operator's screen, ms."""

CORNER = 14
"""Side of that square corner, in hundredths of the screen's shorter side."""

CHORD = "Ctrl+Alt+O"

CALIBRATING = "the operator calibrates the camera"

WITHOUT_LANGUAGES = frozenset((Phase.CHALLENGE, Phase.ACCEPTED))
"""Phases without language buttons: the person follows a challenge, or has been accepted."""


class Reception(Protocol):
    """The part of edge.gate.session_manager.SessionManager that the kiosk uses."""

    def guidance(self) -> Guidance: ...
    def consent(self, given: bool) -> None: ...
    def out_of_order(self, text: str | None) -> None: ...
    def reset(self) -> None: ...


class KioskWindow(QWidget):
    """Shows the session manager's guidance; all decisions are made there.

    pin: the operator's; None on trial, where Esc closes the window. keeps_pictures: pictures are
    stored, which the notice states. light: the light challenge is on. mood, logo: the gate's.
    delivery: returns the health of each event target. guard: counts wrong PINs. speak: sets the
    application's language. calibration: starts a calibration of the camera in use, or raises
    FacevouchError.
    """

    ends = pyqtSignal()  # emitted from any thread: close the kiosk
    _delivered = pyqtSignal(object)

    def __init__(
        self,
        sessions: Reception,
        bridge: EngineBridge,
        config: KioskConfig,
        *,
        pin: PinHash | None,
        memory: ScoreMemory,
        keeps_pictures: bool = False,
        light: bool = False,
        mood: Mood = WELCOMING,
        logo: Logo | None = None,
        delivery: Callable[[], Mapping[str, Mapping[str, Any]]] = dict,
        guard: PinGuard | None = None,
        chimes: Chimes | None = None,
        speak: Callable[[str], object] = lambda _: None,
        calibration: Callable[[], CalibrationRun] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.sessions = sessions
        self.bridge = bridge
        bridge.setParent(self)
        self.memory = memory
        self.trial = pin is None
        self._clock = clock
        self.alive_at = clock()  # monotonic s of the last refresh
        self._chimes = chimes
        self._speak = speak
        self._calibration = calibration
        self._visitor = VisitorLanguage(language.choose(config.language), config.language_s)
        self._delivery = delivery
        self._errands = Errands()
        self._trouble: str | None = None
        self._may_close = self._closed = False
        self.ended_by_operator = False  # with the PIN: a service manager must not restart it
        self.setWindowTitle("facevouch")
        self.setWindowFlags(
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumSize(320, 240)

        head = bool(config.languages)
        self._own = OwnSentences(config.sentences)
        self.screen_ = GuidedScreen(
            calm=config.calm,
            trial=self.trial,
            name=config.name,
            light=light,
            logo=logo,
            welcoming=mood,
            own=self._own,
            head=head,
            clock=clock,
            parent=self,
        )
        self.consent = ConsentPage(
            ask=config.consent == "ask",
            keeps_pictures=keeps_pictures,
            mood=mood,
            head=head,
            parent=self,
        )
        self.keypad = Keypad(
            pin.matches if pin is not None else lambda _: False,
            guard or PinGuard(),
            self._errands.do,
            self,
        )
        self.operator = OperatorPage(memory, own=self._own, clock=clock, parent=self)
        self._pages = QStackedLayout(self)
        for page in (self.screen_, self.consent, self.keypad, self.operator):
            self._pages.addWidget(page)
        self.languages = LanguageButtons(config.languages, mood, self)
        self._connect()
        self._show_page(self.screen_)

    def _connect(self) -> None:
        self.bridge.result.connect(self._on_result)
        self.bridge.stats.connect(self._on_stats)
        self.bridge.told.connect(self._on_event)
        self.languages.chosen.connect(self._on_language)
        self.consent.answered.connect(lambda given: self._tell(self.sessions.consent, given))
        self.keypad.opened.connect(self._let_in)
        self.keypad.left.connect(self.back_to_gate)
        self.operator.back.connect(self.back_to_gate)
        self.operator.reset.connect(lambda: self._tell(self.sessions.reset))
        self.operator.asks.connect(
            lambda: self._errands.do(lambda: self._delivered.emit(self._delivery()))
        )
        self._delivered.connect(self.operator.show_delivery)
        self.operator.quit.connect(self._quit)
        self.operator.calibrate.connect(self.calibrate)
        self.ends.connect(self.leave)
        chord = QShortcut(QKeySequence(CHORD), self)
        chord.setContext(Qt.ShortcutContext.WindowShortcut)
        chord.activated.connect(self.ask_operator)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self.look)
        self._press = QTimer(self)
        self._press.setSingleShot(True)
        self._press.setInterval(PRESS_MS)
        self._press.timeout.connect(self.ask_operator)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.activateWindow()  # without a window manager nothing else gives it the keyboard

    def show_full(self) -> None:
        """Fill the screen, also without a window manager, and after the screen is rotated."""
        screen = self.screen()
        if screen is not None:
            screen.geometryChanged.connect(self.setGeometry)
            self.setGeometry(screen.geometry())
        self.showFullScreen()

    def start(self) -> None:
        """Start the engine and the polling. Raises what the engine's start raises."""
        self.bridge.start()
        self._look.start()

    # -- what the engine and the session manager report -------------------------------------

    def look(self) -> None:
        """Poll the session manager and show its current guidance."""
        self.alive_at = self._clock()
        guidance, before = self.sessions.guidance(), self.screen_.guidance
        self.screen_.show_guidance(guidance)
        self.operator.show_guidance(guidance)
        tune = tune_for(before, guidance)
        if tune is not None and self._chimes is not None:
            self._chimes.play(tune)
        if self.page in (self.screen_, self.consent):
            wanted = self.consent if guidance.phase is Phase.CONSENT else self.screen_
            if self.page is not wanted:
                self._show_page(wanted)
        if self._visitor.follow(guidance.phase, self._clock()):
            self._on_language(self._visitor.own)
        self._place_languages()

    def _on_language(self, code: str) -> None:
        """Switch the language: a visitor chose one, or has left."""
        self._visitor.choose(code, self._clock())
        self._speak(code)

    def _place_languages(self) -> None:
        """Place the language buttons; show them only on visitors' pages, not WITHOUT_LANGUAGES."""
        shown, page = self.screen_.guidance, self.page
        wanted = page in (self.screen_, self.consent) and shown.phase not in WITHOUT_LANGUAGES
        self.languages.setVisible(bool(self.languages.buttons) and wanted)
        if page is self.consent:
            places = arrange(self.width(), self.height())
            row = QRectF(places.page)
            row.setHeight(HEAD * places.unit)
            row.setLeft(max(row.left(), self.corner.right() + 1))
        else:
            row = self.screen_.layout_.head
        self.languages.setGeometry(row.toRect())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._place_languages()

    def _on_result(self, frame: Frame, result: FrameResult) -> None:
        self.memory.update(result)
        self.screen_.show_frame(frame)
        self.operator.show_result(frame, result)

    def _on_stats(self, stats: EngineStats) -> None:
        self.operator.show_stats(stats)
        if stats.source is not None and stats.source.state in BLIND:
            self.screen_.show_frame(None)  # a stale picture must not look current
        found = CALIBRATING if self.calibrating else trouble(stats, self._clock())
        # repeated while a fault lasts: when the camera returns, a missing model still blocks
        if found is not None or found != self._trouble:
            self._trouble = found
            self._tell(self.sessions.out_of_order, found)

    @property
    def calibrating(self) -> bool:
        """Whether a calibration is in progress; the gate is out of order meanwhile."""
        return self.operator.wizard is not None

    def calibrate(self) -> None:
        """Start a calibration on the operator's screen; the gate is out of order meanwhile."""
        if self._calibration is None or self.page is not self.operator or self.calibrating:
            return
        try:
            run = self._calibration()
        except FacevouchError as error:
            text = of_error(error)
            self.operator.add_event(Event(self._clock(), "warning", "calibrating", text))
            self.operator.refuse_calibration(text)
            return
        self._trouble = CALIBRATING
        self._tell(self.sessions.out_of_order, CALIBRATING)
        self.operator.open_wizard(CalibrationWizard(run, self.operator))

    def _tell(self, what: Callable[..., None], *told: object) -> None:
        """Call the session manager in the worker thread: it may write to a disk first."""
        self._errands.do(lambda: what(*told))

    def _on_event(self, event: Event) -> None:
        self.operator.add_event(event)

    # -- pages ----------------------------------------------------------------------------------

    @property
    def page(self) -> QWidget | None:
        return self._pages.currentWidget()

    def _show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._place_languages()
        self.languages.raise_()
        hidden = page is self.screen_
        self.setCursor(Qt.CursorShape.BlankCursor if hidden else Qt.CursorShape.ArrowCursor)

    def back_to_gate(self) -> None:
        self._show_page(self.screen_)

    def ask_operator(self) -> None:
        """Open the keypad, or on trial the operator's screen at once, in the gate's language."""
        if self._visitor.code != self._visitor.own:
            self._on_language(self._visitor.own)
        if self.page is not self.operator:
            self._show_page(self.operator if self.trial else self.keypad)

    def _let_in(self) -> None:
        """Open the operator's screen after a correct PIN, unless the keypad was closed during
        the check.
        """
        if self.page is self.keypad:
            self._show_page(self.operator)

    # -- closing --------------------------------------------------------------------------------

    def leave(self) -> None:
        """Close the kiosk, on the request of the operator, a signal or the watchdog."""
        self._may_close = True
        self.close()

    def _quit(self) -> None:
        self.ended_by_operator = not self.trial
        self.leave()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if not self._may_close:
            if event is not None:
                event.ignore()
            self.ask_operator()
            return
        if not self._closed:
            self._closed = True
            self._look.stop()
            self._press.stop()
            self.keypad.stop()
            self.operator.stop()
            if self._chimes is not None:
                self._chimes.stop()
            self._errands.stop()
            self.bridge.stop()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Ignore all keys except Esc on trial, which closes the window."""
        if event is not None and event.key() == Qt.Key.Key_Escape and self.trial:
            self.leave()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self.corner.contains(event.position()):
            self._press.start()

    def mouseReleaseEvent(self, _event: QMouseEvent | None) -> None:
        self._press.stop()

    @property
    def corner(self) -> QRectF:
        """The top left corner, px, which is pressed and held to call the operator's screen."""
        side = CORNER * min(self.width(), self.height()) / 100
        return QRectF(0, 0, side, side)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            for page in (self.screen_, self.consent, self.keypad, self.operator):
                page.retranslate()
            self.languages.retranslate()

    # -- for ui.app -----------------------------------------------------------------------------

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown, or a fault means that none will come."""
        return self.screen_.has_picture or self._trouble is not None

    def on_fault(self, error: BaseException) -> None:
        """List a fault of this window for the operator; the kiosk goes on."""
        now = self._clock()
        self.operator.add_event(Event(now, "error", "window", f"{type(error).__name__}: {error}"))
