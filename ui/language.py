"""The interface's languages, through Qt's own translators. English is the source language."""

from __future__ import annotations

import logging
from pathlib import Path

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PyQt6.QtGui import QFontDatabase, QGuiApplication

from edge.message import Message, Value
from edge.types import AttackKind, Reason, State, Verdict


def told(text: str) -> str:
    """A sentence of the engine's, translated where its parts are known."""
    if not isinstance(text, Message):
        return text
    pattern = QCoreApplication.translate("Engine", text.pattern)
    return pattern.format(*(_value(value) for value in text.values))


def _value(value: Value) -> str:
    if isinstance(value, float):
        return QLocale().toString(value, "f", 1)
    return told(value) if isinstance(value, str) else str(value)


CATALOGUE = (
    QT_TRANSLATE_NOOP("Engine", "camera {0} ({1}) does not open; close the program that uses it"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "camera {0} does not open: not there, in use or not allowed; cameras here: {1}",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "cannot open the stream {0}; check address, network and credentials",
    ),
    QT_TRANSLATE_NOOP("Engine", "cannot read {0}: {1}"),
    QT_TRANSLATE_NOOP("Engine", "error rates asked for: BPCER {0}, APCER {1}"),
    QT_TRANSLATE_NOOP("Engine", "frame {0} could not be judged: {1}"),
    QT_TRANSLATE_NOOP("Engine", "frame {0}: {1}"),
    QT_TRANSLATE_NOOP("Engine", "it broke: {0}"),
    QT_TRANSLATE_NOOP("Engine", "it gave a score that is not a finite number"),
    QT_TRANSLATE_NOOP("Engine", "it judged {0} of {1} faces the other way"),
    QT_TRANSLATE_NOOP("Engine", "it stops at {0} s of the {1} s it states: it is cut off"),
    QT_TRANSLATE_NOOP("Engine", "it takes {0} ms a face after {1} ms"),
    QT_TRANSLATE_NOOP("Engine", "its frames are those of {0} frames before"),
    QT_TRANSLATE_NOOP("Engine", "its frames come without any jitter, as from a program's clock"),
    QT_TRANSLATE_NOOP("Engine", "its frames go back in time"),
    QT_TRANSLATE_NOOP("Engine", "model {0} held through {1} frames"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "model {0} judges {1} of {2} faces just seen the other way (canary.flips allows "
        "{3}), so it is not used; evaluate it first, or set canary.flips = 1 if you know "
        "that the old one was wrong",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "model {0} takes {1} ms a face where the one in use takes {2} ms (canary.slower "
        "allows {3} times), so it is not used",
    ),
    QT_TRANSLATE_NOOP("Engine", "model {0} was taken back after {1} frames: {2}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "no camera is pinned for this source; pin it with: facevouch calibrate",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "no permission for camera {0} ({1}); add your user to the group video and log in again",
    ),
    QT_TRANSLATE_NOOP("Engine", "none"),
    QT_TRANSLATE_NOOP("Engine", "none of the {0} images in {1} can be read"),
    QT_TRANSLATE_NOOP("Engine", "opening {0}"),
    QT_TRANSLATE_NOOP("Engine", "the camera"),
    QT_TRANSLATE_NOOP("Engine", "the camera is another than the one pinned here: {0}"),
    QT_TRANSLATE_NOOP("Engine", "the camera is believed again"),
    QT_TRANSLATE_NOOP("Engine", "the camera is not believed: {0}"),
    QT_TRANSLATE_NOOP("Engine", "the source cannot be used: {0}"),
    QT_TRANSLATE_NOOP("Engine", "the stream {0} broke off"),
    QT_TRANSLATE_NOOP("Engine", "there is no camera {0}; cameras here: {1}"),
    QT_TRANSLATE_NOOP("Engine", "what it shows repeats every {0} frames"),
    QT_TRANSLATE_NOOP("Engine", "whoever read the output has closed it"),
    QT_TRANSLATE_NOOP("Engine", "{0} % of its pixels stay the same: no sensor's noise"),
    QT_TRANSLATE_NOOP("Engine", "{0} ended"),
    QT_TRANSLATE_NOOP("Engine", "{0} failed: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} gives no pictures any more; was it unplugged?"),
    QT_TRANSLATE_NOOP("Engine", "{0} has ended"),
    QT_TRANSLATE_NOOP("Engine", "{0} holds no frame that can be decoded"),
    QT_TRANSLATE_NOOP("Engine", "{0} holds no images ({1})"),
    QT_TRANSLATE_NOOP("Engine", "{0} is back"),
    QT_TRANSLATE_NOOP("Engine", "{0} is empty (0 bytes)"),
    QT_TRANSLATE_NOOP("Engine", "{0} is empty (0 bytes); record or copy it again"),
    QT_TRANSLATE_NOOP("Engine", "{0} is frozen"),
    QT_TRANSLATE_NOOP("Engine", "{0} is made of software: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} is no image that can be decoded"),
    QT_TRANSLATE_NOOP("Engine", "{0} is no video that can be decoded; convert it to MP4"),
    QT_TRANSLATE_NOOP("Engine", "{0} is playing"),
    QT_TRANSLATE_NOOP("Engine", "{0} model: off"),
    QT_TRANSLATE_NOOP("Engine", "{0} model: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} model: {1}, on probation; {2}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{0} of {1} faces judged the other way, {2} ms a face after {3} ms",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} of {1} images could not be read"),
    QT_TRANSLATE_NOOP("Engine", "{0} stalled"),
    QT_TRANSLATE_NOOP("Engine", "{0} states more than {1} megapixels; convert it"),
    QT_TRANSLATE_NOOP("Engine", "{0} states more than {1} megapixels; scale it down"),
    QT_TRANSLATE_NOOP("Engine", "{0} were scaled down to {1} px"),
    QT_TRANSLATE_NOOP("Engine", "{0}: no new frame for {1} s"),
    QT_TRANSLATE_NOOP("Engine", "{0}: the same frame {1} times in a row"),
    QT_TRANSLATE_NOOP("Engine", "{0}: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0}; trying again in {1} s"),
    QT_TRANSLATE_NOOP("Engine", "{0}; {1}"),
)
"""Every pattern of the engine's, where Qt's tools find it."""


