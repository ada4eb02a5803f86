"""Rewriting a graph changes its form and not its results."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

from edge.errors import ModelError
from tools.quantise.compact import compact
from tools.quantise.graph import input_levels, linear_tail, load_model, prepare
from tools.quantise.run import outputs_of
from tools.quantise.weights import int8_per_channel, pack_weights


def _all(path, feed):
    return [o["logit"] for o in outputs_of(path, feed)]


def test_preparing_changes_the_operators_and_not_the_scores(small_net, batches, tmp_path):
    fp32, out = small_net(), tmp_path / "prepared.onnx"
    kinds = {node.op_type for node in prepare(fp32, out).graph.node}
    assert {"GlobalAveragePool", "Clip"} <= kinds
    assert not {"ReduceMean", "HardSigmoid"} & kinds
    np.testing.assert_allclose(_all(fp32, batches), _all(out, batches), atol=1e-5)


def test_a_gate_whose_convolution_is_read_twice_is_left_alone(graph, tmp_path):
    x = graph.conv("input", 3, 4, 1)
    gate = graph.add("HardSigmoid", x, alpha=0.2, beta=0.5)
    graph.add("Mul", x, gate, out="logit")
    path = graph.save(tmp_path / "g.onnx", ["n", 3, 4, 4], {"logit": ["n", 4, 4, 4]})
    prepared = prepare(path, tmp_path / "p.onnx")
    assert "HardSigmoid" in {node.op_type for node in prepared.graph.node}


@pytest.mark.parametrize(
    ("axes", "keep", "pooled"), [([2, 3], 1, True), ([1], 1, False), ([2, 3], 0, False)]
)
def test_only_a_mean_over_the_whole_plane_becomes_a_pooling(graph, tmp_path, axes, keep, pooled):
    x = graph.conv("input", 3, 4, 1)
    graph.add("ReduceMean", x, axes=axes, keepdims=keep, out="logit")
    shape = ["n", 4] if not keep else ["n", "c", "h", "w"]
    path = graph.save(tmp_path / "g.onnx", ["n", 3, 4, 4], {"logit": shape})
    prepared = prepare(path, tmp_path / "p.onnx")
    assert ("GlobalAveragePool" in {n.op_type for n in prepared.graph.node}) is pooled
    feed = [np.random.default_rng(0).random((2, 3, 4, 4), dtype=np.float32)]
    np.testing.assert_allclose(_all(path, feed), _all(tmp_path / "p.onnx", feed), atol=1e-6)


def test_the_tail_reaches_back_to_the_last_weighted_layer(small_net):
    graph = load_model(small_net()).graph
    kinds = {n.op_type for n in graph.node if n.name in linear_tail(graph)}
    assert kinds == {"Add", "ReduceSum", "Mul"}
    assert len(linear_tail(graph)) == 4


def test_the_tail_of_a_classifier_is_its_last_layer(graph, tmp_path):
    x = graph.add("GlobalAveragePool", graph.conv("input", 3, 4, 1))
    x = graph.add("Flatten", x)
    weight = graph.constant(graph.rng.normal(size=(2, 4)).astype(np.float32))
    x = graph.add("Gemm", x, weight, transB=1)
    graph.add("Softmax", x, out="logit")
    path = graph.save(tmp_path / "g.onnx", ["n", 3, 4, 4], {"logit": ["n", 2]})
    assert linear_tail(load_model(path).graph) == ["Softmax_4", "Gemm_3"]


def test_what_evens_out_the_input_is_told_from_the_layers(graph, tmp_path):
    mean = graph.add("ReduceMean", "input", axes=[1, 2, 3], keepdims=1)
    x = graph.conv(graph.add("Sub", "input", mean), 3, 4, 1)
    graph.add("Relu", x, out="logit")
    path = graph.save(tmp_path / "g.onnx", ["n", 3, 4, 4], {"logit": ["n", 4, "h", "w"]})
    kinds = {n.name: n.op_type for n in load_model(path).graph.node}
    assert [kinds[name] for name in input_levels(load_model(path).graph)] == ["ReduceMean", "Sub"]


def test_a_network_that_takes_its_input_as_it_is_has_nothing_to_even_out(small_net):
    assert input_levels(load_model(small_net()).graph) == []


def test_compacting_saves_bytes_and_changes_no_number(small_net, batches, tmp_path):
    fp32, out = small_net(), tmp_path / "compact.onnx"
    model = onnx.load(str(fp32))
    compact(model)
    onnx.save(model, str(out))
    assert out.stat().st_size < fp32.stat().st_size
    for before, after in zip(_all(fp32, batches), _all(out, batches), strict=True):
        np.testing.assert_array_equal(before, after)


def test_compacting_stores_equal_constants_once(graph, tmp_path):
    x = graph.add("Mul", "input", graph.constant(np.array([2], np.float32)))
    graph.add("Mul", x, graph.constant(np.array([2], np.float32)), out="logit")
    path = graph.save(tmp_path / "g.onnx", ["n", 3], {"logit": ["n", 3]})
    model = onnx.load(str(path))
    compact(model)
    assert len(model.graph.initializer) == 1


def test_weights_come_back_within_half_a_step():
    weight = np.random.default_rng(0).normal(size=(4, 3, 3, 3)).astype(np.float32)
    levels, scale = int8_per_channel(weight, 0)
    off = np.abs(levels * scale.reshape(4, 1, 1, 1) - weight).max(axis=(1, 2, 3))
    assert (off <= scale / 2 + 1e-7).all()


def test_a_channel_of_zeros_has_a_scale_all_the_same():
    levels, scale = int8_per_channel(np.zeros((2, 3), np.float32), 0)
    assert not levels.any()
    assert (scale > 0).all()


def test_weight_only_packing_quarters_the_file_and_keeps_the_scores(small_net, batches, tmp_path):
    fp32, out = small_net(), tmp_path / "q8.onnx"
    model = onnx.load(str(fp32))
    packed = pack_weights(model.graph, at_least=64)
    onnx.checker.check_model(model)
    onnx.save(model, str(out))
    assert packed == 6
    assert out.stat().st_size < fp32.stat().st_size * 0.6
    np.testing.assert_allclose(_all(fp32, batches), _all(out, batches), atol=0.05)


def test_a_missing_model_is_named():
    with pytest.raises(ModelError, match=r"no model file nowhere\.onnx"):
        load_model(Path("nowhere.onnx"))
