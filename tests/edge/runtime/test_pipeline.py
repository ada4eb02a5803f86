"""All stages together, with a detector and models whose results a test sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from makers import a_face, a_frame, a_score

from edge.config import Config
from edge.errors import ModelError
from edge.runtime.pipeline import Pipeline
from edge.types import U8, Box, Face, Frame, FrameResult, Reason, Score, State
from models.spec import InputSpec, ModelSpec


class FixedDetector:
    """Finds the same faces in every frame."""

    def __init__(self, *faces: Face) -> None:
        self.faces = list(faces)
        self.calls = 0

    def detect(self, frame: Frame) -> list[Face]:
        self.calls += 1
        return list(self.faces)

    def close(self) -> None:
        pass


class FixedScorer:
    """Gives every face the same logit, or raises what it is told to."""

    def __init__(self, model_id: str, logit: float, task: Any = "antispoof") -> None:
        self.spec = ModelSpec(
            id=model_id, task=task, architecture="fake", precision="fp32", file="x",
            sha256="0" * 64, bytes=1, input=InputSpec(size=8, expansions=(1.0,)), licence="none",
        )  # fmt: skip
        self.logit = logit
        self.error: Exception | None = None
        self.scored: list[int] = []

    def score(self, frame: U8, boxes: Sequence[Box]) -> list[Score]:
        if self.error is not None:
            raise self.error
        self.scored.append(len(boxes))
        return [a_score(self.logit, self.spec.id) for _ in boxes]


def run(pipeline: Pipeline, frames: int, start: int = 0) -> FrameResult:
    result = None
    for i in range(start, start + frames):
        result = pipeline.process(a_frame(i))
    assert result is not None
    return result


def state(result: FrameResult) -> State:
    return result.faces[0].verdict.state


def test_steady_bona_fide_evidence_ends_in_live_with_the_score_named_by_model() -> None:
    pipeline = Pipeline(Config(), FixedDetector(a_face()), {"antispoof": FixedScorer("m1", -4)})
    result = run(pipeline, 60)
    assert state(result) is State.LIVE
    assert set(result.faces[0].scores) == {"m1"}
    assert set(result.timings_ms) >= {"detect", "quality", "antispoof", "decide", "total"}


def test_every_face_is_unavailable_without_a_model() -> None:
    pipeline = Pipeline(Config(), FixedDetector(a_face(), a_face(400)), {})
    result = run(pipeline, 5)
    assert {face.verdict.state for face in result.faces} == {State.UNAVAILABLE}


def test_a_model_that_breaks_is_unavailable_until_it_works_again() -> None:
    scorer = FixedScorer("m1", -4)
    pipeline = Pipeline(Config(), FixedDetector(a_face()), {"antispoof": scorer})
    run(pipeline, 60)
    scorer.error = ModelError("m1 gave NaN")
    broken = run(pipeline, 1, 60)
    assert state(broken) is State.UNAVAILABLE
    assert broken.faces[0].verdict.reasons == {Reason.MODEL_FAILED}
    scorer.error = None
    assert state(run(pipeline, 1, 61)) is State.CHECKING


def test_a_poor_face_is_not_scored() -> None:
    scorer = FixedScorer("m1", -4)
    pipeline = Pipeline(Config(), FixedDetector(a_face(side=30)), {"antispoof": scorer})
    assert state(run(pipeline, 3)) is State.POOR_QUALITY
    assert scorer.scored == []


def test_deepfake_is_scored_on_every_nth_frame_of_a_track() -> None:
    config = Config.model_validate({"models": {"deepfake_every": 4}})
    deepfake = FixedScorer("d1", -3, "deepfake")
    scorers = {"antispoof": FixedScorer("m1", -4), "deepfake": deepfake}
    run(Pipeline(config, FixedDetector(a_face()), scorers), 12)
    assert len(deepfake.scored) == 3


def test_detection_every_nth_frame_coasts_in_between() -> None:
    config = Config.model_validate({"detect": {"every": 3}})
    detector = FixedDetector(a_face())
    result = run(Pipeline(config, detector, {"antispoof": FixedScorer("m1", -4)}), 60)
    assert detector.calls == 20
    assert state(result) is State.LIVE


def test_every_frame_is_searched_while_nobody_is_in_view() -> None:
    config = Config.model_validate({"detect": {"every": 3}})
    detector = FixedDetector()
    run(Pipeline(config, detector, {}), 12)
    assert detector.calls == 12


def test_frames_that_are_far_apart_are_each_searched() -> None:
    detector = FixedDetector(a_face())
    pipeline = Pipeline(Config(), detector, {"antispoof": FixedScorer("m1", -4)})
    for i in range(6):
        pipeline.process(a_frame(i, fps=1.0))
    assert detector.calls == 6, "a folder's next image may show somebody else"


def test_every_third_frame_is_searched_at_a_camera_with_nobody_in_view() -> None:
    detector = FixedDetector()
    pipeline = Pipeline(Config.model_validate({"detect": {"idle_every": 3}}), detector, {})
    pipeline.set_camera(True)
    run(pipeline, 12)
    assert detector.calls == 4


def test_looking_ahead_in_another_thread_gives_the_same_results() -> None:
    def made() -> Pipeline:
        return Pipeline(Config(), FixedDetector(a_face()), {"antispoof": FixedScorer("m1", -4)})

    together, apart = made(), made()
    frames = [a_frame(i) for i in range(40)]
    found = [apart.detect(frame) for frame in frames]
    for frame, detections in zip(frames, found, strict=True):
        one, other = together.process(frame), apart.judge(frame, detections)
        assert [f.verdict for f in one.faces] == [f.verdict for f in other.faces]
        assert [f.face.box for f in one.faces] == [f.face.box for f in other.faces]


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.set_scorer("antispoof", FixedScorer("m2", -4)),
        lambda p: p.reset(),
    ],
    ids=["another model", "another source"],
)
def test_a_verdict_does_not_survive_a_change_under_it(change: Callable[[Pipeline], None]) -> None:
    pipeline = Pipeline(Config(), FixedDetector(a_face()), {"antispoof": FixedScorer("m1", -4)})
    assert state(run(pipeline, 60)) is State.LIVE
    change(pipeline)
    assert state(run(pipeline, 1, 60)) is State.CHECKING


def test_a_model_can_be_removed_from_a_pipeline() -> None:
    pipeline = Pipeline(Config(), FixedDetector(a_face()), {"antispoof": FixedScorer("m1", -4)})
    pipeline.set_scorer("antispoof", None)
    assert pipeline.models() == {}
    assert state(run(pipeline, 1)) is State.UNAVAILABLE


def a_still(index: int, name: str) -> Frame:
    return replace(a_frame(index), picture=name)


def test_pictures_that_stand_alone_share_no_track_and_each_comes_to_a_verdict() -> None:
    scorer = FixedScorer("as", 9.0)
    pipeline = Pipeline(Config(), FixedDetector(a_face()), {"antispoof": scorer})
    first = pipeline.process(a_still(0, "one.jpg"))
    scorer.logit = -9.0
    second = pipeline.process(a_still(1, "two.jpg"))
    assert (state(first), state(second)) == (State.ATTACK, State.LIVE)
    assert first.faces[0].verdict.track_id != second.faces[0].verdict.track_id
    assert [first.picture, second.picture] == ["one.jpg", "two.jpg"]
    assert first.faces[0].verdict.frames == second.faces[0].verdict.frames == 1


def test_a_picture_alone_that_leaves_doubt_stays_in_doubt() -> None:
    scorer = FixedScorer("as", 2.0)
    pipeline = Pipeline(Config(), FixedDetector(a_face()), {"antispoof": scorer})
    results = [pipeline.process(a_still(i, f"{i}.jpg")) for i in range(9)]
    assert {state(result) for result in results} == {State.CHECKING}


def test_a_face_that_fills_its_picture_is_too_large_for_a_door_and_not_for_a_picture() -> None:
    close, frame = a_face(2, 2, 636), a_frame(size=(640, 640))
    pipeline = Pipeline(Config(), FixedDetector(close), {"antispoof": FixedScorer("as", -9.0)})
    assert pipeline.process(frame).faces[0].quality.reasons == {Reason.TOO_LARGE}
    assert state(pipeline.process(replace(frame, picture="face.jpg"))) is State.LIVE
