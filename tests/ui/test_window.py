"""The window, driven as a person would, on a fake engine."""

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from ui_fakes import FAKE, SPOOF, evidence_score, make_face, make_frame, make_result
from ui_stage import MakeStage, Stage, press, show

from edge.capture.supervisor import SourceState
from edge.types import Frame, State
from ui import language, shortcuts, theme


def test_a_result_reaches_picture_faces_chart_and_status(qtbot: QtBot, stage: Stage):
    show(qtbot, stage, make_face(3, State.ATTACK), make_face(4))
    window = stage.window

    assert window.view.current is not None
    assert [card.track.text() for card in window.sidebar.faces.cards] == ["#3", "#4"]
    assert window.sidebar.chart.tracks == {3, 4}
    assert window.status.size_label.text() == "640 × 360"


def test_the_figures_of_the_engine_are_shown(qtbot: QtBot, stage: Stage):
    qtbot.waitUntil(lambda: "29.7" in stage.window.status.speed.text())

    assert stage.window.status.source.text() == "Playing"
    assert stage.window.topbar.model.choice == SPOOF
    assert stage.window.sidebar.performance.figures["camera"].value.text() == "30.0"


def test_the_space_bar_pauses_and_goes_on(qtbot: QtBot, stage: Stage):
    press(qtbot, stage, Qt.Key.Key_Space)
    assert stage.engine.paused
    assert stage.window.view.paused
    press(qtbot, stage, Qt.Key.Key_Space)
    assert not stage.engine.paused
    assert not stage.window.view.paused


def test_a_pause_is_told_in_the_status_line_and_no_rate_with_it(qtbot: QtBot, stage: Stage):
    press(qtbot, stage, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stage.window.status.source.text() == "Paused")
    assert "29.7" not in stage.window.status.speed.text()
    press(qtbot, stage, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stage.window.status.source.text() == "Playing")


def test_the_demo_in_place_of_a_camera_is_announced_with_the_cameras_menu(
    qtbot: QtBot, make_stage: MakeStage, monkeypatch: pytest.MonkeyPatch
):
    stage = make_stage(source=None)
    view, opened = stage.window.view, []
    monkeypatch.setattr(stage.window.topbar.source, "showMenu", lambda: opened.append(1))
    assert not view.no_camera.isVisible()
    frame = Frame(make_frame().bgr, 0, "demo", 0.0)
    with qtbot.waitSignal(stage.window.bridge.result):
        stage.engine.push(frame, make_result([], frame))
    assert view.no_camera.isVisible()
    assert "no camera found" in view.no_camera.text()
    view.no_camera.click()
    assert opened == [1]
    stage.window.open_source("0")
    assert not view.no_camera.isVisible()


def test_a_demo_that_was_asked_for_offers_no_camera(qtbot: QtBot, stage: Stage):
    frame = Frame(make_frame().bgr, 0, "demo", 0.0)
    with qtbot.waitSignal(stage.window.bridge.result):
        stage.engine.push(frame, make_result([], frame))

    assert not stage.window.view.no_camera.isVisible()


def wait_for_models(qtbot: QtBot, stage: Stage, *tasks: str) -> None:
    """Until the window knows the models in use."""
    stage.engine.set_models({task: f"{task}-model" for task in tasks})
    qtbot.waitUntil(lambda: stage.window.overlay._using == set(tasks))


def test_h_goes_through_the_heatmaps_and_brackets_blend_them(qtbot: QtBot, stage: Stage):
    view = stage.window.view
    wait_for_models(qtbot, stage, "antispoof", "deepfake")
    seen = []
    for _ in range(5):
        press(qtbot, stage, Qt.Key.Key_H)
        seen.append((view.options.heat, stage.window.topbar.heatmap.choice))
    assert seen == [
        ("antispoof", "Anti-spoofing"),
        ("deepfake", "Deepfake"),
        ("both", "Side by side"),
        (None, "No heatmap"),
        ("antispoof", "Anti-spoofing"),
    ]
    assert stage.window.topbar.blend.isEnabled()
    before = view.options.blend
    press(qtbot, stage, Qt.Key.Key_BracketRight)
    assert view.options.blend == pytest.approx(before + 0.1)
    press(qtbot, stage, Qt.Key.Key_BracketLeft)
    press(qtbot, stage, Qt.Key.Key_BracketLeft)
    assert view.options.blend == pytest.approx(before - 0.1)


