"""Builds a kiosk: the gate, the operator's PIN, the watchdog and the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtDBus import QDBusConnection, QDBusMessage

from edge.capture.resolve import open_source
from edge.config import Config, KioskConfig, WatchdogConfig
from edge.errors import ConfigError
from edge.gate.gate import Gate
from edge.gate.session_manager import SessionManager
from edge.gate.watchdog import Watchdog
from edge.overlay.score_memory import ScoreMemory
from edge.runtime.engine import Engine
from edge.runtime.stats import EngineStats, Event
from edge.security.operator_pin import PinGuard, PinHash, default_pin_file, default_tries_file
from edge.types import Frame, FrameResult, SourceKind
from models.registry import Registry
from ui import language
from ui.bridge import EngineBridge
from ui.calibration.run import CalibrationRun
from ui.kiosk.chimes import Chimes
from ui.kiosk.logo import Logo
from ui.kiosk.palettes import with_accent
from ui.kiosk.window import KioskWindow

STOP_S = 5.0
"""Seconds that cameras and queues are given to end."""

_PLACE = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")


def keep_awake() -> bool:
    """Ask the desktop's screen saver service not to blank the screen while this process lives.

    Does not wait for an answer. False: there is no session bus, or the request could not be sent.
    A bare X server has no such service: see docs/kiosk.md.
    """
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    message = QDBusMessage.createMethodCall(_PLACE[0], _PLACE[1], _PLACE[0], "Inhibit")
    message.setArguments(["facevouch", "the gate is in use"])
    return bool(bus.send(message))


class Watched:
    """A gate of one camera with its watchdog, started and stopped by the bridge.

    The watchdog monitors the screen as well as the engine: a screen that is no longer refreshed
    is a fault just as a model that hangs.
    """

    def __init__(self, gate: Gate, config: WatchdogConfig) -> None:
        self._gate = gate
        self._name, self._camera = next(iter(gate.cameras.by_name.items()))
        self._screen_at: Callable[[], float] = time.monotonic
        self._end: Callable[[], None] = lambda: None
        self._dog = Watchdog(self._alive, config, end=lambda: self._end(), on_fault=self._tell)

    @property
    def sessions(self) -> SessionManager:
        if self._camera.sessions is None:
            raise ConfigError("this gate has no sessions")
        return self._camera.sessions

    @property
    def engine(self) -> Engine:
        """The engine that scores the camera's frames."""
        return self._camera.engine

    def guard(self, screen_at: Callable[[], float], end: Callable[[], None]) -> None:
        """Set what the watchdog monitors and how it ends the kiosk. To be called before `start`.

        screen_at: when the screen was last refreshed, monotonic seconds. end: ends the kiosk;
        called from the watchdog's thread.
        """
        self._screen_at, self._end = screen_at, end

    def start(self) -> None:
        self._gate.start()
        self._dog.start()

    def stop(self, timeout: float) -> list[str]:
        return self._dog.stop() + self._gate.stop(timeout)

    @property
    def exit_status(self) -> int:
        """The exit status of the process: 0, unless the watchdog ended the kiosk."""
        return self._dog.exit_status

    def get(self) -> tuple[Frame, FrameResult] | None:
        return self._camera.engine.get()

    def events(self) -> list[Event]:
        return self._camera.engine.events()

    def stats(self) -> EngineStats:
        return self._camera.engine.stats()

    def delivery(self) -> Mapping[str, Mapping[str, Any]]:
        return self._gate.delivery.health()

    def _alive(self) -> dict[str, EngineStats]:
        stats = self._camera.engine.stats()
        return {self._name: replace(stats, alive_at=min(stats.alive_at, self._screen_at()))}

    def _tell(self, text: str) -> None:
        bus = self._gate.bus
        fault = bus.health.fail(self._name, "watchdog", text, blocks_gate=True, of_gate=True)
        if fault is not None:
            bus.publish(fault)


