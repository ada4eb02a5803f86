"""Several cameras: tiles, one of them enlarged, and commands that apply to all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import FakeEngine, make_face, make_frame, make_result
from ui_stage import FakeRegistry, bury

from edge.capture.supervisor import SourceState
from edge.config import Config, DecisionConfig
from edge.types import State
from ui import bridge, language, theme
from ui.engine_group import EngineGroup
from ui.settings import Settings
from ui.window import MainWindow


class FakeCameras:
    """The gate's cameras as the window sees them, each on a fake engine."""

    def __init__(self, notify: Callable[[], None]) -> None:
        self.by_name = {}
        for name in ("door", "yard", "garage"):
            engine = FakeEngine(notify)
            engine.source_spec = name
            self.by_name[name] = SimpleNamespace(engine=engine)
        self.calls: list[str] = []

    def start(self) -> None:
        self.calls.append("start")

    def stop(self, timeout: float) -> list[str]:
        self.calls.append("stop")
        return []

    def __getitem__(self, name: str) -> FakeEngine:
        return self.by_name[name].engine


@pytest.fixture
def scene(
    qtbot: QtBot, qapp: QApplication, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[MainWindow, FakeCameras]]:
    monkeypatch.setattr(bridge, "POLL_MS", 20)
    language.install(qapp, "en")
    theme.apply(qapp, "dark")
    made: list[FakeCameras] = []

    def make_engine(notify: Callable[[], None]) -> EngineGroup:
        made.append(FakeCameras(notify))
        return EngineGroup(made[0])  # type: ignore[arg-type]

    window = MainWindow(
        make_engine,  # type: ignore[arg-type]
        Config(),
        None,
        FakeRegistry(),  # type: ignore[arg-type]
        settings,
        list,
    )
    window.start()
    window.show()
    qtbot.waitExposed(window)
    yield window, made[0]
    window.close()
    assert made[0].calls == ["start", "stop"]
    bury(window, SimpleNamespace(stopped=True))  # type: ignore[arg-type]


def push(engine: FakeEngine, state: State, value: int = 90) -> None:
    frame = make_frame(1, value=value)
    engine.push(frame, make_result([make_face(state=state)], frame))


def test_every_camera_has_a_tile_with_its_state_and_its_rate(
    qtbot: QtBot, scene: tuple[MainWindow, FakeCameras]
):
    window, cameras = scene
    tiles = window.tiles.tiles
    assert list(tiles) == ["door", "yard", "garage"]
    push(cameras["door"], State.LIVE)
    push(cameras["yard"], State.ATTACK)
    cameras["garage"].set_status(SourceState.LOST, "gone")
    qtbot.waitUntil(lambda: [tile.chip for tile in tiles.values()] == ["Live", "Attack", "Lost"])
    assert tiles["yard"].figure == "29.7 fps"
    assert tiles["garage"].figure == "–"
    assert [tile.on_show for tile in tiles.values()] == [True, False, False]


def test_a_click_makes_a_camera_the_large_one_and_nothing_of_the_last_one_stays(
    qtbot: QtBot, scene: tuple[MainWindow, FakeCameras]
):
    window, cameras = scene
    push(cameras["door"], State.LIVE, value=10)
    qtbot.waitUntil(lambda: window.view.current is not None)
    qtbot.mouseClick(window.tiles.tiles["yard"], Qt.MouseButton.LeftButton)
    assert window.view.current is None
    assert "yard" in window.windowTitle()
    push(cameras["yard"], State.CHECKING, value=200)
    qtbot.waitUntil(lambda: window.view.current is not None)
    assert window.view.current[0].bgr[0, 0, 0] == 200
    push(cameras["door"], State.ATTACK)
    qtbot.waitUntil(lambda: window.tiles.tiles["door"].chip == "Attack")
    assert window.view.current[0].bgr[0, 0, 0] == 200


def test_enter_on_a_tile_shows_its_camera_and_ends_a_pause_of_the_last(
    qtbot: QtBot, scene: tuple[MainWindow, FakeCameras]
):
    window, cameras = scene
    window.actions_["pause"].setChecked(True)
    assert cameras["door"].paused
    tile = window.tiles.tiles["garage"]
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    assert window.bridge.engine.on_show == "garage"
    assert not cameras["door"].paused
    assert not window.actions_["pause"].isChecked()


def test_models_and_error_rates_are_those_of_all_cameras(
    scene: tuple[MainWindow, FakeCameras],
):
    window, cameras = scene
    decision = DecisionConfig(bpcer=0.05)
    window.bridge.engine.set_decision(decision)
    window.model_menu.chosen.emit("antispoof", "spoof-other")
    for name in cameras.by_name:
        calls = cameras[name].calls
        assert ("decision", decision) in calls
        assert ("model", "antispoof", "spoof-other") in calls


def test_another_source_is_that_of_the_camera_on_show(scene: tuple[MainWindow, FakeCameras]):
    window, cameras = scene
    window.show_camera("yard")
    window.open_source("demo")
    assert ("source", "demo") in cameras["yard"].calls
    assert ("source", "demo") not in cameras["door"].calls


def test_no_camera_of_the_configuration_becomes_the_last_source_chosen(
    qtbot: QtBot, scene: tuple[MainWindow, FakeCameras], settings: Settings
):
    window, cameras = scene
    window.show_camera("yard")
    cameras["yard"].set_status(SourceState.PLAYING)
    window.bridge.poll()
    assert settings.source is None


def test_the_wizard_lets_choose_the_camera_before_it_begins(
    qtbot: QtBot, scene: tuple[MainWindow, FakeCameras]
):
    window, _ = scene
    window.calibrate()
    wizard = window.wizard.wizard
    assert wizard is not None
    assert "<b>door</b>" in wizard.camera.text()
    choice = wizard.cameras
    assert [choice.itemText(i) for i in range(choice.count())] == ["door", "yard", "garage"]
    choice.textActivated.emit("yard")
    other = window.wizard.wizard

    assert other is not None
    assert other is not wizard
    assert "<b>yard</b>" in other.camera.text()
    assert other.cameras.currentText() == "yard"
    assert other.run.engine is window.bridge.engine.engine
    assert window.tiles.tiles["yard"].on_show
    other.buttons["start"].click()
    assert other.cameras.isHidden()
