"""Runs an ONNX graph in torch, so that any ONNX model can be converted to LiteRT.

Supports the operators of face networks; an unsupported operator raises an error with its name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from edge.errors import ModelError

Attributes = dict[str, Any]


class Operator(nn.Module):
    """One node; constant inputs are buffers, so that LiteRT treats them as weights."""

    def __init__(self, node: onnx.NodeProto, constants: dict[str, np.ndarray[Any, Any]]) -> None:
        super().__init__()
        self.kind = node.op_type
        self.attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        self.inputs = list(node.input)
        self.outputs = list(node.output)
        self.constants: dict[int, Any] = {}
        for i, name in enumerate(node.input):
            if name not in constants:
                continue
            value = constants[name]
            if value.dtype == np.int64:  # torch takes shapes and axes as numbers, not as tensors
                self.constants[i] = [int(v) for v in value.reshape(-1)]
            elif value.ndim == 0:  # a limit of Clip must be a number, not a tensor
                self.constants[i] = float(value)
            elif node.op_type == "Resize":  # its region and scales determine a shape
                self.constants[i] = [float(v) for v in value]
            else:
                self.register_buffer(f"constant_{i}", torch.from_numpy(value.copy()))

    def forward(self, *given: Tensor) -> Any:
        """The output or outputs of the node. given: its non-constant inputs, in order."""
        fed = iter(given)
        arguments: list[Any] = []
        for i, name in enumerate(self.inputs):
            if i in self.constants:
                arguments.append(self.constants[i])
            elif hasattr(self, f"constant_{i}"):
                arguments.append(getattr(self, f"constant_{i}"))
            else:
                arguments.append(next(fed) if name else None)
        if self.kind in _PLAIN:
            return _PLAIN[self.kind](*arguments)
        return _WITH_ATTRIBUTES[self.kind](self.attributes, *arguments)


class TailOperator(Operator):
    """A node of the linear tail: the class name occurs in tensor names, by which converters select
    it."""


class OnnxModule(nn.Module):
    """The whole graph. forward(x) returns the outputs, `results` their names.

    Nodes named in `tail` become TailOperators, so that converters can keep them in float.
    Raises ModelError on an unsupported operator.
    """

    def __init__(self, graph: onnx.GraphProto, tail: set[str]) -> None:
        super().__init__()
        unknown = sorted({n.op_type for n in graph.node} - {"Constant", *_PLAIN, *_WITH_ATTRIBUTES})
        if unknown:
            raise ModelError(f"cannot convert the operators {', '.join(unknown)} to TFLite")
        constants = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        self.steps = nn.ModuleList()
        for node in graph.node:
            if node.op_type == "Constant":
                constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
                continue
            make = TailOperator if node.name in tail else Operator
            self.steps.append(make(node, constants))
        self.source = graph.input[0].name
        self.results = [value.name for value in graph.output]

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        known: dict[str, Any] = {self.source: x}
        for operator in self.steps:
            assert isinstance(operator, Operator)
            result = operator(*(known[n] for n in operator.inputs if n in known))
            parts = result if isinstance(result, (tuple, list)) else (result,)
            known.update(zip(operator.outputs, parts, strict=False))
        return tuple(known[name] for name in self.results)


def _padded(x: Tensor, a: Attributes, value: float = 0.0) -> tuple[Tensor, Any]:
    """(x, padding): symmetric padding is left to the operator, any other is applied to x."""
    if a.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID"):
        raise ModelError("cannot convert a layer with auto_pad to TFLite; export explicit pads")
    pads = list(a.get("pads", [0, 0, 0, 0]))
    if pads[:2] == pads[2:]:
        return x, tuple(pads[:2])
    return functional.pad(x, (pads[1], pads[3], pads[0], pads[2]), value=value), (0, 0)


def _conv(a: Attributes, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    x, padding = _padded(x, a)
    return functional.conv2d(
        x, weight, bias, tuple(a.get("strides", [1, 1])), padding,
        tuple(a.get("dilations", [1, 1])), a.get("group", 1),
    )  # fmt: skip


def _gemm(a: Attributes, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    if a.get("transA") or a.get("alpha", 1.0) != 1.0 or a.get("beta", 1.0) != 1.0:
        raise ModelError("cannot convert a Gemm with transA, alpha or beta to TFLite")
    return functional.linear(x, weight if a.get("transB") else weight.T, bias)


def _max_pool(a: Attributes, x: Tensor) -> Tensor:
    x, padding = _padded(x, a, float("-inf"))
    return functional.max_pool2d(x, tuple(a["kernel_shape"]), tuple(a["strides"]), padding)


def _average_pool(a: Attributes, x: Tensor) -> Tensor:
    if any(a.get("pads", [])) and not a.get("count_include_pad"):
        raise ModelError("cannot convert an AveragePool that excludes its padding to TFLite")
    x, padding = _padded(x, a)
    return functional.avg_pool2d(x, tuple(a["kernel_shape"]), tuple(a["strides"]), padding)


def _clip(a: Attributes, x: Tensor, low: float | None = None, high: float | None = None) -> Tensor:
    return x.clamp(a.get("min") if low is None else low, a.get("max") if high is None else high)


def _axes(a: Attributes, axes: list[int] | None) -> list[int]:
    return list(a["axes"]) if axes is None else axes


def _reduce(how: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def run(a: Attributes, x: Tensor, axes: list[int] | None = None) -> Tensor:
        over = a.get("axes") if axes is None else axes
        over = list(range(x.ndim)) if over is None else list(over)
        return how(x, over, keepdim=bool(a.get("keepdims", 1)))

    return run


def _reshape(x: Tensor, shape: list[int]) -> Tensor:
    return x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(shape)])


def _unsqueeze(a: Attributes, x: Tensor, axes: list[int] | None = None) -> Tensor:
    where = _axes(a, axes)
    for axis in sorted(n if n >= 0 else n + x.ndim + len(where) for n in where):
        x = x.unsqueeze(axis)
    return x


def _squeeze(a: Attributes, x: Tensor, axes: list[int] | None = None) -> Tensor:
    for axis in sorted((n % x.ndim for n in _axes(a, axes)), reverse=True):
        x = x.squeeze(axis)
    return x


def _split(a: Attributes, x: Tensor, sizes: list[int] | None = None) -> Any:
    axis = a.get("axis", 0)
    parts = sizes or a.get("split")
    if parts is None:
        parts = x.shape[axis] // a["num_outputs"]
    return x.split(parts, axis)


def _resize(
    a: Attributes,
    x: Tensor,
    _region: list[float] | None = None,
    scales: list[float] | None = None,
    sizes: list[int] | None = None,
) -> Tensor:
    """Resize with torch's interpolate: nearest (asymmetric, floor), or linear (half_pixel or
    align_corners).

    Raises ModelError on other modes, and where the scales give fractional sizes: ONNX then keeps
    the scale, torch the rounded size.
    """
    exact = True
    if sizes is None:
        wanted = [n * s for n, s in zip(x.shape, scales or [], strict=True)]
        sizes = [math.floor(n) for n in wanted]
        exact = sizes == wanted
    mode, where = a.get("mode", b"nearest"), a.get("coordinate_transformation_mode", b"half_pixel")
    if exact and list(x.shape[:2]) == sizes[:2] and x.ndim == 4 and not a.get("antialias"):
        size = tuple(sizes[2:])
        nearest = where == b"asymmetric" and a.get("nearest_mode") == b"floor"
        if mode == b"nearest" and nearest:
            return functional.interpolate(x, size, mode="nearest")
        if mode == b"linear" and where in (b"half_pixel", b"align_corners"):
            corners = where == b"align_corners"
            return functional.interpolate(x, size, mode="bilinear", align_corners=corners)
    raise ModelError(f"cannot convert a Resize by {mode.decode()}, {where.decode()} to TFLite")


def _batch_norm(
    a: Attributes, x: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor
) -> Tensor:
    return functional.batch_norm(x, mean, variance, scale, shift, eps=a.get("epsilon", 1e-5))


def _prelu(x: Tensor, slope: Tensor) -> Tensor:
    return torch.where(x >= 0, x, x * slope)


_PLAIN: dict[str, Callable[..., Any]] = {
    "Add": lambda x, y: x + y,
    "Div": lambda x, y: x / y,
    "Expand": lambda x, shape: x.expand(torch.broadcast_shapes(x.shape, tuple(shape))),
    "GlobalAveragePool": lambda x: x.mean((2, 3), keepdim=True),
    "HardSwish": functional.hardswish,
    "Identity": lambda x: x,
    "MatMul": lambda x, y: x @ y,
    "Mul": lambda x, y: x * y,
    "PRelu": _prelu,
    "Pow": torch.pow,
    "Reciprocal": torch.reciprocal,
    "Relu": torch.relu,
    "Reshape": _reshape,
    "Sigmoid": torch.sigmoid,
    "Sub": lambda x, y: x - y,
}
"""Operators whose arguments are tensors only."""

_WITH_ATTRIBUTES: dict[str, Callable[..., Any]] = {
    "AveragePool": _average_pool,
    "BatchNormalization": _batch_norm,
    "Clip": _clip,
    "Concat": lambda a, *xs: torch.cat(xs, a["axis"]),
    "Conv": _conv,
    "Flatten": lambda a, x: x.reshape(math.prod(x.shape[: a.get("axis", 1)]), -1),
    "Gemm": _gemm,
    "HardSigmoid": lambda a, x: (x * a.get("alpha", 0.2) + a.get("beta", 0.5)).clamp(0, 1),
    "LeakyRelu": lambda a, x: functional.leaky_relu(x, a.get("alpha", 0.01)),
    "LogSoftmax": lambda a, x: torch.log_softmax(x, a.get("axis", -1)),
    "MaxPool": _max_pool,
    "ReduceMean": _reduce(torch.mean),
    "ReduceSum": _reduce(torch.sum),
    "Resize": _resize,
    "Softmax": lambda a, x: torch.softmax(x, a.get("axis", -1)),
    "Split": _split,
    "Squeeze": _squeeze,
    "Transpose": lambda a, x: x.permute(a.get("perm", list(range(x.ndim))[::-1])),
    "Unsqueeze": _unsqueeze,
}
"""Operators whose first argument is the node's attributes."""
