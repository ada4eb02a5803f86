"""A new model is tested first, and replaced by the old one where it fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from makers import a_face, a_frame, a_quality
from toy_models import spec_of

from edge.config import CanaryConfig, Config
from edge.errors import ModelError
from edge.infer.scorer import FaceScorer
from edge.runtime.canary import FACES, LARGEST_PX, Comparison, admit, face_memory
from edge.runtime.hot_swap import ModelExchange
from edge.runtime.pipeline import Pipeline
from edge.types import U8, Box, FaceResult, FrameResult, Quality, Reason, Score, State, Verdict

FRAME = a_frame()
FACE = Box(100, 100, 220, 220)
LIMITS = CanaryConfig(probation=40, look_every=5)


class Clock:
    """Moves only when a model scores."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Model:
    """Says the same of every face. raises: what it raises instead."""

    def __init__(
        self, name: str, logit: float, clock: Clock | None = None, ms: float = 1.0
    ) -> None:
        self.spec = spec_of(b"x", id=name)
        self.logit, self.ms = logit, ms
        self.clock = clock or Clock()
        self.raises: Exception | None = None
        self.calls = 0

    def score(self, frame: U8, boxes: Sequence[Box]) -> list[Score]:
        self.calls += 1
        self.clock.now += self.ms / 1e3 * len(boxes)
        if self.raises is not None:
            raise self.raises
        return [Score(self.spec.id, 0.5, self.logit, self.ms) for _ in boxes]


class NoDetector:
    def detect(self, frame: object) -> list[object]:
        return []

    def close(self) -> None:
        """Nothing to let go of."""


class Bench:
    """A pipeline with one model, and a swap that queues as an engine does."""

    def __init__(self, old: Model | None, limits: CanaryConfig = LIMITS) -> None:
        self.clock = old.clock if old else Clock()
        self.pipeline = Pipeline(Config(), NoDetector(), {"antispoof": old} if old else {})
        self.queue: list[Callable[[Pipeline], None]] = []
        self.told: list[tuple[str, str]] = []
        self.memory = face_memory()
        for n in range(8):
            self.memory.on_frame(FRAME, seen(n, time=2.0 * n))
        self.exchange = ModelExchange(
            never_loaded,
            limits,
            self.memory,
            queue=self.queue.append,
            report=lambda level, text: self.told.append((level, text)),
            clock=self.clock,
        )

    def put_in_use(self, new: Model | None) -> str:
        return self.exchange.put_in_use(self.pipeline, "antispoof", new)

    def score(self, times: int = 1) -> None:
        for _ in range(times):
            scorer = self.pipeline.scorer("antispoof")
            assert scorer is not None
            scorer.score(FRAME.bgr, [FACE])

    def obey(self) -> None:
        while self.queue:
            self.queue.pop(0)(self.pipeline)

    @property
    def in_use(self) -> str:
        return self.pipeline.models()["antispoof"]


def never_loaded(task: str, model_id: str | None, *, camera: str) -> FaceScorer | None:
    raise AssertionError((task, model_id, camera))


def seen(*tracks: int, time: float = 0.0, quality: Quality | None = None) -> FrameResult:
    faces = tuple(
        FaceResult(
            a_face(), quality or a_quality(), Verdict(t, State.LIVE, None, 0.1, 9, 0.0, frozenset())
        )
        for t in tracks
    )
    return FrameResult(0, time, "test", (640, 480), faces, {})


# -- what is remembered ---------------------------------------------------------------------------


def test_faces_are_remembered_once_a_second_and_so_many_only() -> None:
    memory = face_memory()
    for n in range(30):
        memory.on_frame(FRAME, seen(1, 2, time=n / 30))
    assert len(memory.faces()) == 2
    memory.on_frame(FRAME, seen(3, time=1.0, quality=a_quality(Reason.BLURRED)))
    assert len(memory.faces()) == 2
    for n in range(100):
        memory.on_frame(FRAME, seen(1, time=10.0 + n))
    assert len(memory.faces()) == FACES


def test_a_remembered_face_is_small_and_its_box_is_where_the_face_is() -> None:
    memory = face_memory()
    frame = a_frame(size=(1920, 1080))
    memory.on_frame(frame, seen(1))
    (specimen,) = memory.faces()
    assert max(specimen.bgr.shape) <= LARGEST_PX
    small = face_memory()
    small.on_frame(FRAME, seen(1))
    (near,) = small.faces()
    box = near.box
    cut = near.bgr[int(box.y1) : int(box.y2), int(box.x1) : int(box.x2)]
    if near.bgr.shape[0] < LARGEST_PX:
        assert np.array_equal(cut, FRAME.bgr[100:220, 100:220])
    assert not np.shares_memory(near.bgr, frame.bgr)


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [(2, -2, (1, 1)), (-2, 2, (1, 1)), (2, 3, (1, 0)), (0.5, -3, (0, 0)), (3, -0.5, (0, 0))],
)
def test_models_disagree_only_where_both_are_sure(
    old: float, new: float, counts: tuple[int, int]
) -> None:
    found = Comparison()
    found.add_logits(old, new)
    assert (found.sure, found.flips) == counts


# -- before the swap -------------------------------------------------------------------------------


def test_a_model_that_agrees_with_the_old_one_is_admitted_on_probation() -> None:
    old = Model("old", -3.0)
    bench = Bench(old)
    text = bench.put_in_use(Model("new", -4.0, old.clock))
    assert "new, on probation; 0 of 8 faces decided differently" in text
    assert bench.in_use == "new"


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (Model("new", 4.0), "the opposite for 8 of 8 recent faces"),
        (Model("new", -4.0, ms=41.0), "takes 41.0 ms per face"),
    ],
)
def test_a_model_that_disagrees_or_is_much_slower_is_not_admitted(new: Model, why: str) -> None:
    old = Model("old", -3.0, new.clock, ms=10.0)
    bench = Bench(old)
    with pytest.raises(ModelError, match=why):
        bench.put_in_use(new)
    assert bench.in_use == "old"
    bench.score()