def test_the_menu_offers_the_evidence_of_the_models_in_use(qtbot: QtBot, stage: Stage):
    wait_for_models(qtbot, stage, "antispoof")
    menu = stage.window.heatmap_menu
    menu.rebuild()
    offered = {action.text() for action in menu.actions() if action.isEnabled()}
    assert offered == {"No heatmap", "Anti-spoofing"}
    assert len(menu.actions()) == 4

    menu.actions()[1].trigger()
    menu.rebuild()

    assert stage.window.view.options.heat == "antispoof"
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Anti-spoofing"]


def test_a_heatmap_goes_with_its_model_and_comes_back_with_it(qtbot: QtBot, stage: Stage):
    wait_for_models(qtbot, stage, "antispoof", "deepfake")
    stage.window.overlay.choose_heatmap("deepfake")
    wait_for_models(qtbot, stage, "antispoof")
    assert stage.window.view.options.heat is None
    wait_for_models(qtbot, stage, "antispoof", "deepfake")
    assert stage.window.view.options.heat == "deepfake"


def test_the_slider_blends_the_heatmap(qtbot: QtBot, stage: Stage):
    wait_for_models(qtbot, stage, "antispoof")
    stage.window.actions_["heatmap"].trigger()
    stage.window.topbar.blend.setValue(30)

    assert stage.window.view.options.blend == pytest.approx(0.3)
    assert stage.settings.heatmap_blend == pytest.approx(0.3)


def test_another_model_brings_its_own_heatmap(qtbot: QtBot, stage: Stage):
    wait_for_models(qtbot, stage, "antispoof")
    stage.window.actions_["heatmap"].trigger()
    stage.engine.set_models({"antispoof": "spoof-other"})
    qtbot.waitUntil(lambda: stage.window.topbar.model.choice == "spoof-other")
    show(qtbot, stage, make_face(1, scores=[evidence_score("spoof-other")]))

    assert stage.window.view.heatmap_missing == ""


def test_keypoints_can_be_hidden(qtbot: QtBot, stage: Stage):
    press(qtbot, stage, Qt.Key.Key_K)

    assert not stage.window.view.options.keypoints
    assert not stage.settings.keypoints


def test_a_new_error_rate_goes_to_the_engine(qtbot: QtBot, stage: Stage):
    stage.window.sidebar.decision.apcer.spin.setValue(10.0)
    qtbot.waitUntil(lambda: any(call[0] == "decision" for call in stage.engine.calls))

    assert stage.engine.calls[-1][1].apcer == pytest.approx(0.1)  # type: ignore[attr-defined]


def test_models_are_offered_by_task_and_exchanged_without_a_restart(qtbot: QtBot, stage: Stage):
    menu = stage.window.model_menu
    qtbot.waitUntil(lambda: stage.window.topbar.model.choice == SPOOF)
    menu.rebuild()
    choices = {a.data(): a for a in menu.actions() if a.data()}

    assert set(choices) == {
        ("antispoof", SPOOF),
        ("antispoof", "spoof-other"),
        ("deepfake", FAKE),
        ("deepfake", None),
    }
    assert choices["antispoof", SPOOF].isChecked()
    choices["antispoof", "spoof-other"].trigger()
    choices["deepfake", None].trigger()
    assert stage.engine.calls == [
        ("model", "antispoof", "spoof-other"),
        ("model", "deepfake", None),
    ]


def test_a_task_without_a_model_says_how_to_get_one(stage: Stage):
    stage.registry.entries = []
    stage.window.model_menu.rebuild()
    texts = [a.text() for a in stage.window.model_menu.actions()]

    assert texts.count("No model: facevouch models import FILE") == 2


def test_full_screen_shows_only_the_picture_and_escape_leaves_it(qtbot: QtBot, stage: Stage):
    press(qtbot, stage, Qt.Key.Key_F)
    qtbot.waitUntil(stage.window.isFullScreen)
    assert stage.window.topbar.isHidden()
    assert stage.window.sidebar.isHidden()
    press(qtbot, stage, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not stage.window.isFullScreen())
    assert not stage.window.topbar.isHidden()
    assert not stage.window.sidebar.isHidden()


def test_a_double_click_on_the_picture_goes_full_screen(qtbot: QtBot, stage: Stage):
    qtbot.mouseDClick(stage.window.view, Qt.MouseButton.LeftButton)

    assert stage.window.isFullScreen()


def test_panels_and_event_log_can_be_shown_and_hidden(qtbot: QtBot, stage: Stage):
    press(qtbot, stage, Qt.Key.Key_P)
    assert stage.window.sidebar.isHidden()
    press(qtbot, stage, Qt.Key.Key_L)
    assert not stage.window.events.isHidden()
    stage.window.events.close()
    assert not stage.window.actions_["events"].isChecked()


