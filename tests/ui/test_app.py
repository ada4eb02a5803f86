"""The whole application on the real engine."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QTimer
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from toy_models import a_registry, a_toy

from edge.capture.camera_list import CameraInfo
from edge.config import Config, ModelsConfig
from edge.errors import DisplayError, ModelError, OutputError, SourceError
from edge.types import State
from models.registry import Registry
from ui import app as application
from ui.app import make_window, remembered_source, run
from ui.settings import Settings
from ui.window import MainWindow


def a_choice(folder: Path) -> Registry:
    """Toy anti-spoof models; the default one says `live`."""
    live, attack = a_toy("toy-live", -6.0, default=True), a_toy("toy-attack", 6.0)
    return a_registry(folder, live, attack, (a_toy("toy-tampered", 1.0)[0], live[1]))


@pytest.fixture
def config() -> Config:
    return Config(models=ModelsConfig(threads=1))


MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def open_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, settings: Settings, config: Config
) -> Iterator[MakeWindow]:
    made: list[MainWindow] = []

    def make(source: str, registry: Registry | None = None) -> MainWindow:
        window = make_window(config, source, registry or a_choice(tmp_path), settings)
        made.append(window)
        window.start()
        window.show()
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def states(window: MainWindow) -> set[State]:
    current = window.view.current
    return set() if current is None else {face.verdict.state for face in current[1].faces}


def test_the_demo_is_found_scored_and_judged(qtbot: QtBot, open_window: MakeWindow):
    window = open_window("demo")
    qtbot.waitUntil(lambda: states(window) == {State.LIVE}, timeout=30_000)

    assert window.sidebar.faces.cards[0].title.text() == "Live"
    shown = {face.face.track_id for face in window.view.current[1].faces}
    assert shown <= window.sidebar.chart.tracks  # a slow machine loses faces in between
    qtbot.waitUntil(lambda: window.sidebar.performance.figures["fps"].value.text() != "0.0")
    assert window.topbar.model.choice == "toy-live"


def test_the_model_is_exchanged_while_it_runs(qtbot: QtBot, open_window: MakeWindow):
    window = open_window("demo")
    qtbot.waitUntil(lambda: states(window) == {State.LIVE}, timeout=30_000)
    window.model_menu.chosen.emit("antispoof", "toy-attack")
    qtbot.waitUntil(lambda: states(window) == {State.ATTACK}, timeout=30_000)

    qtbot.waitUntil(lambda: window.topbar.model.choice == "toy-attack")
    assert window.sidebar.faces.cards[0].title.text() == "Attack · presentation"


@pytest.mark.parametrize(
    ("model", "says"), [("no-such", "no model"), ("toy-tampered", "toy-tampered")]
)
def test_a_model_that_cannot_be_used_is_a_banner_and_the_old_one_stays(
    qtbot: QtBot, open_window: MakeWindow, model: str, says: str
):
    window = open_window("demo")
    qtbot.waitUntil(lambda: states(window) == {State.LIVE}, timeout=30_000)
    window.model_menu.chosen.emit("antispoof", model)
    qtbot.waitUntil(lambda: says in window.banner.text, timeout=30_000)

    with qtbot.waitSignal(window.bridge.result):
        pass
    assert window.bridge.engine.stats().models["antispoof"] == "toy-live"
    assert window.topbar.model.choice == "toy-live"


def test_the_heatmap_of_a_model_with_evidence_is_drawn(qtbot: QtBot, open_window: MakeWindow):
    window = open_window("demo")
    qtbot.waitUntil(lambda: states(window) == {State.LIVE}, timeout=30_000)
    window.actions_["heatmap"].trigger()
    qtbot.waitUntil(lambda: window.view.options.heat == "antispoof")

    with qtbot.waitSignal(window.bridge.result):
        pass
    assert window.view.heatmap_missing == ""


def test_every_face_is_unavailable_without_a_model_and_the_banner_says_why(
    qtbot: QtBot, open_window: MakeWindow, tmp_path: Path
):
    registry = a_choice(tmp_path)
    only_detector = [spec for spec in registry._shipped if spec.task == "detector"]
    registry._shipped = only_detector
    window = open_window("demo", registry)
    qtbot.waitUntil(lambda: states(window) == {State.UNAVAILABLE}, timeout=30_000)

    qtbot.waitUntil(lambda: "facevouch models import" in window.banner.text)


def test_pausing_stops_the_pictures_and_going_on_brings_them_back(
    qtbot: QtBot, open_window: MakeWindow
):
    window = open_window("pattern")
    qtbot.waitUntil(lambda: window.view.current is not None, timeout=30_000)
    window.actions_["pause"].trigger()
    assert window.bridge.engine.paused
    window.actions_["pause"].trigger()
    with qtbot.waitSignal(window.bridge.result):
        pass


@pytest.mark.parametrize("content", [b"", b"no video at all" * 100])
def test_a_file_that_is_no_video_is_a_banner_and_another_source_recovers(
    qtbot: QtBot, open_window: MakeWindow, tmp_path: Path, content: bytes
):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(content)
    window = open_window("pattern")
    qtbot.waitUntil(lambda: window.view.current is not None, timeout=30_000)
    window.open_source(str(broken))
    qtbot.waitUntil(lambda: "broken.mp4" in window.banner.text, timeout=30_000)
    assert window.view.current is None
    window.open_source("pattern")
    qtbot.waitUntil(lambda: window.view.current is not None, timeout=30_000)

    # the picture may be there a moment before the poll that brings the camera's state
    qtbot.waitUntil(lambda: window.banner.subject != "source", timeout=30_000)


def test_a_source_that_does_not_exist_is_a_banner(qtbot: QtBot, open_window: MakeWindow):
    window = open_window("pattern")
    qtbot.waitUntil(lambda: window.view.current is not None, timeout=30_000)
    window.open_source("/no/such/file.mp4")
    qtbot.waitUntil(lambda: "/no/such/file.mp4" in window.banner.text, timeout=30_000)


def test_a_finite_source_ends_with_an_offer_to_play_it_again(qtbot: QtBot, open_window: MakeWindow):
    window = open_window("pattern:5")
    qtbot.waitUntil(window.view.replay.isVisible, timeout=30_000)
    with qtbot.waitSignal(window.bridge.result, timeout=30_000):
        window.view.replay.click()


class TestRun:
    def test_the_program_shows_the_window_saves_a_screenshot_and_ends(
        self, qapp: QApplication, tmp_path: Path, settings: Settings, config: Config
    ):
        target = tmp_path / "window.png"
        registry = a_choice(tmp_path)
        status = run(config, "demo", registry, screenshot=target, quit_after=1.0, settings=settings)

        assert status == 0
        image = QImage(str(target))
        assert image.width() >= 640
        across, down = range(0, image.width(), 7), range(0, image.height(), 7)
        assert len({image.pixel(x, y) for x in across for y in down}) > 1000  # no empty frame

    @pytest.mark.parametrize(
        ("source", "models", "error", "says"),
        [
            ("/no/such.mp4", {}, SourceError, "no/such.mp4"),
            ("pattern", {"antispoof": "nobody"}, ModelError, "nobody"),
            ("pattern", {"antispoof": "toy-tampered"}, ModelError, "toy-tampered"),
        ],
    )
    def test_wrong_options_are_reported_before_a_window_opens(
        self,
        qapp: QApplication,
        tmp_path: Path,
        settings: Settings,
        source: str,
        models: dict[str, str],
        error: type[Exception],
        says: str,
    ):
        config = Config(models=ModelsConfig.model_validate({"threads": 1} | models))
        with pytest.raises(error, match=says):
            run(config, source, a_choice(tmp_path), settings=settings)
        assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == []

    def test_a_screenshot_without_a_folder_for_it_is_refused_at_once(
        self, qapp: QApplication, tmp_path: Path, settings: Settings
    ):
        with pytest.raises(OutputError, match="no folder"):
            run(
                Config(),
                "pattern",
                a_choice(tmp_path),
                screenshot=tmp_path / "no" / "a.png",
                settings=settings,
            )

    def test_a_screenshot_that_cannot_be_written_is_an_error_at_the_end(
        self, qapp: QApplication, tmp_path: Path, settings: Settings, config: Config
    ):
        (tmp_path / "taken.png").mkdir()
        with pytest.raises(OutputError, match=r"taken\.png"):
            run(
                config,
                "pattern",
                a_choice(tmp_path),
                screenshot=tmp_path / "taken.png",
                quit_after=0.1,
                settings=settings,
            )

    def test_no_display_is_one_sentence(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
    ):
        monkeypatch.delenv("QT_QPA_PLATFORM")
        monkeypatch.delenv("DISPLAY", raising=False)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        if not sys.platform.startswith("linux"):
            return
        with pytest.raises(DisplayError, match="no display"):
            run(Config(), "pattern", a_choice(tmp_path), settings=settings)

    def test_a_fault_in_the_window_is_a_banner_and_not_the_end(
        self,
        qtbot: QtBot,
        tmp_path: Path,
        settings: Settings,
        config: Config,
        caplog: pytest.LogCaptureFixture,
    ):
        seen: list[str] = []
        window = make_window(config, "pattern", a_choice(tmp_path), settings)
        with application._guarded(window), caplog.at_level("ERROR"):
            for _ in range(90):  # three seconds of drawing
                sys.excepthook(ZeroDivisionError, ZeroDivisionError("a slot divided by zero"), None)
            seen.append(window.banner.text)
            sys.excepthook(KeyError, KeyError("another"), None)
        window.close()

        assert "a slot divided by zero" in seen[0]
        assert [r.message for r in caplog.records] == ["a fault in the window"] * 2

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_closes_the_window(
        self,
        qapp: QApplication,
        tmp_path: Path,
        settings: Settings,
        config: Config,
        number: signal.Signals,
    ):
        QTimer.singleShot(300, lambda: os.kill(os.getpid(), number))

        assert run(config, "pattern", a_choice(tmp_path), settings=settings) == 0

    def test_a_signal_that_comes_while_the_window_opens_ends_it_too(
        self,
        qapp: QApplication,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        settings: Settings,
        config: Config,
    ):
        def interrupted(window: MainWindow) -> None:
            start(window)
            os.kill(os.getpid(), signal.SIGTERM)

        start = MainWindow.start
        monkeypatch.setattr(MainWindow, "start", interrupted)
        rescue = QTimer(qapp)  # without it a window that stays would hang the test, not fail it
        rescue.timeout.connect(lambda: qapp.exit(7))
        rescue.start(20_000)
        try:
            assert run(config, "pattern", a_choice(tmp_path), settings=settings) == 0
        finally:
            rescue.stop()  # or it would end the loops of later tests
            rescue.deleteLater()
            # what the closed window still has queued must end a loop of its own, not a later test's
            QTimer.singleShot(100, lambda: qapp.exit(0))
            qapp.exec()


@pytest.mark.parametrize(
    ("remembered", "used"),
    [
        (None, None),
        ("demo", "demo"),
        ("rtsp://door/1", "rtsp://door/1"),
        ("/no/such/file.mp4", None),
        (__file__, __file__),
        ("0", "0"),
        ("7", None),
    ],
)
def test_the_last_source_is_used_where_it_is_still_there(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, remembered: str | None, used: str | None
):
    monkeypatch.setattr(application, "list_cameras", lambda: [CameraInfo(0, "Cam", "/dev/video0")])
    settings.source = remembered

    assert remembered_source(settings) == used


def test_the_command_opens_a_window_saves_it_and_ends_without_output(tmp_path: Path):
    """In a process of its own: what breaks when the interpreter ends shows up only there."""
    environ = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "FACEVOUCH_MODELS": str(tmp_path / "models"),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    target = tmp_path / "w.png"
    command = [sys.executable, "-m", "edge", "app", "--source", "demo"]
    ended = subprocess.run(
        [*command, "--screenshot", str(target), "--after", "1.5"],
        capture_output=True,
        text=True,
        env=environ,
        check=False,
    )
    complaints = [
        line
        for line in ended.stderr.splitlines()
        if "Error" in line or "Traceback" in line or "QObject" in line or "QThread" in line
    ]

    assert (ended.returncode, complaints) == (0, [])
    assert not QImage(str(target)).isNull()


def test_the_command_ends_with_status_2_and_one_line_where_there_is_no_display():
    environ = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    if not sys.platform.startswith("linux"):
        return
    ended = subprocess.run(
        [sys.executable, "-m", "edge", "app", "--source", "pattern"],
        capture_output=True,
        text=True,
        env=environ,
        check=False,
    )

    assert ended.returncode == 2
    assert ended.stderr.startswith("facevouch: there is no display")
    assert ended.stderr.count("\n") == 1


@pytest.mark.field_data
def test_a_live_person_on_a_real_clip_is_shown_as_one_track(
    qtbot: QtBot, open_window: MakeWindow, field_data: Path, tmp_path: Path
):
    window = open_window(str(field_data / "data" / "clips" / "live_webcam_a.mp4"))
    tracks: set[int] = set()
    window.bridge.result.connect(lambda _f, r: tracks.update(f.face.track_id for f in r.faces))
    qtbot.waitUntil(lambda: states(window) == {State.LIVE}, timeout=30_000)

    assert tracks == {1}
    assert window.view.current is not None
    assert np.ptp(window.view.current[0].bgr) > 50
