"""The operator's report as titled rows: details that are never shown to a person at the gate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge.challenge.guidance import Guidance, Phase
from edge.overlay.score_memory import TASKS, ScoreMemory
from edge.runtime.stats import EngineStats, Event
from edge.types import FaceResult, FrameResult
from ui import language
from ui.kiosk.sentences import OwnSentences
from ui.language import sentence, told, translate
from ui.statusline import state_word

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table of name and value."""

    title: str
    rows: tuple[Row, ...]


def session(guidance: Guidance, sentences: OwnSentences | None = None) -> Section:
    said = (sentences or OwnSentences()).of(guidance.prompt)
    rows = [
        (translate("Operator", "Now"), _phase_word(guidance.phase)),
        (translate("Operator", "Says"), said),
        (translate("Operator", "Progress"), language.percent(guidance.progress)),
    ]
    if guidance.step is not None:
        step = translate("Kiosk", "{0} of {1}").format(*guidance.step)
        rows.append((translate("Operator", "Gesture"), step))
    if guidance.face_px is not None:
        size = translate("Operator", "{0} of {1} px").format(*map(round, guidance.face_px))
        rows.append((translate("Operator", "Size of the face"), size))
    if guidance.remaining_s is not None:
        rows.append((translate("Operator", "Time left"), f"{guidance.remaining_s:.0f} s"))
    if guidance.attempts_left is not None:
        rows.append((translate("Operator", "Attempts left"), str(guidance.attempts_left)))
    if guidance.session_id is not None:
        rows.append((translate("Operator", "Session"), guidance.session_id[:8]))
    return Section(translate("Operator", "Session"), tuple(rows))


def faces(result: FrameResult | None, memory: ScoreMemory) -> list[Section]:
    """One section per face, in the order of track ids."""
    found = [] if result is None else sorted(result.faces, key=lambda f: f.face.track_id)
    if not found:
        return [Section(translate("Faces", "No face in the picture"), ())]
    return [_face(face, memory) for face in found]


def camera(stats: EngineStats, result: FrameResult | None) -> Section:
    source = stats.source
    state = state_word(None if source is None else source.state)
    rows = [(translate("Operator", "State"), state)]
    if source is not None and source.message:
        rows.append((translate("Operator", "Says"), sentence(told(source.message))))
    if result is not None:
        rows.append((translate("Operator", "Picture"), f"{result.size[0]} × {result.size[1]}"))
        if not result.trusted_source:
            rows.append((translate("Operator", "Trust"), translate("Video", "Source not trusted")))
    rows += [
        (
            translate("Operator", "Judged, delivered"),
            f"{language.number(stats.fps)} / {language.number(stats.capture_fps)} fps",
        ),
        (translate("Operator", "Dropped"), f"{stats.dropped}"),
    ]
    if source is not None and source.restarts:
        rows.append((translate("Operator", "Restarts"), f"{source.restarts}"))
    return Section(translate("Operator", "Camera"), tuple(rows))


def models(stats: EngineStats) -> Section:
    rows = [(language.task_word(task), name) for task, name in stats.models.items()]
    if TASKS[0] not in stats.models:
        rows.append((language.task_word(TASKS[0]), translate("Words", "no usable model")))
    if stats.uncalibrated is not None:
        words = translate("Words", "the camera is not calibrated")
        rows.append((translate("Operator", "Calibration"), words))
    rows += [
        (language.stage_word(stage), f"{language.number(median)} / {language.number(late)} ms")
        for stage, (median, late) in stats.latency_ms.items()
    ]
    return Section(translate("Operator", "Models and times"), tuple(rows))


def delivery(health: Mapping[str, Mapping[str, Any]]) -> list[Section]:
    """The health of each event target; empty where no target is configured."""
    if not health:
        return []
    rows = []
    for name, target in health.items():
        said = [
            translate("Operator", "works")
            if target.get("ok")
            else told(target.get("last_error") or translate("Operator", "does not work"))
        ]
        if target.get("waiting"):
            said.append(translate("Operator", "{0} waiting").format(target["waiting"]))
        rows.append((name, " · ".join(said)))
    return [Section(translate("Operator", "Delivery"), tuple(rows))]


def events(happened: Sequence[Event], now: float) -> list[Section]:
    """The newest first, by age, because the wall clock may be stepped. now: monotonic seconds."""
    if not happened:
        return []
    rows = tuple(
        (f"− {max(0.0, now - e.at):.0f} s", sentence(told(e.text))) for e in reversed(happened)
    )
    return [Section(translate("Events", "Event log"), rows)]


def _face(face: FaceResult, memory: ScoreMemory) -> Section:
    verdict, quality = face.verdict, face.quality
    rows = [
        (
            language.task_word(evidence.task),
            f"{language.lean_word(evidence)} ({language.evidence_line(evidence)})",
        )
        for evidence in verdict.evidence
    ]
    for task in TASKS:
        p_attack = memory.p_attack(verdict.track_id, task)
        if p_attack is not None:
            name = translate("Operator", "{0}, this frame").format(language.task_word(task))
            rows.append((name, language.percent(p_attack)))
    reasons = language.reasons_line(verdict.reasons | quality.reasons)
    if reasons:
        rows.append((translate("Operator", "Reasons"), reasons))
    rows += [
        (translate("Operator", "Frames scored"), f"{verdict.frames}"),
        (translate("Operator", "Size of the face"), f"{quality.face_px:.0f} px"),
        (
            translate("Operator", "Sharpness, brightness"),
            f"{quality.sharpness:.0f}, {quality.luma:.0f}",
        ),
        (
            translate("Operator", "Turned, raised, tilted"),
            ", ".join(_degrees(angle) for angle in (quality.yaw, quality.pitch, quality.roll)),
        ),
    ]
    return Section(f"#{verdict.track_id} {language.verdict_word(verdict)}", tuple(rows))


def _degrees(angle: float) -> str:
    return "–" if math.isnan(angle) else f"{angle:.0f}°"


def _phase_word(phase: Phase) -> str:
    return {
        Phase.IDLE: translate("Operator", "waiting for somebody"),
        Phase.CONSENT: translate("Operator", "asking for consent"),
        Phase.POSITION: translate("Operator", "positioning the face"),
        Phase.HOLD: translate("Operator", "holding still"),
        Phase.CHALLENGE: translate("Operator", "challenge"),
        Phase.ACCEPTED: translate("Operator", "accepted"),
        Phase.RETRY: translate("Operator", "refused"),
        Phase.HELP: translate("Operator", "cooling down"),
        Phase.OUT_OF_ORDER: translate("Operator", "out of order"),
    }[phase]
