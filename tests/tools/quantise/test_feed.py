"""Calibration crops are chosen evenly, in batches that fit the graph."""

from __future__ import annotations

import numpy as np
import pytest

from tools.quantise.feed import thinned


def _feed(batches: int, size: int) -> list[np.ndarray]:
    return list(np.arange(batches * size, dtype=np.float32).reshape(batches, size, 1))


@pytest.mark.parametrize(("batches", "size", "most", "left"), [(4, 16, 32, 32), (40, 1, 8, 8)])
def test_thinned_crops_come_evenly_out_of_all_in_batches_of_one_size(batches, size, most, left):
    found = thinned(_feed(batches, size), most)
    assert {len(batch) for batch in found} == {size}
    values = np.concatenate(found).ravel()
    assert len(values) == left
    assert (values[0], values[-1]) == (0, batches * size - 1)
    assert np.ptp(np.diff(values)) <= 1


def test_few_crops_stay_as_they_are():
    feed = _feed(2, 4)
    assert thinned(feed, 8) == feed


def test_one_batch_is_left_where_a_batch_holds_more_than_is_wanted():
    assert [len(batch) for batch in thinned(_feed(3, 16), 4)] == [16]
