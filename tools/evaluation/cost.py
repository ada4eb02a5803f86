"""What one image costs a network: parameters, multiply-adds, activations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.errors import ModelError

CONVOLUTIONS = {"Conv": 1, "ConvInteger": 1, "QLinearConv": 3}  # type → its weight's input
PRODUCTS = {"MatMul": 1, "Gemm": 1, "MatMulInteger": 1, "QLinearMatMul": 3}

QUANTISERS = {"QuantizeLinear": 1, "DequantizeLinear": 1}
"""From which input on there are scales and zero points, which are no parameters."""


@dataclass(frozen=True, slots=True)
class Cost:
    """parameters in millions, gmacs in 10⁹ multiply-adds, macts in 10⁶ outputs of layers with
    weights; the last two None where a shape is not known."""

    parameters: float
    gmacs: float | None
    macts: float | None


def onnx_cost(path: Path) -> Cost:
    """Count an ONNX graph's convolutions and matrix products for one image.

    Raises ModelError where the file cannot be read as ONNX.
    """
    import onnx

    try:
        model = onnx.load(str(path))
        for value in model.graph.input:
            dims = value.type.tensor_type.shape.dim
            if dims and not dims[0].dim_value:
                dims[0].dim_value = 1
        model = onnx.shape_inference.infer_shapes(model)
    except Exception as error:  # onnx raises protobuf's and its own, without a common base
        raise ModelError(f"{path} cannot be read as an ONNX graph: {error}") from error
    graph = model.graph
    weights = {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}
    grids = {name for node in graph.node for name in node.input[QUANTISERS.get(node.op_type, 99) :]}
    parameters = sum(
        math.prod(tensor.dims)
        for tensor in graph.initializer
        if len(tensor.dims)
        and tensor.name not in grids
        and tensor.data_type != onnx.TensorProto.INT64  # shapes and axes
    )
    shapes = {
        value.name: tuple(d.dim_value for d in value.type.tensor_type.shape.dim)
        for value in (*graph.value_info, *graph.output)
    }
    # a static QDQ weight reaches its convolution through DequantizeLinear
    for node in graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in weights:
            weights[node.output[0]] = weights[node.input[0]]
    macs = activations = 0
    known = True
    for node in graph.node:
        position = CONVOLUTIONS.get(node.op_type, PRODUCTS.get(node.op_type))
        if position is None or node.input[position] not in weights:
            continue
        out, weight = shapes.get(node.output[0], ()), weights[node.input[position]]
        product = node.op_type in PRODUCTS
        transposed = any(a.name == "transB" and a.i for a in node.attribute)
        if product and not out and len(weight) == 2:
            # no shape goes through a Reshape to what is computed; at a network's end stand vectors
            out = (1, weight[0] if transposed else weight[1])
        if not out or not all(out[1:]):
            known = False
            continue
        outputs = math.prod(out[1:])
        each = (weight[1] if transposed else weight[0]) if product else math.prod(weight[1:])
        macs += outputs * each
        activations += outputs
    return Cost(
        parameters / 1e6, macs / 1e9 if known else None, activations / 1e6 if known else None
    )


def torch_cost(module: Any, size: int, channels: int = 3) -> Cost:
    """The same for a torch module, by running one black image through it."""
    import torch

    counted = [0, 0]

    def count(layer: Any, _: Any, out: Any) -> None:
        outputs = out[0].numel()
        if isinstance(layer, torch.nn.Linear):
            each = layer.in_features
        else:
            each = math.prod(layer.weight.shape[1:])
        counted[0] += outputs * each
        counted[1] += outputs

    hooks = [
        layer.register_forward_hook(count)
        for layer in module.modules()
        if isinstance(layer, torch.nn.Conv2d | torch.nn.Linear)
    ]
    try:
        with torch.no_grad():
            module(torch.zeros(1, channels, size, size))
    finally:
        for hook in hooks:
            hook.remove()
    parameters = sum(p.numel() for p in module.parameters())
    return Cost(parameters / 1e6, counted[0] / 1e9, counted[1] / 1e6)
