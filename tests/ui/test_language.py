"""Every sentence of the window in every language."""

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PyQt6.QtCore import QTranslator
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from ui_fakes import make_face, make_frame, make_result
from ui_stage import Stage

from edge.capture.supervisor import SourceState
from edge.message import Message
from edge.types import State
from ui import language
from ui.engine_sentences import CATALOGUE
from ui.language import told

UI = Path(language.__file__).parent
LANGUAGES = [code for code in language.NAMES if code != "en"]


def messages(code: str) -> dict[tuple[str, str], str]:
    """(context, English) → translation; empty where it is not finished."""
    found = {}
    for context in ET.parse(language.FOLDER / f"facevouch_{code}.ts").getroot().iter("context"):
        for message in context.iter("message"):
            text = message.find("translation")
            assert text is not None
            finished = text.get("type") is None
            key = (context.findtext("name", ""), message.findtext("source", ""))
            found[key] = (text.text or "") if finished else ""
    return found


def sources() -> set[tuple[str, str]]:
    """Every (context, English) that the code asks Qt to translate."""
    found = set()
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = ("translate", "QT_TRANSLATE_NOOP")
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                assert len(texts) == 2, f"{path}: translate needs two literals: {ast.dump(node)}"
                found.add((texts[0], texts[1]))
    return found


def engine_sentences() -> set[str]:
    """Every pattern that the engine says."""
    found = set()
    for path in (UI.parent / "edge").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Message":
                pattern = node.args[0]
                assert isinstance(pattern, ast.Constant), f"{path}:{node.lineno}: no literal"
                found.add(str(pattern.value))
    return found


def test_the_catalogue_has_what_the_engine_says_and_nothing_else():
    assert set(CATALOGUE) == engine_sentences()
    assert len(CATALOGUE) == len(set(CATALOGUE))


def test_sentences_of_the_engine_are_shown_in_the_language_in_use(qapp: QApplication):
    problem = Message("{0}: no new frame for {1} s", "/dev/video0", 2.5)
    whole = Message("{0}; trying again in {1} s", problem, 1.0)
    language.install(qapp, "de")
    try:
        german = told(whole)
        foreign = told("a library's own words")
    finally:
        language.install(qapp, "en")

    assert german == "/dev/video0: seit 2,5 s kein neues Bild; neuer Versuch in 1,0 s"
    assert foreign == "a library's own words"
    assert told(whole) == whole == "/dev/video0: no new frame for 2.5 s; trying again in 1.0 s"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the demo is no place to calibrate; choose a camera", "The demo is no place"),
        ("camera 0 does not open", "Camera 0"),
        ("/dev/video0: no new frame", "/dev/video0"),
        ("clip_2.mp4 is playing", "clip_2.mp4"),
        ("", ""),
    ],
)
def test_a_sentence_that_stands_alone_begins_with_a_capital_and_a_name_as_it_is_spelled(
    text: str, shown: str
):
    assert language.sentence(text).startswith(shown)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_is_translated_and_none_is_left_over(code: str):
    there = messages(code)

    assert set(there) == sources(), "run pylupdate6 and lrelease; see ui/i18n/README.md"
    assert [key for key, text in there.items() if not text.strip()] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_qts_own_tool_finds_the_same_sentences(code: str, tmp_path: Path):
    copy = tmp_path / "fresh.ts"
    tool = Path(sys.executable).with_name("pylupdate6")
    subprocess.run([tool, "--no-summary", UI, "--ts", copy], check=True)
    found = {
        (context.findtext("name"), message.findtext("source"))
        for context in ET.parse(copy).getroot().iter("context")
        for message in context.iter("message")
    }

    assert found == set(messages(code))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_compiled_file_is_in_step_with_the_source(qapp: QApplication, code: str):
    assert QTranslator().load(f"facevouch_{code}", str(language.FOLDER))
    language.install(qapp, code)
    behind = {
        english: text
        for (context, english), text in messages(code).items()
        if language.translate(context, english) != text
    }
    language.install(qapp, "en")

    assert behind == {}, "run lrelease"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_keeps_the_places_of_the_original(code: str):
    for (_, english), text in messages(code).items():
        places, kept = (re.findall(r"\{\d\}", each) for each in (english, text))
        assert sorted(places) == sorted(kept)
        assert english.endswith("…") == text.endswith("…")


def shown_texts(stage: Stage) -> set[str]:
    texts = set()
    for widget in stage.window.findChildren(QWidget):
        for read in ("text", "toolTip", "accessibleName", "windowTitle"):
            method = getattr(widget, read, None)
            if callable(method):
                texts.add(str(method()).strip())
    return texts - {""}


def test_the_language_changes_while_the_window_is_open(qtbot: QtBot, stage: Stage):
    window = stage.window
    frame = make_frame()
    with qtbot.waitSignal(window.bridge.result):
        stage.engine.push(frame, make_result([make_face(1, State.CHECKING)], frame))
    window.set_language("de")

    assert stage.settings.language == "de"
    qtbot.waitUntil(lambda: window.sidebar.faces.heading.text() == "Gesichter")
    assert window.sidebar.faces.cards[0].title.text() == "Wird geprüft"
    assert window.sidebar.decision.policy.itemText(0) == "wird nicht beachtet"
    assert window.actions_["pause"].text() == "Anhalten oder fortfahren"
    assert window.topbar.source.choice == "Vorführung"
    assert window.events.windowTitle() == "Ereignisse"
    qtbot.waitUntil(lambda: window.status.source.text() == "Läuft")
    qtbot.waitUntil(lambda: "29,7" in window.status.speed.text())

    window.set_language("en")
    qtbot.waitUntil(lambda: window.sidebar.faces.heading.text() == "Faces")


def test_nothing_english_is_left_on_the_german_window(qtbot: QtBot, stage: Stage):
    stage.window.set_language("de")
    stage.engine.set_status(SourceState.LOST, "…")
    qtbot.waitUntil(lambda: "Kein Bild" in stage.window.banner.text)
    same = {english for (_, english), text in messages("de").items() if english == text}
    english = {english for _, english in sources()} - same

    assert shown_texts(stage) & english == set()


def test_an_unknown_language_is_the_systems_or_english():
    assert language.choose("de") == "de"
    assert language.choose("tlh") in language.NAMES


@pytest.mark.parametrize(
    ("code", "fonts", "shown"),
    [("zh", [], "en"), ("zh", ["Noto Sans CJK SC"], "zh"), ("de", [], "de")],
)
def test_a_language_without_a_font_is_shown_in_english_and_the_log_names_the_package(
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    code: str,
    fonts: list[str],
    shown: str,
) -> None:
    monkeypatch.setattr(language.QFontDatabase, "families", lambda *_: fonts)
    assert language.readable(code) == shown
    assert ("fonts-noto-cjk" in caplog.text) is (shown != code)
    assert ("Chinese" in language.name_of(code)) is (shown != code)


def test_the_window_says_that_no_font_has_the_language_chosen_and_keeps_its_own(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(language.QFontDatabase, "families", lambda *_: [])
    stage.window.set_language("zh")

    assert language.in_use() == "en"
    assert stage.settings.language != "zh"
    assert "fonts-noto-cjk" in stage.window.banner.text + stage.window.toasts.text
