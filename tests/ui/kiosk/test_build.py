"""The kiosk on the real gate: what it needs to start, and whom it accepts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kiosk_fakes import PIN
from PyQt6.QtCore import QCoreApplication, QEvent, QTimer
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from toy_models import a_registry, a_toy

from edge.audit.crop_encryption import make_pair
from edge.challenge.guidance import Phase
from edge.cli import main
from edge.config import (
    AuditConfig,
    ChallengeConfig,
    Config,
    DecisionConfig,
    DetectConfig,
    KioskConfig,
    ModelsConfig,
    WatchdogConfig,
    WatchedCamera,
)
from edge.errors import ConfigError, FacevouchError, SourceError
from edge.gate import gate as gate
from edge.gate.watchdog import GROWN
from edge.security.operator_pin import PinHash, default_pin_file
from models.registry import Registry
from ui import app as application
from ui.kiosk import build
from ui.kiosk.build import make_kiosk
from ui.kiosk.window import KioskWindow

ONE = (WatchedCamera(name="door", source="pattern"),)
NAMELESS = (WatchedCamera(name="door"),)
TWO = (*ONE, WatchedCamera(name="desk", source="pattern"))


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setenv("FACEVOUCH_STATE", str(folder))
    return folder


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """With a toy that takes everybody for alive."""
    return a_registry(tmp_path, a_toy("toy-live", -6.0, default=True))


PATIENT = WatchdogConfig(inference_timeout_s=600, memory_limit_mb=100_000)
"""The watchdog would end the tests' own process."""


def a_config(**sections: object) -> Config:
    made = {
        "models": ModelsConfig(threads=1),
        "watchdog": PATIENT,
        "decision": DecisionConfig(uncalibrated="accept"),  # toy models know no camera
    } | sections
    return Config(**made)  # type: ignore[arg-type]


@pytest.fixture
def open_kiosk(
    qapp: QApplication, state: Path, registry: Registry
) -> Iterator[Callable[..., KioskWindow]]:
    made: list[KioskWindow] = []

    def build(config: Config, source: str | None = "demo", **more: object) -> KioskWindow:
        window = make_kiosk(config, source, registry, **more)  # type: ignore[arg-type]
        made.append(window)
        window.resize(800, 480)
        window.start()
        window.show()
        return window

    yield build
    for window in made:
        window.leave()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def phases(window: KioskWindow) -> list[Phase]:
    """Every phase the screen goes through from now on, in order."""
    seen: list[Phase] = []

    def note() -> None:
        phase = window.screen_.guidance.phase
        if not seen or seen[-1] is not phase:
            seen.append(phase)

    window._look.timeout.connect(note)
    return seen


def test_a_person_is_led_from_the_welcome_to_the_thanks(
    qtbot: QtBot, open_kiosk: Callable[..., KioskWindow]
):
    window = open_kiosk(a_config(), trial=True)
    seen = phases(window)
    qtbot.waitUntil(lambda: Phase.ACCEPTED in seen, timeout=60_000)

    assert seen.index(Phase.HOLD) < seen.index(Phase.ACCEPTED)
    assert window.screen_.has_picture


def test_a_person_who_declines_is_not_judged(qtbot: QtBot, open_kiosk: Callable[..., KioskWindow]):
    window = open_kiosk(a_config(kiosk=KioskConfig(consent="ask")), trial=True)
    seen = phases(window)
    qtbot.waitUntil(lambda: window.page is window.consent, timeout=60_000)
    window.consent.no.click()
    qtbot.waitUntil(lambda: seen[-1] is not Phase.CONSENT, timeout=60_000)

    assert Phase.HOLD not in seen
    assert Phase.ACCEPTED not in seen


def test_the_kiosk_fills_the_screen_without_a_window_manager(
    qtbot: QtBot, open_kiosk: Callable[..., KioskWindow]
):
    window = open_kiosk(a_config(), "pattern", trial=True)
    window.showNormal()
    window.setGeometry(10, 10, 330, 250)
    window.show_full()
    qtbot.waitUntil(lambda: window.geometry() == window.screen().geometry())


def test_a_clip_that_ends_puts_the_gate_out_of_order(
    qtbot: QtBot, open_kiosk: Callable[..., KioskWindow]
):
    window = open_kiosk(a_config(), "pattern:5", trial=True)
    qtbot.waitUntil(lambda: window.screen_.guidance.phase is Phase.OUT_OF_ORDER, timeout=60_000)


