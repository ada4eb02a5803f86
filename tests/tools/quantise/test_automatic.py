"""The sensitivity table finds the layer that hurts, and the choice keeps just that one in float."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from tools.quantise import layer_sensitivity, quantise_auto, quantise_static, ranges
from tools.quantise.fidelity import signal_to_noise


@pytest.fixture
def fragile(small_net):
    """The small net with one input channel of a layer so strong that it ruins every scale."""
    path = small_net("fragile.onnx")
    model = onnx.load(str(path))
    layer = next(n for n in model.graph.node if n.name == "Conv_10")
    tensor = next(t for t in model.graph.initializer if t.name == layer.input[1])
    weight = numpy_helper.to_array(tensor).copy()
    weight[:, 0] *= 60
    tensor.CopyFrom(numpy_helper.from_array(weight, tensor.name))
    onnx.save(model, str(path))
    return path


def test_the_table_is_sorted_by_what_a_layer_costs(fragile, batches):
    table = layer_sensitivity(fragile, batches)
    assert [loss.error for loss in table] == sorted((x.error for x in table), reverse=True)
    assert {loss.name for loss in table} == {"Conv_0", "Conv_2", "Conv_5", "Conv_7", "Conv_10"}
    assert all(loss.parameters > 0 for loss in table)


def test_keeping_the_worst_layer_in_float_raises_the_fidelity(fragile, batches, tmp_path):
    choice = quantise_auto(fragile, tmp_path / "o.onnx", batches, target_db=200, most_float=2)
    assert not choice.reached
    assert choice.sensitivity
    without = max(db for _, kept, db in choice.trials if not kept)
    assert max(db for _, kept, db in choice.trials if kept) > without


def test_nothing_is_kept_in_float_where_the_target_is_reached_at_once(small_net, batches, tmp_path):
    choice = quantise_auto(small_net(), tmp_path / "o.onnx", batches, target_db=10)
    assert choice.reached
    assert not choice.sensitivity
    assert len(choice.trials) == 3
    assert (tmp_path / "o.onnx").is_file()


def test_signal_to_noise_of_a_hand_worked_case():
    expected = np.array([1.0, -1.0, 1.0, -1.0], np.float32)  # variance 1
    error, decibel = signal_to_noise(expected, expected + np.float32(0.1))
    assert error == pytest.approx(0.1, rel=1e-5)
    assert decibel == pytest.approx(20, rel=1e-4)
    assert signal_to_noise(expected, expected) == (0.0, float("inf"))


def test_the_file_that_is_chosen_is_the_one_that_quantising_so_at_once_gives(
    fragile, batches, tmp_path
):
    choice = quantise_auto(fragile, tmp_path / "o.onnx", batches, target_db=200, most_float=2)
    again = quantise_static(
        fragile, tmp_path / "again.onnx", batches,
        method=choice.report.method, keep_float=choice.kept,
    )  # fmt: skip
    assert (tmp_path / "o.onnx").read_bytes() == again.out.read_bytes()
    assert choice.report.max_difference == again.max_difference


def test_the_crops_are_run_twice_for_ranges_however_many_ways_are_tried(
    fragile, batches, tmp_path, monkeypatch
):
    """One pass finds the extent of every activation, one its histogram."""
    passes = []
    measured = ranges._activations
    monkeypatch.setattr(ranges, "_activations", lambda *a: passes.append(a) or measured(*a))
    choice = quantise_auto(fragile, tmp_path / "o.onnx", batches, target_db=200, most_float=2)
    assert len(choice.trials) == 5
    assert len(passes) == 2
