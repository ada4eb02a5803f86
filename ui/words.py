"""What the window calls things: states, reasons, stages, in the language in use."""

from __future__ import annotations

from PyQt6.QtCore import QLocale

from edge.types import AttackKind, Reason, State, Verdict
from ui.language import translate


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