FOLDER = Path(__file__).with_name("i18n")
NAMES = {"en": "English", "de": "Deutsch", "es": "Español", "zh": "中文"}

translate = QCoreApplication.translate

log = logging.getLogger(__name__)

_installed: list[QTranslator] = []


def choose(wanted: str) -> str:
    """The code of the language to use: the one wanted, else the system's, else English."""
    if wanted in NAMES:
        return wanted
    system = QLocale.system().name()[:2]
    return system if system in NAMES else "en"


def install(app: QCoreApplication, wanted: str) -> str:
    """Switch the application to a language; every widget gets a LanguageChange event.

    Returns the code in use. Qt's own dialogs follow where Qt ships their translation.
    """
    code = choose(wanted)
    while _installed:
        app.removeTranslator(_installed.pop())
    # numbers and dates in the language's manner, also in spin boxes
    QLocale.setDefault(QLocale(code) if code != "en" else QLocale("en_GB"))
    if code == "en":
        return code
    if code == "zh" and isinstance(app, QGuiApplication):
        _look_for_a_font()
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for folder, name in ((Path(qt), "qtbase"), (FOLDER, "facevouch")):
        translator = QTranslator(app)
        # Qt's own file for zh is called zh_CN: the locale knows
        if translator.load(QLocale(code), name, "_", str(folder)):
            app.installTranslator(translator)
            _installed.append(translator)
    return code


