"""The texts of an overlay, in English; the window provides translated ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edge.overlay.regions import Region, Why
from edge.types import Lean, Quality, Reason, State, TaskEvidence, Verdict

_TASKS = {"antispoof": "Anti-spoofing", "deepfake": "Deepfake"}
_STATES = {
    State.UNKNOWN: "Unknown",
    State.POOR_QUALITY: "Poor view",
    State.CHECKING: "Checking",
    State.LIVE: "Live",
    State.ATTACK: "Attack",
    State.UNAVAILABLE: "Unavailable",
}
_REASONS = {
    Reason.TOO_SMALL: "too far away",
    Reason.TOO_LARGE: "too close",
    Reason.BLURRED: "blurred",
    Reason.TOO_DARK: "too dark",
    Reason.TOO_BRIGHT: "too bright",
    Reason.TURNED: "turned away",
    Reason.OUT_OF_FRAME: "partly outside the picture",
    Reason.LOW_DETECTION: "uncertain detection",
    Reason.NO_MODEL: "no usable model",
    Reason.MODEL_FAILED: "the model failed",
    Reason.EXPIRED: "evidence expired",
    Reason.UNTRUSTED_SOURCE: "the camera is not trusted",
    Reason.UNCALIBRATED: "the camera is not calibrated",
    Reason.ANTISPOOF: "by the anti-spoofing model",
    Reason.DEEPFAKE: "by the deepfake model",
    Reason.SWAPPED: "swapped face",
    Reason.GENERATED: "generated face",
}
_LEANS = {Lean.OPEN: "undecided", Lean.LIVE: "live", Lean.ATTACK: "attack"}


def _verdict(verdict: Verdict) -> str:
    kind = f" · {verdict.attack_kind.value}" if verdict.attack_kind is not None else ""
    return _STATES[verdict.state] + kind


def _lack(reasons: frozenset[Reason], quality: Quality) -> str:
    words = [_REASONS[reason] for reason in Reason if reason in reasons]
    if quality.missing_px is not None and Reason.TOO_SMALL in reasons:
        words.remove(_REASONS[Reason.TOO_SMALL])
        words.insert(0, "Come closer: {} of {} px".format(*quality.missing_px))
    return ", ".join(words)


def _lean(evidence: TaskEvidence) -> str:
    return _LEANS[evidence.lean] if evidence.counts else "not counted"


_PLACES = {
    Region.AROUND: "around the face",
    Region.FOREHEAD: "on the forehead",
    Region.EYES: "at the eyes",
    Region.NOSE: "in the middle of the face",
    Region.MOUTH: "at mouth and chin",
}


def _why(track_id: int, why: Why, several: bool) -> str:
    who = "an attack" if why.attack else "a live person"
    says = f"This frame alone points to {who}" if why.alone else f"Points to {who}"
    text = f"{says}, above all {_PLACES[why.region]} ({why.share:.0%})"
    return f"#{track_id}: {text}" if several else text


@dataclass(frozen=True, slots=True)
class Words:
    """Functions that make an overlay's texts.

    verdict: state and kind of attack. lack: why a face is not scored. task: name of a model family.
    lean: state of a sequential test. scale: both ends of a map's legend, live first. why: summary
    of a map, from track id, Why and whether several faces are in view. no_map: that a face has no
    map.
    """

    verdict: Callable[[Verdict], str] = _verdict
    lack: Callable[[frozenset[Reason], Quality], str] = _lack
    task: Callable[[str], str] = lambda task: _TASKS.get(task, task)
    lean: Callable[[TaskEvidence], str] = _lean
    scale: Callable[[], tuple[str, str]] = lambda: ("more live", "more attack")
    why: Callable[[int, Why, bool], str] = _why
    no_map: Callable[[], str] = lambda: "No map of this face now"


ENGLISH = Words()
