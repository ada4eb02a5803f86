"""A kiosk on a fake session manager and a fake engine, closed and checked after each test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import FAKE, SPOOF, FakeEngine
from ui_stage import bury

from edge.config import KioskConfig
from edge.overlay.score_memory import ScoreMemory
from edge.security.operator_pin import PinGuard, PinHash
from ui import bridge, language, theme
from ui.kiosk.chimes import Tune
from ui.kiosk.window import KioskWindow

sys.path.insert(0, str(Path(__file__).parent))
from kiosk_fakes import PIN, FakeClock, FakeSessions, Kiosk


class Ear:
    """Stands in for the loudspeaker."""

    def __init__(self) -> None:
        self.heard: list[Tune] = []
        self.stopped = False

    def play(self, tune: Tune) -> None:
        self.heard.append(tune)

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture(scope="session")
def pin() -> PinHash:
    return PinHash.of(PIN)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """Change the language; back to English afterwards."""
    yield lambda code: language.install(qapp, code)
    language.install(qapp, "en")


@pytest.fixture
def make_kiosk(
    qtbot: QtBot,
    qapp: QApplication,
    pin: PinHash,
    ear: Ear,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Kiosk]]:
    monkeypatch.setattr(bridge, "POLL_MS", 20)
    language.install(qapp, "en")
    theme.apply(qapp, "dark")
    made: list[Kiosk] = []

    def make(
        *, trial: bool = False, delivery: Callable[[], dict] = dict, **config: object
    ) -> Kiosk:
        engines: list[FakeEngine] = []

        def make_engine(notify: Callable[[], None]) -> FakeEngine:
            engines.append(FakeEngine(notify))
            return engines[0]

        sessions, clock = FakeSessions(), FakeClock()
        window = KioskWindow(
            sessions,
            bridge.EngineBridge(make_engine),  # type: ignore[arg-type]
            KioskConfig.model_validate(config),
            pin=None if trial else pin,
            memory=ScoreMemory({SPOOF: "antispoof", FAKE: "deepfake"}),
            delivery=delivery,
            guard=PinGuard(clock=clock),
            chimes=ear,  # type: ignore[arg-type]
            clock=clock,
        )
        window.resize(800, 480)
        window.start()
        window.show()
        qtbot.waitExposed(window)
        made.append(Kiosk(window, sessions, engines[0], clock))
        return made[-1]

    yield make
    for kiosk in made:
        kiosk.window.leave()
        bury(kiosk.window, kiosk.engine)


@pytest.fixture
def kiosk(make_kiosk: Callable[..., Kiosk]) -> Kiosk:
    return make_kiosk()
