"""Smaller ONNX files: short tensor names, no duplicate constants, no explicit default values."""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterator

import onnx

from tools.quantise.graph import constants, consumers


def compact(model: onnx.ModelProto) -> None:
    """Reduce the size of `model` in place, without a change of its inputs, outputs and function."""
    graph = model.graph
    _drop_zero_points(graph)
    _share_constants(graph)
    _shorten_names(graph)
    del graph.value_info[:]
    graph.doc_string = model.doc_string = ""
    graph.name = "g"
    for node in graph.node:
        node.name = node.doc_string = ""
        del node.metadata_props[:]
    for tensor in graph.initializer:
        tensor.doc_string = ""
    del model.metadata_props[:]
    del graph.metadata_props[:]
    used = {node.domain for node in graph.node} | {function.domain for function in model.functions}
    kept = [o for o in model.opset_import if o.domain in used]
    del model.opset_import[:]
    model.opset_import.extend(kept)


def _drop_zero_points(graph: onnx.GraphProto) -> None:
    """Remove zero points of 0 from weights: they are the default of DequantizeLinear."""
    values = constants(graph)
    for node in graph.node:
        if (
            node.op_type == "DequantizeLinear"
            and len(node.input) == 3
            and node.input[0] in values
            and node.input[2] in values
            and not values[node.input[2]].any()
        ):
            del node.input[2]


def _share_constants(graph: onnx.GraphProto) -> None:
    """Merge bitwise equal constants, and remove unused ones."""
    first: dict[tuple[int, tuple[int, ...], bytes], str] = {}
    renamed: dict[str, str] = {}
    outputs = {value.name for value in graph.output}
    values = constants(graph)
    for tensor in graph.initializer:
        if tensor.name not in outputs:
            key = (tensor.data_type, tuple(tensor.dims), values[tensor.name].tobytes())
            renamed[tensor.name] = first.setdefault(key, tensor.name)
    for node in graph.node:
        for i, name in enumerate(node.input):
            node.input[i] = renamed.get(name, name)
    used = consumers(graph)
    kept = [t for t in graph.initializer if used[t.name]]
    del graph.initializer[:]
    graph.initializer.extend(kept)


def _short_names(taken: set[str]) -> Iterator[str]:
    letters = string.ascii_letters + string.digits
    for length in itertools.count(1):
        for parts in itertools.product(letters, repeat=length):
            name = "".join(parts)
            if name not in taken:
                yield name


def _shorten_names(graph: onnx.GraphProto) -> None:
    """One- to three-letter tensor names; the graph's inputs and outputs keep theirs."""
    fixed = {value.name for value in itertools.chain(graph.input, graph.output)}
    fresh = _short_names(fixed)
    short: dict[str, str] = {name: name for name in fixed}
    short[""] = ""  # an absent optional input

    def of(name: str) -> str:
        if name not in short:
            short[name] = next(fresh)
        return short[name]

    for node in graph.node:
        for names in (node.input, node.output):
            for i, name in enumerate(names):
                names[i] = of(name)
    for tensor in graph.initializer:
        tensor.name = of(tensor.name)