@pytest.mark.parametrize(
    ("sections", "source", "error", "says"),
    [
        ({"cameras": TWO}, None, ConfigError, "one camera"),
        ({"cameras": NAMELESS}, None, ConfigError, "'door' has no source"),
        ({"cameras": ONE}, "demo", ConfigError, "cannot be combined"),
        (
            {"kiosk": KioskConfig(calm=True), "challenge": ChallengeConfig(kind="light")},
            "demo",
            ConfigError,
            "exclude each other",
        ),
        ({"detect": DetectConfig(detector="none")}, "demo", ConfigError, "detector"),
        ({}, "/no/such/camera", SourceError, "no/such"),
        ({"models": ModelsConfig(antispoof="nobody")}, "demo", FacevouchError, "nobody"),
    ],
)
def test_wrong_options_are_reported_before_a_window_opens(
    open_kiosk: Callable[..., KioskWindow],
    sections: dict[str, object],
    source: str | None,
    error: type[Exception],
    says: str,
):
    config = a_config(**sections)
    with pytest.raises(error, match=says):
        open_kiosk(config, source, trial=True)
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == []


@pytest.mark.parametrize("named", [True, False])
def test_without_a_pin_it_does_not_open(
    open_kiosk: Callable[..., KioskWindow], state: Path, tmp_path: Path, named: bool
):
    path = str(tmp_path / "door.pin") if named else None
    with pytest.raises(ConfigError, match=r"facevouch kiosk pin.*--no-pin"):
        open_kiosk(a_config(kiosk=KioskConfig(pin_file=path)))


@pytest.mark.parametrize("named", [True, False])
def test_with_a_pin_it_opens_and_that_pin_lets_the_operator_in(
    qtbot: QtBot,
    open_kiosk: Callable[..., KioskWindow],
    state: Path,
    tmp_path: Path,
    named: bool,
):
    path = tmp_path / "door.pin" if named else default_pin_file()
    PinHash.of(PIN).save(path)
    config = a_config(kiosk=KioskConfig(pin_file=str(path) if named else None))
    window = open_kiosk(config, "pattern")
    window.ask_operator()
    for digit in PIN:
        window.keypad.keys[digit].click()
    window.keypad.keys["enter"].click()
    qtbot.waitUntil(lambda: window.page is window.operator, timeout=20_000)


