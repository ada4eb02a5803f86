"""Verdicts of an untrusted source, from the guard to the result."""

from __future__ import annotations

import threading

import pytest
from flaky_source import FlakySource
from makers import a_face, a_frame, a_quality, a_score

from edge.capture.feed import Feed
from edge.config import CameraConfig, Config, DecisionConfig
from edge.decide.policy import Evidence, Policy
from edge.runtime.pipeline import Pipeline
from edge.trust.trust import Doubt, Trust
from edge.types import Frame, Reason, State

REFUSED = Trust(False, frozenset({Doubt.LOOPED}), "it loops")


class OneFace:
    def detect(self, frame: Frame) -> list[object]:
        return [a_face(), a_face(400)]

    def close(self) -> None:
        pass


def test_every_face_of_an_untrusted_source_is_unavailable_and_the_result_says_so() -> None:
    pipeline = Pipeline(Config(), OneFace(), {})  # type: ignore[arg-type]
    pipeline.set_trust(lambda: REFUSED)
    result = pipeline.process(a_frame())
    assert not result.trusted_source
    assert [face.verdict.state for face in result.faces] == [State.UNAVAILABLE] * 2
    assert {face.verdict.reasons for face in result.faces} == {frozenset({Reason.UNTRUSTED_SOURCE})}


def test_a_source_nobody_watches_is_believed() -> None:
    pipeline = Pipeline(Config(), OneFace(), {})  # type: ignore[arg-type]
    pipeline.set_trust(lambda: REFUSED)
    pipeline.set_trust(None)
    assert pipeline.process(a_frame()).trusted_source


def judged(policy: Policy, frames: range, logit: float, *, trusted: bool) -> State:
    state = State.UNKNOWN
    for i in frames:
        evidence = Evidence({"antispoof": a_score(logit)}, trusted=trusted)
        state = policy.judge(1, a_quality(), evidence, i / 30).state
    return state


@pytest.mark.parametrize("logit", [-3.0, 3.0])
def test_no_verdict_stands_while_the_source_is_untrusted_nor_is_one_kept(logit: float) -> None:
    policy = Policy(DecisionConfig())
    assert judged(policy, range(90), logit, trusted=True) in (State.LIVE, State.ATTACK)
    assert judged(policy, range(90, 91), logit, trusted=False) is State.UNAVAILABLE
    assert judged(policy, range(91, 92), logit, trusted=True) is State.CHECKING


def test_frames_that_are_dropped_are_watched_all_the_same() -> None:
    seen: list[int] = []
    source = FlakySource(*["frame"] * 50, close_unblocks=True)
    feed = Feed(CameraConfig(), lambda status: None, realtime=False)
    feed.begin("flaky", source, lambda frame: seen.append(frame.index))
    assert source.hanging.wait(10)
    assert feed.get(1)[1] is not None
    assert feed.end(10) == []
    assert seen == list(range(1, 51))


def test_a_guard_that_breaks_ends_the_attempt_instead_of_letting_frames_through() -> None:
    lost = threading.Event()

    def note(status: object) -> None:
        if "guard" in str(status):
            lost.set()

    def broken(frame: Frame) -> None:
        raise RuntimeError("the guard broke")

    feed = Feed(CameraConfig(restart_budget=0), note, realtime=False)  # type: ignore[arg-type]
    feed.begin("flaky", FlakySource(*["frame"] * 5, close_unblocks=True), broken)
    assert lost.wait(10)
    assert feed.get(0.1)[1] is None
    assert feed.end(5) == []
