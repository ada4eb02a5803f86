"""Puts a kiosk together: the gate behind it, the PIN that guards it, the window before it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtDBus import QDBusConnection, QDBusMessage

from edge.capture.resolve import open_source
from edge.config import Config, WatchdogConfig
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
from ui.kiosk.look import with_accent
from ui.kiosk.window import KioskWindow

STOP_S = 5.0
"""How long cameras and queues may take to end."""

_PLACE = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")


def keep_awake() -> bool:
    """Ask the desktop; it holds for as long as this process lives. False: there is nobody to ask.

    Does not wait for an answer. A bare X server has no such desktop: see docs/kiosk.md.
    """
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    message = QDBusMessage.createMethodCall(_PLACE[0], _PLACE[1], _PLACE[0], "Inhibit")
    message.setArguments(["facevouch", "the gate is in use"])
    return bool(bus.send(message))


class Watched:
    """Started and stopped by the bridge.

    The dog looks at the screen too: one that no longer draws is as dead as a model that hangs.
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
        """What judges the camera's frames."""
        return self._camera.engine

    def guard(self, screen_at: Callable[[], float], end: Callable[[], None]) -> None:
        """screen_at: monotonic s of the screen's last look. end: of the kiosk, from any thread."""
        self._screen_at, self._end = screen_at, end

    def start(self) -> None:
        self._gate.start()
        self._dog.start()

    def stop(self, timeout: float) -> list[str]:
        return self._dog.stop() + self._gate.stop(timeout)

    @property
    def exit_status(self) -> int:
        """What the process should end with: 0, unless the watchdog asked for the end."""
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
    """The kiosk on the real gate, neither started nor shown.

    A camera that is not there yet is waited for. Raises ConfigError without a PIN (but on trial),
    with several cameras, where accent or logo cannot be used, or where calm and the light challenge
    contradict each other.
    """
    if config.kiosk.calm and config.challenge.kind in ("light", "gestures+light"):
        raise ConfigError(
            "kiosk.calm and challenge.kind = "
            f"{config.challenge.kind!r} contradict each other: the light challenge changes the "
            "screen's colour; use gestures, or turn calm off"
        )
    pin = None if trial else operators_pin(config)
    check_cameras(config)
    mood, logo = with_accent(config.kiosk.accent), _logo(config.kiosk.logo)
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
        config.kiosk,
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
    return window


def _logo(path: str | None) -> Logo | None:
    return Logo(Path(path).expanduser()) if path is not None else None


def _speak(code: str) -> None:
    app = QCoreApplication.instance()
    if app is not None:
        language.install(app, code)


def _for_the_demo(config: Config, source: str) -> Config:
    """Nobody calibrates a camera that is made: to look at the kiosk, its person is let in."""
    made = open_source(source, config.camera).kind is SourceKind.MADE
    if not made or config.decision.uncalibrated != "auto":
        return config
    decision = config.decision.model_copy(update={"uncalibrated": "warn"})
    return config.model_copy(update={"decision": decision})


def operators_pin(config: Config) -> PinHash:
    """Raises ConfigError saying how to make one."""
    named = config.kiosk.pin_file
    try:
        return PinHash.load(Path(named).expanduser() if named else default_pin_file())
    except ConfigError as error:
        raise ConfigError(f"{error} (to try the kiosk out without: --no-pin)") from error


def check_cameras(config: Config) -> None:
    """Raises ConfigError unless the configuration names one camera, and which, or none at all."""
    if len(config.cameras) > 1:
        raise ConfigError(
            f"the kiosk watches one camera and the configuration lists {len(config.cameras)}; "
            "give the kiosk a configuration of its own"
        )
    if config.cameras and config.cameras[0].source is None:
        raise ConfigError(
            f"cameras: {config.cameras[0].name!r} names no source; the kiosk would not know which "
            "camera is meant"
        )