def test_without_a_camera_it_waits_for_one_and_never_shows_the_demo(
    qtbot: QtBot, open_kiosk: Callable[..., KioskWindow], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(gate, "list_cameras", list)
    if Path("/dev/video0").exists():
        return
    window = open_kiosk(a_config(), None, trial=True)
    qtbot.waitUntil(lambda: window.screen_.guidance.phase is Phase.OUT_OF_ORDER, timeout=60_000)

    assert not window.screen_.has_picture


@pytest.mark.parametrize(
    ("setting", "says"),
    [({"accent": "#FFEE00"}, "too light"), ({"logo": "/nowhere/logo.png"}, "No such file")],
)
def test_a_colour_or_logo_that_cannot_be_used_is_refused_before_there_is_a_window(
    qapp: QApplication, state: Path, registry: Registry, setting: dict[str, str], says: str
):
    config = a_config(kiosk=KioskConfig.model_validate(setting))
    with pytest.raises(ConfigError, match=says):
        make_kiosk(config, "pattern", registry, trial=True)


@pytest.mark.parametrize(
    ("offered", "left"), [(("en", "de", "zh"), ["en", "de"]), (("en", "zh"), []), ((), [])]
)
def test_a_language_that_no_font_can_show_is_not_offered_and_the_operator_is_told(
    open_kiosk: Callable[..., KioskWindow],
    monkeypatch: pytest.MonkeyPatch,
    offered: tuple[str, ...],
    left: list[str],
):
    monkeypatch.setattr(build.language.QFontDatabase, "families", lambda *_: [])
    kiosk = KioskConfig(language="zh", languages=offered)  # type: ignore[arg-type]
    window = open_kiosk(a_config(kiosk=kiosk), "pattern", trial=True)

    assert list(window.languages.buttons) == left
    shown = [text for section in window.operator.sections() for _, text in section.rows]
    assert any("fonts-noto-cjk" in text for text in shown)


@pytest.mark.parametrize("crops", [True, False])
def test_the_notice_tells_of_pictures_that_are_kept(
    open_kiosk: Callable[..., KioskWindow], tmp_path: Path, crops: bool
):
    private, public = tmp_path / "crops.pem", tmp_path / "crops.pub.pem"
    make_pair(private, public)
    audit = AuditConfig(crops=crops, crops_key=str(public))
    config = a_config(kiosk=KioskConfig(consent="ask"), audit=audit)
    window = open_kiosk(config, "pattern", trial=True)

    assert ("encrypted" in window.consent.text) is crops
    assert ("not kept" in window.consent.text) is not crops


def test_a_screen_that_no_longer_draws_is_no_sign_of_life(
    qtbot: QtBot, open_kiosk: Callable[..., KioskWindow]
):
    window = open_kiosk(a_config(), "pattern", trial=True)
    gate = window.bridge.engine
    qtbot.waitUntil(lambda: window.screen_.has_picture, timeout=60_000)
    assert gate._dog.check().late == ()
    window._look.stop()
    window.alive_at = time.monotonic() - PATIENT.inference_timeout_s - 1

    assert gate._dog.check().late == ("camera",)


def test_a_process_with_too_much_memory_ends_in_good_order_with_its_own_status(
    qapp: QApplication, state: Path, registry: Registry
):
    small = PATIENT.model_copy(update={"memory_limit_mb": 1})  # less than any process has
    status = application.run_kiosk(a_config(watchdog=small), "pattern", registry, trial=True)

    assert status == GROWN


@pytest.mark.parametrize(("trial", "status"), [(False, application.OPERATOR_LEFT), (True, 0)])
def test_the_operators_quit_has_a_status_of_its_own_which_no_service_manager_undoes(
    qapp: QApplication,
    state: Path,
    registry: Registry,
    monkeypatch: pytest.MonkeyPatch,
    *,
    trial: bool,
    status: int,
):
    PinHash.of(PIN).save(default_pin_file())
    make = build.make_kiosk

    def make_and_quit(*words: Any, **more: Any) -> KioskWindow:
        window = make(*words, **more)
        QTimer.singleShot(0, window.operator.quit.emit)
        return window

    monkeypatch.setattr(build, "make_kiosk", make_and_quit)

    assert application.run_kiosk(a_config(), "pattern", registry, trial=trial) == status


class TestCommand:
    def test_without_a_pin_it_is_one_line_and_status_2(
        self, state: Path, capsys: pytest.CaptureFixture[str]
    ):
        assert main(["app", "--kiosk", "--source", "demo"]) == 2
        error = capsys.readouterr().err
        assert "facevouch kiosk pin" in error
        assert error.count("\n") == 1

    def test_no_pin_is_for_the_kiosk_alone(self, capsys: pytest.CaptureFixture[str]):
        assert main(["app", "--no-pin"]) == 2
        assert "--kiosk" in capsys.readouterr().err

    def test_the_window_takes_a_screenshot_and_ends_without_output(self, tmp_path: Path):
        target = tmp_path / "kiosk.png"
        command = [*kiosk_command("demo"), "--screenshot", str(target), "--after", "1"]
        ended = subprocess.run(
            command, capture_output=True, text=True, env=environ(tmp_path), check=False
        )

        assert (ended.returncode, complaints(ended.stderr)) == (0, [])
        assert not QImage(str(target)).isNull()

    def test_sigterm_ends_it_cleanly(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        """As a service manager does; the PIN is for people before the screen."""
        monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))  # whose key seals the PIN
        PinHash.of(PIN).save(tmp_path / "state" / "kiosk.pin")
        lines = tmp_path / "up.png"
        process = subprocess.Popen(
            [sys.executable, "-c", TELL_WHEN_UP, str(lines)],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environ(tmp_path),
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)

        assert (process.returncode, complaints(errors)) == (0, [])


TELL_WHEN_UP = """
import sys
from ui.kiosk.window import KioskWindow
from edge.audit.crop_encryption import make_pair
from edge.cli import main
begin = KioskWindow.start
def start(window):
    begin(window)
    def tell(*_):
        window.bridge.result.disconnect(tell)
        print("up", flush=True)
    window.bridge.result.connect(tell)
KioskWindow.start = start
sys.exit(main(["app", "--kiosk", "--source", "pattern"]))
"""


def kiosk_command(source: str) -> list[str]:
    return [sys.executable, "-m", "edge", "app", "--kiosk", "--no-pin", "--source", source]


def environ(folder: Path) -> dict[str, str]:
    return os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "FACEVOUCH_MODELS": str(folder / "models"),
        "FACEVOUCH_STATE": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder),
    }


def complaints(text: str) -> list[str]:
    words = ("Error", "Traceback", "QObject", "QThread", "error")
    return [line for line in text.splitlines() if any(word in line for word in words)]
