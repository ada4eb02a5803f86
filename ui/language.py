"""The languages of the interface, through Qt's own translators: installed, and asked for words.

English is the source language.
"""

from __future__ import annotations

import logging
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PyQt6.QtGui import QFontDatabase

from edge.message import Message, Value
from edge.overlay.regions import Region, Why
from edge.types import AttackKind, Lean, Quality, Reason, State, TaskEvidence, Verdict

FOLDER = Path(__file__).with_name("i18n")
NAMES = {"en": "English", "de": "Deutsch", "es": "Español", "zh": "中文"}

translate = QCoreApplication.translate

log = logging.getLogger(__name__)

_installed: list[QTranslator] = []
_in_use = "en"


def choose(wanted: str) -> str:
    """The code of the language to use: the one wanted, else the system's, else English."""
    if wanted in NAMES:
        return wanted
    system = QLocale.system().name()[:2]
    return system if system in NAMES else "en"


def in_use() -> str:
    """The code of the language that was installed last."""
    return _in_use


def install(app: QCoreApplication, wanted: str) -> str:
    """Switch the application to a language; every widget gets a LanguageChange event.

    Returns the code in use. Qt's own dialogs follow where Qt ships their translation.
    """
    global _in_use
    code = _in_use = choose(wanted)
    while _installed:
        app.removeTranslator(_installed.pop())
    # numbers and dates in the language's manner, also in spin boxes
    QLocale.setDefault(QLocale(code) if code != "en" else QLocale("en_GB"))
    if code == "en":
        return code
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for folder, name in ((Path(qt), "qtbase"), (FOLDER, "facevouch")):
        translator = QTranslator(app)
        # Qt's own file for zh is called zh_CN: the locale knows
        if translator.load(QLocale(code), name, "_", str(folder)):
            app.installTranslator(translator)
            _installed.append(translator)
    return code


def has_font(code: str) -> bool:
    """Whether a font on this machine has the language's characters; Qt draws empty boxes else."""
    chinese = QFontDatabase.WritingSystem.SimplifiedChinese
    return code != "zh" or bool(QFontDatabase.families(chinese))


def readable(wanted: str) -> str:
    """As `choose`, but English, and a line in the log, where no font has the characters."""
    code = choose(wanted)
    if has_font(code):
        return code
    log.warning(
        "no font here has Chinese characters, so English is shown; "
        "on Debian: apt-get install fonts-noto-cjk"
    )
    return "en"


def no_font() -> str:
    """What to say where a language cannot be shown."""
    return translate(
        "Words",
        "No font on this machine has Chinese characters, so Chinese cannot be shown. On Debian: "
        "apt-get install fonts-noto-cjk",
    )


def name_of(code: str) -> str:
    """The language's own name, in Latin letters where no font has its characters."""
    return NAMES[code] if has_font(code) else translate("Words", "Chinese (no font here)")


def told(text: str) -> str:
    """A sentence of the engine's, translated where its parts are known."""
    if not isinstance(text, Message):
        return text
    pattern = QCoreApplication.translate("Engine", text.pattern)
    return pattern.format(*(_value(value) for value in text.values))


def sentence(text: str) -> str:
    """The text with a capital at its start, where it stands alone and begins with a plain word.

    The engine's texts begin in lower case, because they follow a name and a colon elsewhere. What
    begins with a path, an address or an id is left as it is.
    """
    first = text.partition(" ")[0].rstrip(",;:.")
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text


def _value(value: Value) -> str:
    if isinstance(value, float):
        return QLocale().toString(value, "f", 1)
    return told(value) if isinstance(value, str) else str(value)


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
        Reason.UNTRUSTED_SOURCE: translate("Words", "the camera is not trusted"),
        Reason.UNCALIBRATED: translate("Words", "the camera is not calibrated"),
        Reason.ANTISPOOF: translate("Words", "by the anti-spoofing model"),
        Reason.DEEPFAKE: translate("Words", "by the deepfake model"),
        Reason.SWAPPED: translate("Words", "swapped face"),
        Reason.GENERATED: translate("Words", "generated face"),
    }[reason]


def reasons_line(reasons: frozenset[Reason]) -> str:
    """All reasons in a fixed order, separated by commas."""
    return ", ".join(reason_word(reason) for reason in Reason if reason in reasons)


def lack_line(reasons: frozenset[Reason], quality: Quality) -> str:
    """All reasons, and for a face that is too small how much is missing."""
    missing = quality.missing_px
    if missing is None or Reason.TOO_SMALL not in reasons:
        return reasons_line(reasons)
    closer = translate("Words", "Come closer: {0} of {1} px").format(*missing)
    rest = reasons_line(reasons - {Reason.TOO_SMALL})
    return f"{closer}, {rest}" if rest else closer


def verdict_word(verdict: Verdict) -> str:
    """The state, and for an attack its kind."""
    word = state_word(verdict.state)
    if verdict.attack_kind is None:
        return word
    return f"{word} · {kind_word(verdict.attack_kind)}"


def lean_word(evidence: TaskEvidence) -> str:
    """Where a model family's test stands, or that it has no say."""
    if not evidence.counts:
        return translate("Words", "not counted")
    return {
        Lean.OPEN: translate("Words", "undecided"),
        Lean.LIVE: translate("Words", "live"),
        Lean.ATTACK: translate("Words", "attack"),
    }[evidence.lean]


def evidence_line(evidence: TaskEvidence) -> str:
    """The sum of a test in figures, with the bound it goes towards."""
    bound = evidence.attack if evidence.total > 0 else evidence.live
    return translate("Words", "{0} of {1} logits, {2} frames").format(
        signed(evidence.total), signed(bound), evidence.frames
    )


def heat_scale() -> tuple[str, str]:
    """The two ends of a heatmap's legend."""
    return translate("Legend", "more live"), translate("Legend", "more attack")


def why_sentence(track_id: int, why: Why, several: bool) -> str:
    """What an evidence map says in short. several: more than one face is in view."""
    place = {
        Region.AROUND: translate("Legend", "around the face"),
        Region.FOREHEAD: translate("Legend", "on the forehead"),
        Region.EYES: translate("Legend", "at the eyes"),
        Region.NOSE: translate("Legend", "in the middle of the face"),
        Region.MOUTH: translate("Legend", "at mouth and chin"),
    }[why.region]
    pattern = {
        (True, False): translate("Legend", "Points to an attack, above all {0} ({1})"),
        (False, False): translate("Legend", "Points to a live person, above all {0} ({1})"),
        (True, True): translate(
            "Legend", "This frame alone points to an attack, above all {0} ({1})"
        ),
        (False, True): translate(
            "Legend", "This frame alone points to a live person, above all {0} ({1})"
        ),
    }[why.attack, why.alone]
    text = pattern.format(place, percent(why.share))
    return f"#{track_id}: {text}" if several else text


def no_map() -> str:
    """In place of that sentence, where a model gave no map of a face."""
    return translate("Video", "No map of this face now")


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


def signed(value: float) -> str:
    """One decimal with its sign, and a real minus."""
    text = number(abs(value))
    return f"−{text}" if value < 0 else f"+{text}"


def logits(value: float) -> str:
    """Three figures at most and no empty ones, with the language's decimal sign: 0.5, 20."""
    return QLocale().toString(float(value), "g", 3)


def file_size(size: int) -> str:
    """Bytes as kB or MB, decimal."""
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{number(size / 1_000_000)} MB"
