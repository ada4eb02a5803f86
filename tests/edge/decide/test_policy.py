"""The policy fails closed: doubt never gives LIVE."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from makers import a_quality, a_score

from edge.config import DecisionConfig
from edge.decide.policy import Evidence, Policy
from edge.types import AttackKind, Lean, Reason, State, TaskEvidence, Verdict

LIVE, ATTACK = -4.0, 4.0


class Judge:
    """Feeds one track at 30 fps and remembers the last verdict."""

    def __init__(self, **config: object) -> None:
        self.policy = Policy(DecisionConfig.model_validate(config))
        self.calibrated = frozenset({"antispoof", "deepfake"})
        self.now = 0.0
        self.verdict: Verdict | None = None

    def see(
        self,
        frames: int,
        antispoof: float | None = None,
        deepfake: float | None = None,
        *,
        poor: Reason | None = None,
        missing: set[str] | None = None,
        failed: set[str] | None = None,
    ) -> Verdict:
        scores = {"antispoof": antispoof, "deepfake": deepfake}
        evidence = Evidence(
            {task: a_score(logit) for task, logit in scores.items() if logit is not None},
            frozenset(missing or ()),
            frozenset(failed or ()),
            calibrated=self.calibrated,
        )
        quality = a_quality(poor) if poor else a_quality()
        for _ in range(frames):
            self.verdict = self.policy.judge(1, quality, evidence, self.now)
            self.now += 1 / 30
        assert self.verdict is not None
        return self.verdict


@pytest.mark.parametrize(
    ("config", "antispoof", "deepfake", "state", "kind"),
    [
        ({}, LIVE, None, State.LIVE, None),
        ({}, ATTACK, None, State.ATTACK, AttackKind.PRESENTATION),
        ({}, LIVE, LIVE, State.LIVE, None),
        ({}, LIVE, ATTACK, State.ATTACK, AttackKind.DEEPFAKE),
        ({}, LIVE, ATTACK / 2, State.LIVE, None),
        ({}, ATTACK, LIVE, State.ATTACK, AttackKind.PRESENTATION),
        ({"deepfake": "off"}, LIVE, ATTACK, State.LIVE, None),
        ({"deepfake": "require"}, LIVE, None, State.CHECKING, None),
        ({"deepfake": "require"}, LIVE, LIVE, State.LIVE, None),
    ],
)
def test_families_are_fused_so_that_any_attack_wins(
    config: dict[str, object],
    antispoof: float,
    deepfake: float | None,
    state: State,
    kind: AttackKind | None,
) -> None:
    verdict = Judge(**config).see(300, antispoof, deepfake)
    assert (verdict.state, verdict.attack_kind) == (state, kind)


def by_task(verdict: Verdict) -> dict[str, TaskEvidence]:
    return {evidence.task: evidence for evidence in verdict.evidence}


def test_a_verdict_carries_the_evidence_it_rests_on_and_where_that_decides() -> None:
    verdict = Judge(bpcer=0.02, apcer=0.05).see(300, LIVE, ATTACK / 2)
    found = by_task(verdict)
    assert verdict.state is State.LIVE
    assert (found["antispoof"].lean, found["deepfake"].lean) == (Lean.LIVE, Lean.OPEN)
    assert found["antispoof"].live == pytest.approx(math.log(0.05 / 0.98))
    assert found["antispoof"].attack == pytest.approx(math.log(0.95 / 0.02))
    assert found["antispoof"].position < -1 < 0 < found["deepfake"].position < 1
    assert verdict.p_attack == pytest.approx(1 / (1 + math.exp(-found["antispoof"].total)))


@pytest.mark.parametrize(("policy", "counts"), [("off", False), ("advise", True)])
def test_evidence_of_a_family_that_is_turned_off_does_not_count(policy: str, counts: bool) -> None:
    found = by_task(Judge(deepfake=policy).see(60, LIVE, ATTACK))
    assert found["deepfake"].counts is counts
    assert found["antispoof"].counts


def test_a_face_that_was_never_scored_has_no_evidence() -> None:
    assert Judge().see(3, poor=Reason.BLURRED).evidence == ()


def test_a_face_is_checked_before_it_is_vouched_for() -> None:
    assert Judge().see(1, LIVE).state is State.CHECKING


def test_a_missing_model_is_unavailable_and_never_live() -> None:
    verdict = Judge().see(100, missing={"antispoof"})
    assert verdict.state is State.UNAVAILABLE
    assert verdict.reasons == {Reason.NO_MODEL}


def test_a_model_that_fails_ends_a_live_verdict() -> None:
    judge = Judge()
    assert judge.see(60, LIVE).state is State.LIVE
    assert judge.see(1, failed={"antispoof"}).state is State.UNAVAILABLE
    assert judge.see(1, LIVE).state is State.CHECKING


def test_a_poor_picture_is_named_and_adds_no_evidence() -> None:
    verdict = Judge().see(30, poor=Reason.BLURRED)
    assert verdict.state is State.POOR_QUALITY
    assert verdict.reasons == {Reason.BLURRED}
    assert verdict.frames == 0


def test_a_verdict_outlives_a_short_blur_and_lapses_after_a_long_one() -> None:
    judge = Judge(expire_s=1.0)
    judge.see(60, LIVE)
    assert judge.see(15, poor=Reason.BLURRED).state is State.LIVE
    assert judge.see(30, poor=Reason.BLURRED).state is State.POOR_QUALITY
    assert judge.see(1, LIVE).state is State.CHECKING


def test_contrary_evidence_moves_live_to_attack() -> None:
    judge = Judge()
    judge.see(60, LIVE)
    states = [judge.see(1, ATTACK).state for _ in range(100)]
    assert states[0] is State.LIVE
    assert states[-1] is State.ATTACK


def test_since_is_when_the_state_began() -> None:
    judge = Judge()
    first = judge.see(60, LIVE)
    later = judge.see(60, LIVE)
    assert first.since == later.since > 0


def test_a_track_that_ended_is_forgotten() -> None:
    judge = Judge()
    judge.see(60, LIVE)
    judge.policy.keep_only(frozenset())
    assert judge.see(1, LIVE).frames == 1


UNCALIBRATED = [
    ("refuse", LIVE, State.UNAVAILABLE, {Reason.UNCALIBRATED}),
    ("refuse", 0.0, State.UNAVAILABLE, {Reason.UNCALIBRATED}),
    ("refuse", ATTACK, State.ATTACK, {Reason.ANTISPOOF}),
    ("warn", LIVE, State.LIVE, {Reason.ANTISPOOF, Reason.UNCALIBRATED}),
    ("accept", LIVE, State.LIVE, {Reason.ANTISPOOF, Reason.UNCALIBRATED}),
    ("auto", LIVE, State.LIVE, {Reason.ANTISPOOF, Reason.UNCALIBRATED}),
]


@pytest.mark.parametrize(("uncalibrated", "antispoof", "state", "reasons"), UNCALIBRATED)
def test_an_uncalibrated_camera_accepts_nobody_without_a_reason(
    uncalibrated: str, antispoof: float, state: State, reasons: set[Reason]
) -> None:
    judge = Judge(uncalibrated=uncalibrated)
    judge.calibrated = frozenset()
    verdict = judge.see(90, antispoof)
    assert (verdict.state, verdict.reasons) == (state, reasons)


def test_a_gate_refuses_at_an_uncalibrated_camera_unless_configured_otherwise() -> None:
    assert DecisionConfig().at_a_gate().treats_uncalibrated() == "refuse"
    assert DecisionConfig().treats_uncalibrated() == "warn"
    assert DecisionConfig(uncalibrated="accept").at_a_gate().treats_uncalibrated() == "accept"


@pytest.mark.parametrize(
    ("deepfake", "state"), [("advise", State.LIVE), ("require", State.ATTACK), ("off", State.LIVE)]
)
def test_the_deepfake_model_refuses_nobody_before_it_is_calibrated_unless_required(
    deepfake: str, state: State
) -> None:
    judge = Judge(deepfake=deepfake)
    judge.calibrated = frozenset({"antispoof"})
    assert judge.see(300, LIVE, ATTACK).state is state


def generated_at(
    policy: Policy, log_odds: float | None, frames: int, start: float = 0.0
) -> Verdict:
    """A face that only the deepfake model takes for an attack, of one kind in every frame."""
    scores = {
        "antispoof": a_score(LIVE),
        "deepfake": replace(a_score(ATTACK), generated=log_odds),
    }
    evidence = Evidence(scores, calibrated=frozenset(scores))
    for k in range(frames):
        verdict = policy.judge(1, a_quality(), evidence, start + k / 30)
    return verdict


@pytest.mark.parametrize(
    ("log_odds", "told"),
    [(None, set()), (0.2, set()), (4.0, {Reason.GENERATED}), (-4.0, {Reason.SWAPPED})],
)
def test_a_deepfake_is_called_swapped_or_generated_where_the_model_tells(
    log_odds: float | None, told: set[Reason]
) -> None:
    verdict = generated_at(Policy(DecisionConfig()), log_odds, 300)
    assert (verdict.state, verdict.attack_kind) == (State.ATTACK, AttackKind.DEEPFAKE)
    assert verdict.reasons == {Reason.DEEPFAKE} | told


def test_a_kind_is_no_reason_of_a_live_face_or_of_a_presentation_attack() -> None:
    policy = Policy(DecisionConfig())
    for antispoof, state in ((LIVE, State.LIVE), (ATTACK, State.ATTACK)):
        scores = {
            "antispoof": a_score(antispoof),
            "deepfake": replace(a_score(LIVE), generated=5.0),
        }
        evidence = Evidence(scores, calibrated=frozenset(scores))
        for k in range(300):
            verdict = policy.judge(7 if state is State.LIVE else 8, a_quality(), evidence, k / 30)
        assert verdict.state is state
        assert Reason.GENERATED not in verdict.reasons


def test_a_kind_is_forgotten_with_the_evidence_it_came_with() -> None:
    config = DecisionConfig()
    policy = Policy(config)
    assert Reason.GENERATED in generated_at(policy, 9.0, 300).reasons
    later = 10 + config.expire_s + 1
    assert generated_at(policy, -2.0, 300, later).reasons == {Reason.DEEPFAKE, Reason.SWAPPED}