def make_kiosk(
    config: Config, source: str | None, registry: Registry, *, trial: bool = False
) -> KioskWindow:
    """A kiosk window with its gate, neither started nor shown.

    source: as after --source; None uses the configuration's camera, which may be connected later.
    trial: without a PIN. Raises ConfigError without a PIN file (unless on trial), with several
    cameras, with an unusable accent or logo, or where `calm` is set with a light challenge.
    """
    if config.kiosk.calm and config.challenge.kind in ("light", "gestures+light"):
        raise ConfigError(
            f"kiosk.calm and challenge.kind = {config.challenge.kind!r} exclude each other: "
            "the light challenge changes the screen's colour; use gestures, or turn calm "
            "off"
        )
    pin = None if trial else operators_pin(config)
    check_cameras(config)
    mood, logo = with_accent(config.kiosk.accent), _logo(config.kiosk.logo)
    shown, unreadable = _readable(config.kiosk)
    if trial and source is not None:
        config = _for_the_demo(config, source)

    def make_engine(notify: Callable[[], None]) -> Watched:
        gate = Gate(config, registry, source=source, auto=True, notify=notify)
        return Watched(gate, config.watchdog)

    bridge = EngineBridge(make_engine, stop_s=STOP_S)
    gate = bridge.engine
    keep_awake()
    window = KioskWindow(
        gate.sessions,
        bridge,
        shown,
        pin=pin,
        memory=ScoreMemory({spec.id: spec.task for spec in registry.specs()}),
        keeps_pictures=config.audit.crops,
        light="light" in config.challenge.kind,
        mood=mood,
        logo=logo,
        delivery=gate.delivery,
        guard=PinGuard(path=default_tries_file()),
        chimes=Chimes() if config.kiosk.sound else None,
        speak=_speak,
        calibration=lambda: CalibrationRun(gate.engine, registry),
    )
    gate.guard(lambda: window.alive_at, window.ends.emit)
    if unreadable:
        event = Event(time.monotonic(), "warning", "language", language.no_font())
        window.operator.add_event(event)
    return window


def _readable(kiosk: KioskConfig) -> tuple[KioskConfig, bool]:
    """The settings without languages whose characters no font here has, and whether there are any.

    A button that cannot be read would be offered to visitors, and sentences of empty boxes.
    """
    wanted = language.choose(kiosk.language)
    languages = tuple(code for code in kiosk.languages if language.has_font(code))
    unreadable = len(languages) < len(kiosk.languages) or not language.has_font(wanted)
    own = language.readable(wanted)
    update = {"language": own, "languages": () if languages == (own,) else languages}
    return (kiosk.model_copy(update=update) if unreadable else kiosk), unreadable


def _logo(path: str | None) -> Logo | None:
    return Logo(Path(path).expanduser()) if path is not None else None


def _speak(code: str) -> None:
    app = QCoreApplication.instance()
    if app is not None:
        language.install(app, code)


def _for_the_demo(config: Config, source: str) -> Config:
    """On trial with a synthetic source, which cannot be calibrated: warn instead of refusing."""
    made = open_source(source, config.camera).kind is SourceKind.MADE
    if not made or config.decision.uncalibrated != "auto":
        return config
    decision = config.decision.model_copy(update={"uncalibrated": "warn"})
    return config.model_copy(update={"decision": decision})


def operators_pin(config: Config) -> PinHash:
    """The operator's PIN hash. Raises ConfigError, which names the command that sets a PIN."""
    named = config.kiosk.pin_file
    try:
        return PinHash.load(Path(named).expanduser() if named else default_pin_file())
    except ConfigError as error:
        raise ConfigError(f"{error} (to try the kiosk out without: --no-pin)") from error


def check_cameras(config: Config) -> None:
    """Raises ConfigError unless the configuration lists no camera, or one that names its source."""
    if len(config.cameras) > 1:
        raise ConfigError(
            f"the kiosk uses one camera, but the configuration lists {len(config.cameras)}; "
            "give the kiosk a separate configuration"
        )
    if config.cameras and config.cameras[0].source is None:
        raise ConfigError(
            f"cameras: {config.cameras[0].name!r} has no source; set the source of the "
            "kiosk's camera"
        )