def test_a_model_that_fails_on_a_face_is_not_admitted() -> None:
    bench = Bench(Model("old", -3.0))
    new = Model("new", -3.0)
    new.raises = ModelError("it gave NaN")
    with pytest.raises(ModelError, match="it gave NaN"):
        bench.put_in_use(new)
    assert bench.in_use == "old"


def test_too_few_or_uncertain_faces_reject_no_model() -> None:
    old, new = Model("old", -3.0), Model("new", 4.0)
    memory = face_memory()
    memory.on_frame(FRAME, seen(1))
    found = admit(new, old, memory, LIMITS, Clock())
    assert found is not None
    assert (found.sure, found.flips) == (1, 1)
    bench = Bench(Model("old", 0.2))
    assert "0 of 0 faces" in bench.put_in_use(new)


def test_known_pictures_are_used_before_any_face_was_seen() -> None:
    old, new = Model("old", -3.0), Model("new", -3.0)
    found = admit(new, old, face_memory(), LIMITS, Clock())
    assert found is not None
    assert found.faces == 4


def test_a_model_that_disagrees_is_admitted_where_flips_are_allowed() -> None:
    limits = LIMITS.model_copy(update={"flips": 1.0})
    bench = Bench(Model("old", -3.0), limits)
    bench.put_in_use(Model("new", 4.0))
    bench.score(LIMITS.probation)
    bench.obey()
    assert bench.in_use == "new"


def test_the_first_model_of_a_task_needs_no_probation_and_one_may_be_turned_off() -> None:
    bench = Bench(None)
    new = Model("new", 1.0)
    assert bench.put_in_use(new) == "antispoof model: new"
    assert bench.pipeline.scorer("antispoof") is new
    assert bench.put_in_use(None) == "antispoof model: off"
    assert bench.pipeline.models() == {}


# -- on probation ----------------------------------------------------------------------------------


def on_probation(limits: CanaryConfig = LIMITS) -> tuple[Bench, Model, Model]:
    old = Model("old", -3.0)
    new = Model("new", -4.0, old.clock)
    bench = Bench(old, limits)
    bench.put_in_use(new)
    return bench, old, new


def test_a_model_that_passes_probation_stays_and_the_old_one_is_released() -> None:
    bench, old, _ = on_probation()
    bench.score(LIMITS.probation - 1)
    assert bench.queue == []
    bench.score()
    bench.obey()
    assert bench.told == [("info", "model new passed its probation of 40 frames")]
    calls = old.calls
    bench.score(20)
    assert old.calls == calls
    assert bench.in_use == "new"


def broken(new: Model) -> None:
    new.raises = ModelError("it gave NaN")


def crashed(new: Model) -> None:
    new.raises = RuntimeError("the accelerator is gone")


def not_finite(new: Model) -> None:
    new.logit = float("nan")


def slow(new: Model) -> None:
    new.ms = 11.0


def of_another_mind(new: Model) -> None:
    new.logit = 4.0


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (broken, "it gave NaN"),
        (crashed, "the accelerator is gone"),
        (not_finite, "not a finite number"),
        (slow, "it takes 11.0 ms per face, before 1.0 ms"),
        (of_another_mind, "decided the opposite for"),
    ],
)
def test_a_model_that_fails_on_probation_is_replaced_by_the_old_one(
    fault: Callable[[Model], None], why: str
) -> None:
    bench, old, new = on_probation()
    bench.score(3)
    fault(new)
    with pytest.raises(ModelError, match=why):  # those faces are UNAVAILABLE, not LIVE
        bench.score(LIMITS.probation - 3)
    with pytest.raises(ModelError):  # and so are the next, until the old one is back
        bench.score()
    assert bench.in_use == "new"
    bench.obey()
    assert bench.in_use == "old"
    assert bench.pipeline.scorer("antispoof") is old
    ((level, text),) = bench.told
    assert level == "error"
    assert "replaced by the previous one after" in text
    assert text.endswith("old is back")
    bench.score(10)


def test_a_busy_machine_that_slows_both_is_no_fault_of_the_new_one() -> None:
    bench, old, new = on_probation()
    old.ms = new.ms = 200.0
    bench.score(LIMITS.probation)
    bench.obey()
    assert bench.in_use == "new"


def test_a_failure_of_the_old_model_does_not_count_against_the_new_one() -> None:
    bench, old, _ = on_probation()
    old.raises = ModelError("the old one broke")
    bench.score(LIMITS.probation)
    bench.obey()
    assert bench.in_use == "new"


def test_frames_without_faces_prove_nothing() -> None:
    bench, _, _ = on_probation()
    scorer = bench.pipeline.scorer("antispoof")
    assert scorer is not None
    for _ in range(10 * LIMITS.probation):
        assert scorer.score(FRAME.bgr, []) == []
    assert bench.queue == []


def test_a_late_failure_does_not_replace_a_model_chosen_since() -> None:
    bench, _, new = on_probation()
    new.raises = ModelError("it gave NaN")
    with pytest.raises(ModelError):
        bench.score()
    new.raises = None
    third = Model("third", -3.0, new.clock)
    bench.put_in_use(third)  # before the queue is obeyed
    bench.obey()
    assert bench.in_use == "third"
    assert bench.told == []
