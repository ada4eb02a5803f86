"""The queue of uploaded files: bounded, in order, and never ended by a file."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest
from fake_gate import FakeJudge
from media_files import an_image

from edge.errors import ModelError
from edge.service.uploads.file_decoder import Limits, Media, UploadRefusedError
from edge.service.uploads.queue import BusyError, UploadQueue

LIMITS = Limits(megapixels=1, seconds=2, fps=10, timeout_s=30)
PATIENCE = 30.0


@pytest.fixture
def judge() -> FakeJudge:
    return FakeJudge()


@pytest.fixture
def checker(judge: FakeJudge) -> Iterator[UploadQueue]:
    made = UploadQueue(lambda: judge, LIMITS, waiting=2)
    yield made
    judge.gate.set()
    assert made.close(PATIENCE) == []


def test_a_file_is_decoded_and_judged(checker: UploadQueue) -> None:
    answer = checker.submit(Media.IMAGE, an_image(64, 48)).result(PATIENCE)
    assert answer["size"] == (64, 48)
    assert answer["faces"][0]["state"] == "LIVE"


def test_more_files_than_may_wait_are_refused(checker: UploadQueue, judge: FakeJudge) -> None:
    judge.gate.clear()
    first = checker.submit(Media.IMAGE, an_image())
    assert judge.begun.wait(PATIENCE)
    waiting = [checker.submit(Media.IMAGE, an_image()) for _ in range(2)]
    assert checker.waiting == 2
    with pytest.raises(BusyError):
        checker.submit(Media.IMAGE, an_image())
    judge.gate.set()
    assert [future.result(PATIENCE)["frames"] for future in (first, *waiting)] == [1, 1, 1]


def test_a_client_that_disconnects_while_waiting_is_not_judged(
    checker: UploadQueue, judge: FakeJudge
) -> None:
    judge.gate.clear()
    first = checker.submit(Media.IMAGE, an_image())
    assert judge.begun.wait(PATIENCE)
    second, third = (checker.submit(Media.IMAGE, an_image()) for _ in range(2))
    assert second.cancel()
    judge.gate.set()
    first.result(PATIENCE)
    third.result(PATIENCE)
    assert checker.done == 2


@pytest.mark.parametrize("error", [ModelError("it broke"), RuntimeError("a bug"), TimeoutError()])
def test_a_file_that_cannot_be_judged_leaves_the_next_one_alone(
    checker: UploadQueue, judge: FakeJudge, error: Exception
) -> None:
    judge.error = error
    with pytest.raises(type(error)):
        checker.submit(Media.IMAGE, an_image()).result(PATIENCE)
    judge.error = None
    assert checker.submit(Media.IMAGE, an_image()).result(PATIENCE)["frames"] == 1


def test_a_damaged_file_is_refused(checker: UploadQueue) -> None:
    with pytest.raises(UploadRefusedError, match="damaged"):
        checker.submit(Media.IMAGE, an_image()[:50]).result(PATIENCE)


def test_closing_refuses_waiting_files_and_ends_the_judge(judge: FakeJudge) -> None:
    checker = UploadQueue(lambda: judge, LIMITS, waiting=2)
    judge.gate.clear()
    under_way = checker.submit(Media.IMAGE, an_image())
    assert judge.begun.wait(PATIENCE)
    waiting = checker.submit(Media.IMAGE, an_image())
    judge.gate.set()
    assert checker.close(PATIENCE) == []
    assert under_way.done()
    assert judge.closed
    if not waiting.cancelled():  # the thread was quicker
        assert waiting.done()
    with pytest.raises(BusyError, match="stopping"):
        checker.submit(Media.IMAGE, an_image())


def test_models_are_loaded_only_when_somebody_sends_a_file() -> None:
    made = []

    def make() -> FakeJudge:
        made.append(FakeJudge())
        return made[-1]

    checker = UploadQueue(make, LIMITS, waiting=1)
    assert not made
    checker.submit(Media.IMAGE, an_image()).result(PATIENCE)
    checker.submit(Media.IMAGE, an_image()).result(PATIENCE)
    checker.close(PATIENCE)
    assert len(made) == 1


def test_a_future_that_was_cancelled_stays_cancelled(judge: FakeJudge) -> None:
    checker = UploadQueue(lambda: judge, LIMITS, waiting=2)
    judge.gate.clear()
    checker.submit(Media.IMAGE, an_image())
    assert judge.begun.wait(PATIENCE)
    waiting = checker.submit(Media.IMAGE, an_image())
    waiting.cancel()
    judge.gate.set()
    checker.close(PATIENCE)
    with pytest.raises(CancelledError):
        waiting.result(0)
