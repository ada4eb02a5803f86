"""Reads a model file's tensors, operators and precision.

ONNX files are parsed without the onnx package, which an edge device does not have. Only the few
protobuf fields named below are read (https://protobuf.dev/programming-guides/encoding,
https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from edge.errors import ModelError

Shape = tuple[int | None, ...]  # None: any number
Precision = Literal["fp32", "fp16", "int8", "int8_dynamic", "q8"]
Message = list[tuple[int, "int | memoryview"]]

_FLOAT16 = 10
_INT8 = 3
_DYNAMIC = frozenset({"DynamicQuantizeLinear", "ConvInteger", "MatMulInteger"})
_STATIC = frozenset({"QLinearConv", "QLinearMatMul", "QuantizeLinear"})


@dataclass(slots=True)
class Graph:
    """The main graph of a model file: shapes by name, operators and weights by count.

    external: a weight is stored in another file. halves: number of weights in 16-bit floats.
    symmetric: all activations are quantised to INT8 with a zero point of 0, as TensorRT requires.
    """

    inputs: dict[str, Shape] = field(default_factory=dict)
    outputs: dict[str, Shape] = field(default_factory=dict)
    operators: Counter[str] = field(default_factory=Counter)
    weights: int = 0
    halves: int = 0
    external: bool = False
    symmetric: bool = False

    @property
    def dynamically_quantised(self) -> bool:
        """Whether activations are scaled per batch, so that a batch's faces affect each other."""
        return any(name in self.operators for name in _DYNAMIC)

    @property
    def precision(self) -> Precision:
        """As in the manifest; q8: only the weights are quantised."""
        if self.dynamically_quantised:
            return "int8_dynamic"
        if any(name in self.operators for name in _STATIC):
            return "int8"
        if "DequantizeLinear" in self.operators:
            return "q8"
        return "fp16" if self.halves > self.weights / 2 else "fp32"


def read_onnx(content: bytes) -> Graph:
    """The main graph of an ONNX file. Raises ModelError on malformed bytes."""
    try:
        blocks = [value for number, value in _message(memoryview(content)) if number == 7]
        graph = _graph(_message(_block(blocks[-1])))
    except (IndexError, ValueError) as error:
        raise ModelError("it is not an ONNX file or is incomplete") from error
    return graph


def _graph(message: Message) -> Graph:
    graph = Graph()
    weights: set[str] = set()
    signed_zeros: set[str] = set()
    zero_points: set[str | None] = set()
    for number, value in message:
        if number == 1:  # NodeProto: op_type = 4
            node = _message(_block(value))
            kinds = [bytes(_block(name)).decode() for n, name in node if n == 4]
            graph.operators.update(kinds)
            if kinds == ["QuantizeLinear"]:  # input = 1: x, scale, zero point (UINT8 without one)
                given = [bytes(_block(name)).decode() for n, name in node if n == 1]
                zero_points.add(given[2] if len(given) > 2 else None)
        elif number == 5:  # TensorProto: data_type = 2, name = 8, data_location = 14
            tensor = _message(_block(value))
            weights.update(bytes(_block(name)).decode() for n, name in tensor if n == 8)
            graph.weights += 1
            graph.halves += (2, _FLOAT16) in tensor
            graph.external |= (14, 1) in tensor
            # int32_data = 5, raw_data = 9
            if (2, _INT8) in tensor and not any(
                bytes(_block(v)).strip(b"\0") for n, v in tensor if n in (5, 9) and v
            ):
                signed_zeros.update(bytes(_block(name)).decode() for n, name in tensor if n == 8)
        elif number in (11, 12):  # ValueInfoProto
            name, shape = _value_info(_message(_block(value)))
            (graph.inputs if number == 11 else graph.outputs)[name] = shape
    for name in weights:  # old files list their weights among the inputs
        graph.inputs.pop(name, None)
    graph.symmetric = bool(zero_points) and zero_points <= signed_zeros
    return graph


def _value_info(message: Message) -> tuple[str, Shape]:
    """ValueInfoProto: name = 1, type = 2 {tensor_type = 1 {shape = 2 {dim = 1 {value = 1}}}}."""
    name = bytes(_block(next(value for number, value in message if number == 1))).decode()
    dims = [message]
    for step in (2, 1, 2, 1):
        dims = [_message(_block(v)) for part in dims for number, v in part if number == step]
    sizes = [next((v for n, v in dim if n == 1 and isinstance(v, int)), 0) for dim in dims]
    return name, tuple(size if 0 < size < 1 << 31 else None for size in sizes)


def _block(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise ValueError("found a number instead of a message")  # noqa: TRY004
    return value


def _message(data: memoryview) -> Message:
    return list(_fields(data))


def _fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """(field number, value) of one protobuf message: a number, or the bytes of a block."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 0:
            number, at = _varint(data, at)
            yield tag >> 3, number
            continue
        if kind == 2:
            length, at = _varint(data, at)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise ValueError(f"unknown wire type {kind}")
        if at + length > len(data):
            raise ValueError("a block reaches past the end")
        yield tag >> 3, data[at : at + length]
        at += length


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number is too long")
