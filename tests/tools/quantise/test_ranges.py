"""Quantisation ranges cover the values, and clip outliers where that reduces the error."""

from __future__ import annotations

import numpy as np
import pytest

from tools.quantise.graph import prepare
from tools.quantise.ranges import Activations, cut_mse, cut_percentile


def test_minmax_is_the_extent_of_every_activation(small_net, batches, tmp_path):
    prepared = tmp_path / "p.onnx"
    prepare(small_net(), prepared)
    ranges = Activations(prepared, batches).ranges()
    stacked = np.concatenate(batches)
    assert ranges["input"] == (pytest.approx(stacked.min()), pytest.approx(stacked.max()))
    assert all(low <= high for low, high in ranges.values())
    assert len(ranges) > 10


@pytest.mark.parametrize("method", ["percentile", "mse"])
def test_cut_ranges_lie_within_the_extent(small_net, batches, tmp_path, method):
    prepared = tmp_path / "p.onnx"
    prepare(small_net(), prepared)
    seen = Activations(prepared, batches)
    full, cut = seen.ranges(), seen.ranges(method, 99.0)
    for name, (low, high) in cut.items():
        assert min(full[name][0], 0) - 1e-5 <= low <= high <= max(full[name][1], 0) + 1e-5


def test_a_percentile_leaves_the_outlier_outside():
    counts = np.zeros(100)
    counts[:10] = 1000
    counts[99] = 1  # one value in ten thousand, far away
    low, high = cut_percentile(counts, (0.0, 100.0), 99.9)
    assert low == 0.0
    assert high == pytest.approx(10.0)


def test_the_least_error_cut_drops_a_lone_outlier_and_keeps_a_full_end():
    counts = np.zeros(100)
    counts[:40] = 10_000_000
    counts[99] = 1
    assert cut_mse(counts, (0.0, 1.0))[1] < 0.6
    full = np.full(100, 1000.0)
    assert cut_mse(full, (0.0, 1.0))[1] > 0.95


@pytest.mark.parametrize("method", ["percentile", "mse"])
@pytest.mark.parametrize("spread", [0.0, 1e-6, 1e-4])
def test_an_activation_that_hardly_moves_keeps_its_extent(graph, tmp_path, method, spread):
    """Around 1000 the step of a 32-bit float is 6e-5, far wider than a bin."""
    graph.add("Mul", "input", graph.constant(np.array(spread, np.float32)))
    graph.add("Add", graph.top, graph.constant(np.array(1000, np.float32)), out="logit")
    path = graph.save(tmp_path / "still.onnx", ["n", 4], {"logit": ["n", 4]})
    feed = [np.linspace(0, 1, 8, dtype=np.float32).reshape(2, 4)]
    low, high = Activations(path, feed).ranges(method)["logit"]
    assert (low, high) == (1000.0, float(np.float32(1000) + np.float32(spread)))
