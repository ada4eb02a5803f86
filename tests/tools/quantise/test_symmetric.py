"""Symmetric INT8 is in TensorRT's form: signed, zero point 0, Q/DQ pairs; scores are unchanged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper

from models.inspection import read_onnx
from tools.quantise import quantise_auto, quantise_static
from tools.quantise.run import outputs_of


def _logits(path: Path, feed) -> np.ndarray:
    return np.concatenate([o["logit"].ravel() for o in outputs_of(path, feed)])


def test_every_zero_point_is_a_signed_zero(small_net, batches, tmp_path):
    out = tmp_path / "int8.onnx"
    quantise_static(small_net(), out, batches, symmetric=True)
    graph = onnx.load(str(out)).graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    pairs = [n for n in graph.node if n.op_type in ("QuantizeLinear", "DequantizeLinear")]
    assert pairs
    for node in pairs:
        zero = constants[node.input[2]]
        assert zero.data_type == TensorProto.INT8
        assert not numpy_helper.to_array(zero).any()
    assert read_onnx(out.read_bytes()).symmetric


def test_weights_are_float_in_the_file_and_every_pair_is_whole(small_net, batches, tmp_path):
    out = tmp_path / "int8.onnx"
    quantise_static(small_net(), out, batches, symmetric=True)
    graph = onnx.load(str(out)).graph
    made = {output: node for node in graph.node for output in node.output}
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            assert made[node.input[0]].op_type == "QuantizeLinear"
    kinds = {tensor.data_type for tensor in graph.initializer if len(tensor.dims) > 1}
    assert kinds == {TensorProto.FLOAT}


def test_nothing_is_quantised_between_a_layer_and_its_activation(small_net, batches, tmp_path):
    out = tmp_path / "int8.onnx"
    quantise_static(small_net(), out, batches, symmetric=True)
    graph = onnx.load(str(out)).graph
    made = {output: node for node in graph.node for output in node.output}
    activations = [n for n in graph.node if n.op_type in ("Clip", "Relu")]
    assert activations
    for node in activations:
        assert made[node.input[0]].op_type != "DequantizeLinear"


def test_scores_follow_the_float_scores_and_evidence_sums_to_the_logit(
    small_net, batches, tmp_path
):
    fp32, out = small_net(), tmp_path / "int8.onnx"
    choice = quantise_auto(fp32, out, batches, output="logit", target_db=15.0, symmetric=True)
    assert choice.sqnr_db > 10
    assert np.corrcoef(_logits(fp32, batches), _logits(out, batches))[0, 1] > 0.98
    for outputs in outputs_of(out, batches):
        sums = outputs["evidence"].sum(axis=(1, 2, 3)) + 0.25
        np.testing.assert_allclose(sums, outputs["logit"][:, 0], atol=1e-5)


def test_an_unsigned_file_is_not_taken_for_a_symmetric_one(small_net, batches, tmp_path):
    fp32, out = small_net(), tmp_path / "int8.onnx"
    quantise_static(fp32, out, batches)
    assert not read_onnx(out.read_bytes()).symmetric
    assert not read_onnx(fp32.read_bytes()).symmetric
