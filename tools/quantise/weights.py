"""Weight-only INT8: weights stored in 8 bits with a scale per channel, float arithmetic."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

F32 = NDArray[np.float32]
_INT8_MAX = 127


def int8_per_channel(weight: F32, axis: int) -> tuple[NDArray[np.int8], F32]:
    """Symmetric INT8 along `axis`: weight ≈ int8 · scale[channel].

    Returns int8 of the weight's shape and positive float32 scales (weight.shape[axis],).
    """
    others = tuple(i for i in range(weight.ndim) if i != axis)
    peak = np.abs(weight).max(axis=others)
    scale = np.where(peak > 0, peak / _INT8_MAX, 1.0).astype(np.float32)
    shape = [1] * weight.ndim
    shape[axis] = -1
    levels = np.rint(weight / scale.reshape(shape))
    return np.clip(levels, -_INT8_MAX, _INT8_MAX).astype(np.int8), scale


def pack_weights(
    graph: onnx.GraphProto, nodes: Collection[str] | None = None, *, at_least: int = 1024
) -> int:
    """Store the float constants of `nodes` (None: all) as INT8 behind a DequantizeLinear.

    Only constants with two or more dimensions and at least `at_least` elements. Returns the number
    of constants stored so.
    """
    wanted: dict[str, int] = {}
    for node in graph.node:
        if nodes is not None and node.name not in nodes:
            continue
        for position, name in enumerate(node.input):
            wanted.setdefault(name, _axis(node, position))
    packed, added = [], []
    for tensor in graph.initializer:
        wide = sum(d > 1 for d in tensor.dims) >= 2
        if tensor.name not in wanted or tensor.data_type != onnx.TensorProto.FLOAT or not wide:
            continue
        weight = numpy_helper.to_array(tensor)
        if weight.size < at_least:
            continue
        axis = wanted[tensor.name] % weight.ndim
        if weight.shape[axis] == 1:  # a broadcast constant: scale along its first real axis
            axis = next(i for i, d in enumerate(weight.shape) if d > 1)
        levels, scale = int8_per_channel(weight, axis)
        packed.append(tensor)
        added += [
            numpy_helper.from_array(levels, f"{tensor.name}_int8"),
            numpy_helper.from_array(scale, f"{tensor.name}_scale"),
        ]
        graph.node.insert(
            0,
            helper.make_node(
                "DequantizeLinear",
                [f"{tensor.name}_int8", f"{tensor.name}_scale"],
                [tensor.name],
                f"{tensor.name}_unpack",
                axis=axis,
            ),
        )
    for tensor in packed:
        graph.initializer.remove(tensor)
    graph.initializer.extend(added)
    return len(packed)


def shield_float_layers(graph: onnx.GraphProto, nodes: Collection[str]) -> int:
    """Prevent onnxruntime from quantising `nodes` when it loads the graph; returns the number of
    changed nodes.

    It quantises, per tensor, any Conv or Gemm after a DequantizeLinear whose weight is a float
    constant, unless the bias is computed. The bias is therefore stored as int32 · scale, with a
    relative precision of 2⁻³⁰ of the largest bias.
    """
    tensors = {t.name: t for t in graph.initializer}
    shielded = 0
    for node in list(graph.node):
        if node.name not in nodes or node.op_type not in ("Conv", "ConvTranspose", "Gemm"):
            continue
        if node.input[1] not in tensors:
            continue
        given = len(node.input) > 2 and node.input[2]
        if given and node.input[2] not in tensors:
            continue
        if given:
            bias = numpy_helper.to_array(tensors[node.input[2]]).astype(np.float64)
        else:
            weight = tensors[node.input[1]].dims
            bias = np.zeros(weight[_axis(node, 1)] * (_groups(node) if _axis(node, 1) else 1))
        scale = np.float32(max(float(np.abs(bias).max(initial=0)), 1e-30) / 2**30)
        name = f"{node.output[0]}_bias"
        levels = np.rint(bias / np.float64(scale)).astype(np.int32)
        graph.initializer.extend(
            [
                numpy_helper.from_array(levels, f"{name}_int32"),
                numpy_helper.from_array(np.array(scale), f"{name}_scale"),
            ]
        )
        unpack = helper.make_node(
            "DequantizeLinear", [f"{name}_int32", f"{name}_scale"], [name], f"{name}_unpack"
        )
        graph.node.insert(0, unpack)
        while len(node.input) < 3:
            node.input.append("")
        node.input[2] = name
        shielded += 1
    return shielded


def _groups(node: onnx.NodeProto) -> int:
    return next((a.i for a in node.attribute if a.name == "group"), 1)


def _axis(node: onnx.NodeProto, position: int) -> int:
    """The axis of the output channels in the input at `position` of the operator."""
    if node.op_type == "Gemm" and position == 1:
        transposed = any(a.name == "transB" and a.i for a in node.attribute)
        return 0 if transposed else 1
    if node.op_type == "MatMul":
        return -1
    return 1 if node.op_type in ("Mul", "Add", "ConvTranspose") else 0
