"""Frames pass through shared memory from one process to another."""

from __future__ import annotations

import multiprocessing

import numpy as np
import pytest

from edge.capture.frame_buffer import AVAILABLE, SLOTS, FrameBuffer

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="needs Linux")


def test_slots_are_shared_and_separate() -> None:
    ours, theirs = multiprocessing.Pipe()
    with ours, theirs:
        given = FrameBuffer.given(ours, 5, 4)
        taken = FrameBuffer.taken(theirs, 5, 4)
    for index in range(SLOTS):
        taken.slot(index)[:] = index + 1
    assert [int(given.slot(index).mean()) for index in range(SLOTS)] == [1, 2, 3]
    assert given.slot(0).shape == given.shape == (4, 5, 3)


def test_array_of_a_slot_stays_valid_without_its_buffer() -> None:
    ours, theirs = multiprocessing.Pipe()
    with ours, theirs:
        slot = FrameBuffer.given(ours, 5, 4).slot(1)
    slot[:] = 7
    assert np.all(slot == 7)


def test_smaller_file_than_stated_is_an_error() -> None:
    ours, theirs = multiprocessing.Pipe()
    with ours, theirs:
        FrameBuffer.given(ours, 5, 4)
        with pytest.raises(ValueError, match="mmap length"):
            FrameBuffer.taken(theirs, 50, 40)
