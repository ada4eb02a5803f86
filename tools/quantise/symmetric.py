"""Symmetric signed INT8, the only 8-bit integer form that TensorRT accepts: zero points are 0.

TensorRT requires QuantizeLinear and DequantizeLinear in pairs, around weights too, INT8 within ±127
or 128 and zero points of 0; biases stay float (NVIDIA, "Working with Quantized Types", explicit
quantization). Ranges are then symmetric, so after a ReLU one of the 8 bits is unused.
"""

from __future__ import annotations

from typing import Any

import onnx

from tools.quantise.graph import consumers

OPTIONS: dict[str, Any] = {
    "ActivationSymmetric": True,
    "WeightSymmetric": True,
    "AddQDQPairToWeight": True,
}
"""The extra options of onnxruntime's quantizer for such a file."""

_ACTIVATIONS = frozenset({"Clip", "Relu"})


def quantise_behind_activations(graph: onnx.GraphProto) -> int:
    """Remove the QDQ pair between a layer and its Clip or ReLU; returns the number removed.

    The range then need not cover the values that the Clip removes, and TensorRT fuses layer,
    activation and the pair after it into one kernel. (With unsigned activations the Clip itself is
    removed instead.)
    """
    made = {output: node for node in graph.node for output in node.output}
    used = consumers(graph)
    outputs = {value.name for value in graph.output}
    gone = []
    for node in graph.node:
        if node.op_type not in _ACTIVATIONS:
            continue
        back = made.get(node.input[0])
        forth = made.get(back.input[0]) if back and back.op_type == "DequantizeLinear" else None
        if back is None or forth is None or forth.op_type != "QuantizeLinear":
            continue
        alone = used[back.output[0]] == used[forth.output[0]] == 1
        if alone and outputs.isdisjoint({back.output[0], forth.output[0]}):
            node.input[0] = forth.input[0]
            gone += [back, forth]
    for node in gone:
        graph.node.remove(node)
    return len(gone) // 2
