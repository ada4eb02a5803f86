"""Nothing is saved without a command and consent; saved pictures are those that were shown."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import make_face, make_frame, make_result
from ui_stage import Stage

from edge.errors import OutputError
from edge.types import Box, Frame, FrameResult
from ui import recorder, saving
from ui.painting import OverlayOptions
from ui.saving import Consent, PrivacyDialog
from ui.settings import Settings


def answer(act: Callable[[PrivacyDialog], None]) -> None:
    """Do something to the notice as soon as it is open."""

    def on_open() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PrivacyDialog)
        act(dialog)

    QTimer.singleShot(0, on_open)


def agree(stage: Stage, folder: Path, *, annotated: bool = False) -> None:
    stage.window.saving.ask = lambda *_: Consent(folder, annotated)


def show(qtbot: QtBot, stage: Stage, index: int = 1, value: int = 90) -> None:
    frame = make_frame(index, value=value)
    with qtbot.waitSignal(stage.window.bridge.result):
        stage.engine.push(frame, make_result([make_face(1)], frame))


class TestNotice:
    def test_cancel_is_the_default_and_saves_nothing(
        self, qtbot: QtBot, stage: Stage, settings: Settings
    ):
        show(qtbot, stage)
        seen: list[bool] = []

        def cancel(dialog: PrivacyDialog) -> None:
            assert dialog.cancel is not None
            seen.append(dialog.cancel.isDefault())
            dialog.cancel.click()

        answer(cancel)
        stage.window.actions_["snapshot"].trigger()

        assert seen == [True]
        assert not settings.folder.exists()

    def test_agreeing_saves_into_the_folder_of_the_notice(
        self, qtbot: QtBot, stage: Stage, settings: Settings, tmp_path: Path
    ):
        show(qtbot, stage)

        def save(dialog: PrivacyDialog) -> None:
            dialog.folder.setText(str(tmp_path / "mine"))
            assert dialog.save is not None
            dialog.save.click()

        answer(save)
        stage.window.actions_["snapshot"].trigger()

        assert len(list((tmp_path / "mine").glob("facevouch-*.png"))) == 1
        assert settings.folder == tmp_path / "mine"
        assert not settings.privacy_remembered

    def test_remembering_means_not_being_asked_again(
        self, qtbot: QtBot, stage: Stage, settings: Settings
    ):
        show(qtbot, stage)

        def save(dialog: PrivacyDialog) -> None:
            dialog.remember.setChecked(True)
            assert dialog.save is not None
            dialog.save.click()

        answer(save)
        stage.window.actions_["snapshot"].trigger()
        stage.window.actions_["snapshot"].trigger()

        assert settings.privacy_remembered
        assert len(list(settings.folder.glob("*.png"))) == 2

    @pytest.mark.parametrize("what", ["snapshot", "recording"])
    def test_the_notice_names_what_it_is_about(
        self, qtbot: QtBot, settings: Settings, what: saving.What
    ):
        dialog = PrivacyDialog(what, settings)
        qtbot.addWidget(dialog)

        assert {"snapshot": "snapshot", "recording": "video"}[what] in dialog.windowTitle()


class TestSnapshot:
    def test_without_a_picture_there_is_nothing_to_ask(self, stage: Stage):
        stage.window.actions_["snapshot"].trigger()

        assert "no picture to save" in stage.window.toasts.text

    def test_a_plain_snapshot_is_the_frame_to_the_pixel(
        self, qtbot: QtBot, stage: Stage, tmp_path: Path
    ):
        show(qtbot, stage)
        agree(stage, tmp_path)
        path = stage.window.saving.snapshot()

        assert path is not None
        assert stage.window.view.current is not None
        assert np.array_equal(cv2.imread(str(path)), stage.window.view.current[0].bgr)
        assert str(path) in stage.window.toasts.text

    def test_an_annotated_snapshot_has_the_verdict_drawn_in(
        self, qtbot: QtBot, stage: Stage, tmp_path: Path
    ):
        show(qtbot, stage)
        agree(stage, tmp_path, annotated=True)
        path = stage.window.saving.snapshot()

        saved = cv2.imread(str(path))
        assert stage.window.view.current is not None
        frame = stage.window.view.current[0].bgr
        assert saved.shape == frame.shape
        assert not np.array_equal(saved, frame)

    def test_two_in_one_second_do_not_overwrite_each_other(
        self, qtbot: QtBot, stage: Stage, tmp_path: Path
    ):
        show(qtbot, stage)
        agree(stage, tmp_path)
        paths = {stage.window.saving.snapshot() for _ in range(3)}

        assert len(paths) == 3

    def test_a_folder_that_cannot_be_made_is_a_banner(
        self, qtbot: QtBot, stage: Stage, tmp_path: Path
    ):
        show(qtbot, stage)
        (tmp_path / "file").touch()
        agree(stage, tmp_path / "file" / "below")

        assert stage.window.saving.snapshot() is None
        assert "choose another one" in stage.window.banner.text


class TestRecording:
    def test_it_begins_after_consent_shows_that_it_runs_and_ends_at_the_key(
        self, qtbot: QtBot, stage: Stage, tmp_path: Path
    ):
        show(qtbot, stage)
        agree(stage, tmp_path)
        record = stage.window.actions_["record"]
        record.trigger()
        assert stage.window.view.recording_since is not None
        for index in range(2, 32):
            show(qtbot, stage, index)
        running = stage.window.saving.recorder
        assert running is not None
        record.trigger()

        assert stage.window.view.recording_since is None
        assert not record.isChecked()
        assert str(running.path) in stage.window.toasts.text
        assert len(list(tmp_path.glob("*.mp4"))) == 1

    def test_refusing_leaves_the_button_off_and_writes_nothing(
        self, qtbot: QtBot, stage: Stage, tmp_path: Path
    ):
        show(qtbot, stage)
        stage.window.saving.ask = lambda *_: None
        stage.window.actions_["record"].trigger()

        assert not stage.window.actions_["record"].isChecked()
        assert stage.window.saving.recorder is None
        assert list(tmp_path.glob("*.mp4")) == []

    def test_another_source_ends_it(self, qtbot: QtBot, stage: Stage, tmp_path: Path):
        show(qtbot, stage)
        agree(stage, tmp_path)
        stage.window.actions_["record"].trigger()
        stage.window.open_source("pattern")

        assert stage.window.saving.recorder is None
        assert not stage.window.actions_["record"].isChecked()

    def test_closing_the_window_ends_it_and_a_video_without_frames_is_not_left(
        self, qtbot: QtBot, stage: Stage, tmp_path: Path
    ):
        show(qtbot, stage)
        agree(stage, tmp_path)
        stage.window.actions_["record"].trigger()
        stage.window.close()

        assert list(tmp_path.glob("*.mp4")) == []

    def test_a_failing_disk_is_a_banner_and_ends_it(
        self, qtbot: QtBot, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        def full(_self: object, _job: object) -> None:
            raise OSError("No space left on device")

        monkeypatch.setattr(recorder.Recorder, "_write", full)
        show(qtbot, stage)
        agree(stage, tmp_path)
        stage.window.actions_["record"].trigger()
        show(qtbot, stage, 2)
        qtbot.waitUntil(lambda: "No space left" in stage.window.banner.text)

        assert stage.window.saving.recorder is None
        assert not stage.window.actions_["record"].isChecked()


class TestRecorder:
    @pytest.fixture
    def errors(self) -> list[str]:
        return []

    @pytest.fixture
    def recording(
        self, qapp: QApplication, tmp_path: Path, errors: list[str]
    ) -> Iterator[recorder.Recorder]:
        made = recorder.Recorder(tmp_path, (321, 181), None, errors.append)
        yield made
        made.close()

    def add(self, recording: recorder.Recorder, seconds: float, value: int = 90) -> None:
        pixels = np.full((181, 321, 3), value, np.uint8)
        frame = Frame(pixels, 0, "fake", seconds)
        result = FrameResult(0, seconds, "fake", frame.size, (), {})
        recording._queue.put(recorder._Job(frame, result, {}))  # waits: none may be dropped here

    def read(self, path: Path) -> list[np.ndarray]:
        video, frames = cv2.VideoCapture(str(path)), []
        while (got := video.read())[0]:
            frames.append(got[1])
        video.release()
        return frames

    @pytest.mark.parametrize("fps", [10, 25, 60])
    def test_the_video_plays_at_the_speed_of_life(
        self, recording: recorder.Recorder, errors: list[str], fps: int
    ):
        for index in range(2 * fps + 1):
            self.add(recording, 100 + index / fps)
        assert recording.close()

        assert errors == []
        frames = self.read(recording.path)
        assert len(frames) == pytest.approx(2 * recorder.FPS, abs=2)
        assert frames[0].shape == (180, 320, 3), "odd sides are made even for the codec"
        assert abs(int(frames[-1].mean()) - 90) <= 3

    def test_a_pause_is_not_a_frozen_stretch(self, recording: recorder.Recorder):
        for seconds in (0.0, 0.5, 60.0, 60.5):
            self.add(recording, seconds)
        assert recording.close()

        assert len(self.read(recording.path)) < 3 * recorder.FPS

    def test_an_annotated_video_has_the_boxes(
        self, qapp: QApplication, tmp_path: Path, errors: list[str]
    ):
        made = recorder.Recorder(tmp_path, (640, 360), OverlayOptions(), errors.append)
        frame = make_frame()
        face = make_face(box=Box(200, 100, 400, 300))
        made.add(frame, make_result([face], frame), {})
        made.close()

        assert errors == []
        picture = self.read(made.path)[0].astype(int)
        assert np.abs(picture[98:103, 210:230] - 90).max() > 60
        assert np.abs(picture[330:, :100] - 90).max() <= 6

    def test_a_file_that_cannot_be_written_is_a_sentence(self, tmp_path: Path):
        (tmp_path / "file").touch()
        with pytest.raises(OutputError, match="choose another one"):
            recorder.Recorder(tmp_path / "file", (64, 64), None, print)

    def test_a_slow_disk_drops_frames_and_counts_them_instead_of_blocking(
        self, recording: recorder.Recorder, monkeypatch: pytest.MonkeyPatch
    ):
        held = threading.Event()
        monkeypatch.setattr(recording, "_write", lambda _job: held.wait(5))
        frame = make_frame()
        result = make_result(frame=frame)
        for _ in range(recorder.WAITING + 10):
            recording.add(frame, result, {})

        assert recording.dropped >= 9
        held.set()
