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
_LEANS = {Lean.OPEN: "undecided", Lean.LIVE: "live", Lean.ATTACK: "attack"}


def _verdict(verdict: Verdict) -> str:
    kind = f" · {verdict.attack_kind.value}" if verdict.attack_kind is not None else ""
    return _STATES[verdict.state] + kind


def _lack(reasons: frozenset[Reason], quality: Quality) -> str:
    words = {reason: reason.value.replace("_", " ") for reason in reasons}
    if quality.missing_px is not None and Reason.TOO_SMALL in words:
        words[Reason.TOO_SMALL] = "come closer: {} of {} px".format(*quality.missing_px)
    return ", ".join(sorted(words.values()))


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
    text = f"Points to {who}, above all {_PLACES[why.region]} ({why.share:.0%})"
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
