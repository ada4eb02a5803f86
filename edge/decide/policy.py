"""From evidence to a verdict: one test per model family, fused so that the gate fails closed.

ATTACK when any family's test decides so, LIVE only when the anti-spoof family's does (and the
deepfake family's too, where the policy requires it). A missing or failed model, an untrusted
source, and an uncalibrated camera where the policy refuses one make the face UNAVAILABLE; a poor
picture makes it POOR_QUALITY; evidence older than `expire_s` is discarded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from edge.config import DecisionConfig
from edge.decide.manipulation import ManipulationKind
from edge.decide.sequential import SequentialTest
from edge.types import (
    AttackKind,
    Lean,
    Quality,
    Reason,
    Score,
    State,
    TaskEvidence,
    Verdict,
)


def for_one_picture(config: DecisionConfig) -> DecisionConfig:
    """The settings for a still picture, whose only frame counts in full.

    The bounds of the test stay the same, so that many pictures stay CHECKING.
    """
    alone = {"min_frames": 1, "correlation_s": 0.0, "max_step": math.inf}
    return config.model_copy(update=alone)


KINDS = {"antispoof": AttackKind.PRESENTATION, "deepfake": AttackKind.DEEPFAKE}
SPOKE = {"antispoof": Reason.ANTISPOOF, "deepfake": Reason.DEEPFAKE}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What this frame adds on one track.

    scores: by task; a task that did not score this frame is absent.
    missing: tasks the policy needs for which no usable model is loaded.
    failed: tasks whose model failed on this frame.
    trusted: whether the source is trusted; evidence of an untrusted one is discarded.
    calibrated: tasks whose model was calibrated to this camera.
    """

    scores: Mapping[str, Score] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    trusted: bool = True
    calibrated: frozenset[str] = frozenset()


class _Track:
    """The tests of one track, and its verdict."""

    def __init__(self, config: DecisionConfig, now: float) -> None:
        looks = {"antispoof": config.antispoof_looks, "deepfake": config.deepfake_looks}
        self.tests = {task: SequentialTest(config, looks[task]) for task in KINDS}
        self.manipulation = ManipulationKind()
        self.state = State.UNKNOWN
        self.since = now


class Policy:
    """The tests and the verdict of every track: its only state. No clock, no I/O, no threads."""

    def __init__(self, config: DecisionConfig) -> None:
        self._config = config
        self._tracks: dict[int, _Track] = {}

    def reconfigure(self, config: DecisionConfig) -> None:
        """Set new error rates at once, also for existing tracks."""
        self._config = config
        for track in self._tracks.values():
            for test in track.tests.values():
                test.reconfigure(config)

    def keep_only(self, alive: frozenset[int]) -> None:
        """Discard the state of all tracks but those in `alive`."""
        self._tracks = {i: t for i, t in self._tracks.items() if i in alive}

    def forget(self) -> None:
        """Discard all tracks, as for another source or another model."""
        self._tracks.clear()

    def judge(self, track_id: int, quality: Quality, evidence: Evidence, now: float) -> Verdict:
        """The verdict on one track after this frame. now: the frame's time, s."""
        track = self._tracks.setdefault(track_id, _Track(self._config, now))
        lapsed = self._lapse(track, now)
        if evidence.failed or not evidence.trusted:
            for test in track.tests.values():
                test.reset()
            track.manipulation.forget()
        elif not evidence.missing:
            for task, score in evidence.scores.items():
                track.tests[task].update(score.logit, now, score.looks)
                if score.generated is not None:
                    track.manipulation.add(score.generated)
        state, kind, reasons = self._fuse(track, quality, evidence, lapsed)
        if state is not track.state:
            track.state, track.since = state, now
        main = track.tests["deepfake" if kind is AttackKind.DEEPFAKE else "antispoof"]
        return Verdict(
            track_id=track_id,
            state=state,
            p_attack=main.p_attack,
            frames=main.frames,
            since=track.since,
            attack_kind=kind,
            reasons=reasons,
            evidence=self._gathered(track, evidence, counts=state is not State.UNAVAILABLE),
        )

    def _gathered(
        self, track: _Track, evidence: Evidence, *, counts: bool
    ) -> tuple[TaskEvidence, ...]:
        """The state of each test that has scored a frame."""
        heard = self._heard(track, evidence)
        return tuple(
            TaskEvidence(
                task=task,
                total=test.total,
                live=test.bounds.live,
                attack=test.bounds.attack,
                lean=test.lean,
                frames=test.frames,
                counts=counts and task in heard,
            )
            for task, test in track.tests.items()
            if test.frames > 0
        )

    def _lapse(self, track: _Track, now: float) -> bool:
        """Reset the tests whose evidence has expired; True when that discarded a verdict."""
        lapsed = False
        for task, test in track.tests.items():
            if test.last_update is not None and now - test.last_update > self._config.expire_s:
                lapsed = lapsed or test.lean is not Lean.OPEN
                test.reset()
                if task == "deepfake":
                    track.manipulation.forget()
        return lapsed

    def _fuse(
        self, track: _Track, quality: Quality, evidence: Evidence, lapsed: bool
    ) -> tuple[State, AttackKind | None, frozenset[Reason]]:
        if not evidence.trusted:
            return State.UNAVAILABLE, None, frozenset({Reason.UNTRUSTED_SOURCE})
        if evidence.failed:
            return State.UNAVAILABLE, None, frozenset({Reason.MODEL_FAILED})
        if evidence.missing:
            return State.UNAVAILABLE, None, frozenset({Reason.NO_MODEL})
        tests = self._heard(track, evidence)
        for task, test in tests.items():
            if test.lean is Lean.ATTACK:
                told = track.manipulation.reasons() if task == "deepfake" else frozenset[Reason]()
                return State.ATTACK, KINDS[task], frozenset({SPOKE[task]}) | told
        unknown = frozenset[Reason]()
        if "antispoof" not in evidence.calibrated:
            unknown = frozenset({Reason.UNCALIBRATED})
            if self._config.treats_uncalibrated() == "refuse":
                return State.UNAVAILABLE, None, unknown
        if all(tests[task].lean is Lean.LIVE for task in self._needed_for_live()):
            spoke = frozenset(SPOKE[task] for task in self._needed_for_live())
            return State.LIVE, None, spoke | unknown
        expired = frozenset({Reason.EXPIRED}) if lapsed else frozenset[Reason]()
        if not quality.ok:
            return State.POOR_QUALITY, None, quality.reasons | expired
        return State.CHECKING, None, expired

    def _heard(self, track: _Track, evidence: Evidence) -> dict[str, SequentialTest]:
        """The tests that decide. At a camera it was not calibrated to, the deepfake model's scores
        may be as high for half of all bona fide faces as for fakes; unless the policy requires
        that model, its scores are then only reported."""
        advises = self._config.deepfake == "advise" and "deepfake" in evidence.calibrated
        if advises or self._config.deepfake == "require":
            return track.tests
        return {"antispoof": track.tests["antispoof"]}

    def _needed_for_live(self) -> tuple[str, ...]:
        return ("antispoof", "deepfake") if self._config.deepfake == "require" else ("antispoof",)
