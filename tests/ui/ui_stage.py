"""The window with its fake engine, as tests of the window use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication, QEvent, Qt, QThread, QTimer
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from ui_fakes import FAKE, SPOOF, FakeEngine, make_frame, make_result

from models.spec import InputSpec, ModelSpec
from ui.settings import Settings
from ui.window import MainWindow


def spec(model_id: str, task: str) -> ModelSpec:
    return ModelSpec(
        id=model_id,
        task=task,
        architecture="none",
        precision="int8",
        file=f"{model_id}.onnx",
        sha256="0" * 64,
        bytes=612_000,
        input=InputSpec(size=80, expansions=(1.5,)),
        licence="Apache-2.0",
    )


class FakeRegistry:
    """The part of the registry that the window reads."""

    def __init__(self) -> None:
        self.entries = [
            spec(SPOOF, "antispoof"),
            spec("spoof-other", "antispoof"),
            spec(FAKE, "deepfake"),
        ]

    def specs(self) -> list[ModelSpec]:
        return self.entries

    def get(self, model_id: str) -> ModelSpec:
        return next(entry for entry in self.entries if entry.id == model_id)


@dataclass
class Stage:
    """A window, its fake engine, and what they share."""

    window: MainWindow
    engine: FakeEngine
    registry: FakeRegistry
    settings: Settings


MakeStage = Callable[..., Stage]


def bury(window: QWidget, engine: FakeEngine) -> None:
    """Delete a closed window, and hold that nothing of it still runs."""
    assert engine.stopped
    running = [t for t in window.findChildren(QTimer) if t.isActive()]
    assert not running, f"timers left running: {running}"
    assert not [t for t in window.findChildren(QThread) if t.isRunning()]
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def show(qtbot: QtBot, stage: Stage, *faces: object, index: int = 1) -> None:
    """Push one result and wait until the window has drawn it."""
    frame = make_frame(index)
    with qtbot.waitSignal(stage.window.bridge.result):
        stage.engine.push(frame, make_result(faces, frame))  # type: ignore[arg-type]


def press(qtbot: QtBot, stage: Stage, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    stage.window.activateWindow()
    stage.window.setFocus()
    qtbot.keyClick(stage.window, key, held)
