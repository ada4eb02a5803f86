"""What the window calls things: states, reasons, stages, in the language in use."""

from __future__ import annotations

from PyQt6.QtCore import QLocale

from edge.types import AttackKind, FrameResult, Reason, State, Verdict
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


def prompt(result: FrameResult | None) -> str:
    """What the person at a kiosk is told: never a score, always what to do next."""
    if result is None or not result.faces:
        return translate("Words", "Please look at the camera")
    if len(result.faces) > 1:
        return translate("Words", "One person at a time, please")
    verdict = result.faces[0].verdict
    if verdict.state is State.POOR_QUALITY:
        return _advice(result.faces[0].quality.reasons or verdict.reasons)
    return {
        State.LIVE: translate("Words", "Thank you, you may go on"),
        State.ATTACK: translate("Words", "Please ask the staff for help"),
        State.UNAVAILABLE: translate("Words", "Out of service: please ask the staff"),
        State.CHECKING: translate("Words", "Please hold still for a moment"),
        State.UNKNOWN: translate("Words", "Please hold still for a moment"),
    }[verdict.state]


def _advice(reasons: frozenset[Reason]) -> str:
    advice = {
        Reason.TOO_SMALL: translate("Words", "Please come closer"),
        Reason.TOO_LARGE: translate("Words", "Please step back a little"),
        Reason.BLURRED: translate("Words", "Please hold still for a moment"),
        Reason.TOO_DARK: translate("Words", "Please face the light"),
        Reason.TOO_BRIGHT: translate("Words", "Please turn away from the bright light"),
        Reason.TURNED: translate("Words", "Please look straight at the camera"),
        Reason.OUT_OF_FRAME: translate("Words", "Please move to the middle of the picture"),
    }
    for reason, words in advice.items():
        if reason in reasons:
            return words
    return translate("Words", "Please look at the camera")


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


def file_size(size: int) -> str:
    """Bytes as kB or MB, decimal."""
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{number(size / 1_000_000)} MB"
