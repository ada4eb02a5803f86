"""A window on a fake engine, with settings of its own, closed and checked after each test."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2  # noqa: F401 - it sets Qt's paths on import, as at run time; undone below
import pytest
from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edge.config import Config
from ui import bridge, language, theme
from ui.platform import remove_opencv_paths
from ui.settings import Settings
from ui.window import MainWindow

sys.path.insert(0, str(Path(__file__).parent))
from ui_fakes import FakeEngine
from ui_stage import FakeRegistry, MakeStage, Stage, bury

os.environ["QT_QPA_PLATFORM"] = os.environ.get("FACEVOUCH_TEST_PLATFORM", "offscreen")
remove_opencv_paths()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = Settings(store)
    made.folder = tmp_path / "saved"
    made.language = "en"
    return made


@pytest.fixture
def make_stage(
    qtbot: QtBot, qapp: QApplication, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MakeStage]:
    monkeypatch.setattr(bridge, "POLL_MS", 20)
    language.install(qapp, "en")
    theme.apply(qapp, "dark")
    made: list[Stage] = []

    def make(*, source: str | None = "demo", cameras: object = None) -> Stage:
        registry = FakeRegistry()
        engines: list[FakeEngine] = []

        def make_engine(notify: Callable[[], None]) -> FakeEngine:
            engines.append(FakeEngine(notify))
            return engines[0]

        window = MainWindow(
            make_engine,  # type: ignore[arg-type]
            Config(),
            source,
            registry,  # type: ignore[arg-type]
            settings,
            cameras if callable(cameras) else list,
        )
        if settings.layout("geometry") is None:  # else as the one before was left
            window.resize(1280, 760)  # wider than the offscreen screen: with panels beside it
        window.start()
        window.show()
        qtbot.waitExposed(window)
        made.append(Stage(window, engines[0], registry, settings))
        return made[-1]

    yield make
    for stage in made:
        stage.window.close()
        bury(stage.window, stage.engine)
    language.install(qapp, "en")
    theme.apply(qapp, "dark")


@pytest.fixture
def stage(make_stage: MakeStage) -> Stage:
    return make_stage()