def test_t_changes_the_theme_and_it_is_remembered(qtbot: QtBot, stage: Stage):
    press(qtbot, stage, Qt.Key.Key_T)
    assert theme.active().name == "light"
    assert stage.settings.theme == "light"
    press(qtbot, stage, Qt.Key.Key_T)
    assert theme.active().name == "dark"


def test_the_menu_offers_themes_and_languages_and_ticks_what_is_in_use(stage: Stage):
    menu = stage.window.main_menu
    menu.rebuild()
    ticked = {
        action.data(): action.isChecked()
        for submenu in (a.menu() for a in menu.actions())
        if submenu is not None
        for action in submenu.actions()
    }

    other = dict.fromkeys(set(language.NAMES) - {"en"}, False)
    assert ticked == {"dark": True, "light": False, "en": True} | other


def test_the_privacy_question_can_be_brought_back(stage: Stage):
    stage.settings.privacy_remembered = True
    menu = stage.window.main_menu
    menu.rebuild()
    ask = next(a for a in menu.actions() if a.text() == "Ask before saving pictures")
    assert not ask.isChecked()
    ask.trigger()

    assert not stage.settings.privacy_remembered


def test_the_folder_for_pictures_can_be_chosen(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "new"))
    stage.window.main_menu.folder_asked.emit()

    assert stage.settings.folder == tmp_path / "new"


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_the_help_sheet_lists_every_shortcut(qtbot: QtBot, stage: Stage, key: Qt.Key):
    listed: list[str] = []

    def read_and_close() -> None:
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, QDialog)
        listed.extend(label.text() for label in sheet.findChildren(QLabel))
        sheet.reject()

    QTimer.singleShot(0, read_and_close)
    press(qtbot, stage, key)

    for name in shortcuts.KEYS:
        assert shortcuts.title(name).rstrip("…") in listed
        assert shortcuts.keys_text(name) in listed


def test_no_two_actions_share_a_key():
    keys = [key for keys in shortcuts.KEYS.values() for key in keys]

    assert len(keys) == len(set(keys))


def test_control_q_closes_and_stops_the_engine(qtbot: QtBot, stage: Stage):
    press(qtbot, stage, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)

    assert stage.engine.stopped
    assert not stage.window.isVisible()


def test_whatever_can_be_used_has_a_name_for_screen_readers(stage: Stage):
    stage.window.actions_["events"].trigger()
    nameless = [
        widget
        for widget in stage.window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.objectName() != "qt_scrollarea_viewport"
        and not (widget.accessibleName() or getattr(widget, "text", str)())
        and type(widget).__module__.startswith("ui")
    ]

    assert nameless == []


def test_the_tab_key_walks_through_the_bar_and_the_panels(qtbot: QtBot, stage: Stage):
    window = stage.window
    window.activateWindow()
    window.topbar.source.setFocus()
    visited: list[QWidget] = []
    for _ in range(40):
        focus = window.focusWidget()
        if focus is None or focus in visited:
            break
        visited.append(focus)
        window.focusNextChild()

    wanted = [window.topbar.source, window.topbar.model, window.topbar.menu]
    wanted.append(window.sidebar.decision.bpcer.spin)
    positions = [visited.index(widget) for widget in wanted]
    assert positions == sorted(positions)


class TestRemembered:
    def test_the_window_comes_back_as_it_was_left(self, qtbot: QtBot, make_stage: MakeStage):
        first = make_stage()
        first.window.resize(780, 500)
        wait_for_models(qtbot, first, "antispoof")
        first.window.actions_["heatmap"].trigger()
        first.window.actions_["keypoints"].trigger()
        first.window.actions_["events"].trigger()
        first.window.close()
        second = make_stage()

        assert (second.window.width(), second.window.height()) == (780, 500)
        qtbot.waitUntil(lambda: second.window.view.options.heat == "antispoof")
        assert not second.window.view.options.keypoints
        assert not second.window.events.isHidden()
        assert second.window.actions_["events"].isChecked()

    def test_a_source_is_remembered_once_it_plays(self, qtbot: QtBot, stage: Stage):
        stage.window.open_source("pattern")
        assert stage.settings.source != "pattern"
        stage.engine.set_status(SourceState.PLAYING)
        qtbot.waitUntil(lambda: stage.settings.source == "pattern")

    def test_thresholds_are_not(self, qtbot: QtBot, make_stage: MakeStage):
        first = make_stage()
        first.window.sidebar.decision.apcer.spin.setValue(30.0)
        qtbot.waitUntil(lambda: bool(first.engine.calls))
        first.window.close()

        assert make_stage().window.sidebar.decision.apcer.spin.value() == pytest.approx(1.0)