def _look_for_a_font() -> None:
    """Say where Chinese would be a row of empty boxes, which Qt does without a word."""
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        log.warning(
            "no font here has Chinese characters, and each will be an empty box; "
            "on Debian: apt-get install fonts-noto-cjk"
        )


def state_word(state: State) -> str:
    return {
        State.UNKNOWN: translate("Words", "Unknown"),
        State.POOR_QUALITY: translate("Words", "Poor view"),
        State.CHECKING: translate("Words", "Checking"),
        State.LIVE: translate("Words", "Live"),
        State.ATTACK: translate("Words", "Attack"),
        State.UNAVAILABLE: translate("Words", "Unavailable"),
    }[state]


def kind_word(kind: AttackKind) -> str:
    return {
        AttackKind.PRESENTATION: translate("Words", "presentation"),
        AttackKind.DEEPFAKE: translate("Words", "deepfake"),
    }[kind]


def reason_word(reason: Reason) -> str:
    return {
        Reason.TOO_SMALL: translate("Words", "too far away"),
        Reason.TOO_LARGE: translate("Words", "too close"),
        Reason.BLURRED: translate("Words", "blurred"),
        Reason.TOO_DARK: translate("Words", "too dark"),
        Reason.TOO_BRIGHT: translate("Words", "too bright"),
        Reason.TURNED: translate("Words", "turned away"),
        Reason.OUT_OF_FRAME: translate("Words", "partly outside the picture"),
        Reason.LOW_DETECTION: translate("Words", "uncertain detection"),
        Reason.NO_MODEL: translate("Words", "no usable model"),
        Reason.MODEL_FAILED: translate("Words", "the model failed"),
        Reason.EXPIRED: translate("Words", "evidence expired"),
        Reason.UNTRUSTED_SOURCE: translate("Words", "the camera is not believed"),
        Reason.ANTISPOOF: translate("Words", "by the anti-spoofing model"),
        Reason.DEEPFAKE: translate("Words", "by the deepfake model"),
    }[reason]


def reasons_line(reasons: frozenset[Reason]) -> str:
    """All reasons in a fixed order, separated by commas."""
    return ", ".join(reason_word(reason) for reason in Reason if reason in reasons)


def verdict_word(verdict: Verdict) -> str:
    """The state, and for an attack its kind."""
    word = state_word(verdict.state)
    if verdict.attack_kind is None:
        return word
    return f"{word} · {kind_word(verdict.attack_kind)}"


def task_word(task: str) -> str:
    return {
        "antispoof": translate("Words", "Anti-spoofing"),
        "deepfake": translate("Words", "Deepfake"),
        "detector": translate("Words", "Face detector"),
    }.get(task, task)


def stage_word(stage: str) -> str:
    return {
        "capture": translate("Words", "Capture"),
        "detect": translate("Words", "Detect"),
        "track": translate("Words", "Track"),
        "quality": translate("Words", "Quality"),
        "crop": translate("Words", "Crop"),
        "antispoof": translate("Words", "Anti-spoofing"),
        "deepfake": translate("Words", "Deepfake"),
        "decide": translate("Words", "Decide"),
        "total": translate("Words", "Total"),
        "window": translate("Words", "Window"),
    }.get(stage, stage)


def percent(value: float) -> str:
    """0.034 as `3 %`; what is not quite nothing or everything is not rounded to it."""
    if 0 < value < 0.005:
        return "< 1 %"
    if 0.995 <= value < 1:
        return "> 99 %"
    return f"{value:.0%}".replace("%", " %")


def number(value: float) -> str:
    """One decimal, with the language's decimal sign."""
    return QLocale().toString(float(value), "f", 1)


def logits(value: float) -> str:
    """Three figures at most and no empty ones, with the language's decimal sign: 0.5, 20."""
    return QLocale().toString(float(value), "g", 3)


def file_size(size: int) -> str:
    """Bytes as kB or MB, decimal."""
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{number(size / 1_000_000)} MB"
