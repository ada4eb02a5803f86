"""Puts a kiosk together: the gatehouse behind it, the PIN that guards it, the window before it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from edge.config import Config
from edge.errors import ConfigError
from edge.gatehouse import Gatehouse
from edge.pin import PinGuard, PinHash, default_pin_file, default_tries_file
from models.registry import Registry
from ui.bridge import EngineBridge
from ui.kiosk.awake import keep_awake
from ui.kiosk.chimes import Chimes
from ui.kiosk.watched import Watched
from ui.kiosk.window import KioskWindow
from ui.memory import ScoreMemory

STOP_S = 5.0
"""How long cameras and queues may take to end."""


def make_kiosk(
    config: Config, source: str | None, registry: Registry, *, trial: bool = False
) -> KioskWindow:
    """The kiosk on the real gate, neither started nor shown.

    A camera that is not there yet is waited for. Raises ConfigError without a PIN (but on trial),
    with several cameras, or where calm and the light challenge contradict each other.
    """
    if config.kiosk.calm and config.challenge.kind in ("light", "gestures+light"):
        raise ConfigError(
            "kiosk.calm and challenge.kind = "
            f"{config.challenge.kind!r} contradict each other: the light challenge changes the "
            "screen's colour; use gestures, or turn calm off"
        )
    pin = None if trial else operators_pin(config)
    check_cameras(config)

    def make_engine(notify: Callable[[], None]) -> Watched:
        house = Gatehouse(config, registry, source=source, auto=True, notify=notify)
        return Watched(house, config.watchdog)

    bridge = EngineBridge(make_engine, stop_s=STOP_S)
    gate = bridge.engine
    keep_awake()
    window = KioskWindow(
        gate.desk,
        bridge,
        config.kiosk,
        pin=pin,
        memory=ScoreMemory({spec.id: spec.task for spec in registry.specs()}),
        keeps_pictures=config.audit.crops,
        delivery=gate.delivery,
        guard=PinGuard(path=default_tries_file()),
        chimes=Chimes() if config.kiosk.sound else None,
    )
    gate.guard(lambda: window.alive_at, window.ends.emit)
    return window


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
