"""Converts a dynamically quantised graph back to float, so that it can be quantised statically.

Dynamic quantisation stores 8-bit weights with a scale and quantises activations in every run. The
float weights are exactly (weight − zero point) · scale, and activations are no longer rounded. The
float graph is therefore closer to the original network than the quantised one, but not equal to it:
the rounding error of the weights remains.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from edge.errors import ModelError
from edge.system.files import write_atomically
from tools.quantise.graph import constants, load_model

_FLOAT = {"ConvInteger": "Conv", "MatMulInteger": "MatMul"}
Consumers = Mapping[str, list[onnx.NodeProto]]
Constants = Mapping[str, NDArray[np.generic]]


def is_dynamic(graph: onnx.GraphProto) -> bool:
    """Whether the graph is dynamically quantised: activation ranges are measured in every run."""
    return any(node.op_type == "DynamicQuantizeLinear" for node in graph.node)


def to_float(source: Path, out: Path) -> int:
    """Write the dynamically quantised model `source` in float; returns the number of its layers.

    Raises ModelError where it is not quantised dynamically, or in another form than
    onnxruntime's quantizer writes.
    """
    model = load_model(source)
    if not is_dynamic(model.graph):
        raise ModelError(f"{source} is not quantised dynamically; there is nothing to convert back")
    layers = _dequantise(model.graph, source)
    onnx.checker.check_model(model)
    write_atomically(out, model.SerializeToString())
    return layers


def _dequantise(graph: onnx.GraphProto, source: Path) -> int:
    values = constants(graph)
    made = {name: node for node in graph.node for name in node.output}
    used: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            used.setdefault(name, []).append(node)
    layers = [node for node in graph.node if node.op_type in _FLOAT]
    for layer in layers:
        quantiser = made.get(layer.input[0])
        end = _scaled_output(layer, used)
        scale = _weight_scale(end, layer, made, values) if end is not None else None
        if quantiser is None or quantiser.op_type != "DynamicQuantizeLinear" or scale is None:
            raise ModelError(
                f"{source}: the layer {layer.name or layer.output[0]} is not in the form that "
                "onnxruntime's dynamic quantizer writes; give the float model it was made from"
            )
        assert end is not None
        weight = _weight(layer, values, scale)
        name = f"{layer.input[1]}_float_{layer.output[0]}"
        graph.initializer.append(numpy_helper.from_array(weight, name))
        kept = list(layer.attribute)
        float_layer = helper.make_node(
            _FLOAT[layer.op_type], [quantiser.input[0], name], [end.output[0]], layer.name
        )
        float_layer.attribute.extend(kept)
        # at the place of the last node that it replaces, so that the order stays topological
        end.CopyFrom(float_layer)
    _drop_unused(graph)
    return len(layers)


def _scaled_output(layer: onnx.NodeProto, used: Consumers) -> onnx.NodeProto | None:
    """The Mul after the Cast of an integer layer, which gives the layer's float output."""
    casts = used.get(layer.output[0], [])
    if len(casts) != 1 or casts[0].op_type != "Cast":
        return None
    ends = used.get(casts[0].output[0], [])
    return ends[0] if len(ends) == 1 and ends[0].op_type == "Mul" else None


def _weight_scale(
    end: onnx.NodeProto,
    layer: onnx.NodeProto,
    made: Mapping[str, onnx.NodeProto],
    values: Constants,
) -> NDArray[np.float32] | None:
    """The weight's scale, from the product of the activation's and the weight's scale."""
    for name in end.input:
        product = made.get(name)
        if product is None or product.op_type != "Mul":
            continue
        activation = made.get(layer.input[0])
        known = [n for n in product.input if n in values]
        other = [n for n in product.input if n not in values]
        if activation is not None and len(known) == 1 and other == [activation.output[1]]:
            return np.asarray(values[known[0]], np.float32)
    return None


def _weight(
    layer: onnx.NodeProto, values: Constants, scale: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(weight − zero point) · scale, with zero point and scale per tensor or per output channel."""
    weight = values[layer.input[1]].astype(np.float32)
    zero = np.zeros((), np.float32)
    if len(layer.input) > 3 and layer.input[3]:
        zero = values[layer.input[3]].astype(np.float32)
    shape = [1] * weight.ndim
    shape[0 if layer.op_type == "ConvInteger" else -1] = -1
    return (weight - np.reshape(zero, shape)) * np.reshape(scale, shape)


def _drop_unused(graph: onnx.GraphProto) -> None:
    """Remove the nodes and constants on which no output depends."""
    wanted = {value.name for value in graph.output}
    kept = []
    for node in reversed(graph.node):
        if any(name in wanted for name in node.output):
            wanted.update(node.input)
            kept.append(node)
    nodes = kept[::-1]
    del graph.node[:]
    graph.node.extend(nodes)
    tensors = [t for t in graph.initializer if t.name in wanted]
    del graph.initializer[:]
    graph.initializer.extend(tensors)
    del graph.value_info[:]
