"""The mailbox between capture and inference."""

from __future__ import annotations

import threading

import pytest

from edge.capture.slot import EverySlot, LatestSlot


def test_the_newest_replaces_what_nobody_took_and_that_is_counted() -> None:
    slot: LatestSlot[int] = LatestSlot()
    for i in range(5):
        assert slot.put(i)
    assert slot.get(0) == 4
    assert slot.overwritten == 4
    assert slot.get(0) is None


def test_an_item_is_taken_once() -> None:
    slot: LatestSlot[int] = LatestSlot()
    slot.put(1)
    assert slot.get(0) == 1
    slot.put(2)
    assert (slot.get(0), slot.overwritten) == (2, 0)


def test_every_item_of_a_file_is_taken_in_order() -> None:
    slot: EverySlot[int] = EverySlot()
    filler = threading.Thread(target=lambda: [slot.put(i) for i in range(500)])
    filler.start()
    assert [slot.get(10) for _ in range(500)] == list(range(500))
    filler.join(10)


@pytest.mark.parametrize("kind", [LatestSlot, EverySlot])
def test_closing_frees_a_taker_and_refuses_more(kind: type[LatestSlot[int]]) -> None:
    slot = kind()
    taken: list[int | None] = []
    taker = threading.Thread(target=lambda: taken.append(slot.get(10)))
    taker.start()
    slot.close()
    taker.join(10)
    assert taken == [None]
    assert not slot.put(1)
    assert slot.closed


def test_closing_frees_a_filler_that_waits() -> None:
    slot: EverySlot[int] = EverySlot()
    slot.put(1)
    results: list[bool] = []
    filler = threading.Thread(target=lambda: results.append(slot.put(2)))
    filler.start()
    slot.close()
    filler.join(10)
    assert results == [False]


def test_the_last_item_can_be_taken_after_closing() -> None:
    slot: EverySlot[int] = EverySlot()
    slot.put(7)
    slot.close()
    assert not slot.closed
    assert slot.get(0) == 7
    assert slot.closed
