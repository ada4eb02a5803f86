"""What an ONNX file says of itself, read without the onnx package: an edge box has none.

Only three fields of the protobuf are followed: the operators of the graph, the types of its
weights, and whether a weight lies in another file (https://protobuf.dev/programming-guides/encoding,
https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from edge.errors import ModelError

_GRAPH, _NODE, _INITIALIZER, _OP_TYPE, _DATA_TYPE, _DATA_LOCATION = 7, 1, 5, 4, 2, 14
_FLOAT16 = 10
DYNAMIC = frozenset({"DynamicQuantizeLinear", "ConvInteger", "MatMulInteger"})
STATIC = frozenset({"QLinearConv", "QLinearMatMul", "QuantizeLinear"})


@dataclass(frozen=True, slots=True)
class Graph:
    """Operators of the main graph by count; weights by their ONNX data type; external weights."""

    operators: Counter[str]
    weight_types: Counter[int]
    external: bool

    @property
    def dynamically_quantised(self) -> bool:
        """Activations are scaled by what is in the batch, so faces of a batch touch each other."""
        return any(name in self.operators for name in DYNAMIC)

    @property
    def precision(self) -> str:
        """The manifest's word for it: fp32, fp16, int8, int8_dynamic, or q8 (weights only)."""
        if self.dynamically_quantised:
            return "int8_dynamic"
        if any(name in self.operators for name in STATIC):
            return "int8"
        if "DequantizeLinear" in self.operators:
            return "q8"
        halves = self.weight_types[_FLOAT16]
        return "fp16" if halves > sum(self.weight_types.values()) / 2 else "fp32"


def read_graph(content: bytes) -> Graph:
    """The main graph of an ONNX file. Raises ModelError where the bytes are no such file."""
    operators: Counter[str] = Counter()
    types: Counter[int] = Counter()
    external = False
    view = memoryview(content)
    try:
        graphs = [value for field, value in _fields(view) if field == _GRAPH]
        for field, value in _fields(_block(graphs[-1])):
            if field == _NODE:
                names = [bytes(_block(v)) for f, v in _fields(_block(value)) if f == _OP_TYPE]
                operators.update(name.decode() for name in names)
            elif field == _INITIALIZER:
                tensor = list(_fields(_block(value)))
                types.update(v for f, v in tensor if f == _DATA_TYPE and isinstance(v, int))
                external |= any(f == _DATA_LOCATION and v == 1 for f, v in tensor)
    except (IndexError, ValueError) as error:
        raise ModelError("it is not an ONNX file, or it is cut short") from error
    return Graph(operators, types, external)


def _block(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise ValueError("a number where a message was expected")  # noqa: TRY004
    return value


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
