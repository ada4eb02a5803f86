"""What a TFLite file says of itself; read through LiteRT, which must be installed."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from edge.errors import MissingExtraError, ModelError
from edge.system.native_stderr import native_chatter_dropped
from models.inspection import Graph

Shape = tuple[int | None, ...]
"""Sides of a tensor; None: any number."""

# tflite_runtime is the older, smaller one some boards still have; ai_edge_litert succeeds it
LIBRARIES = ("tflite_runtime.interpreter", "ai_edge_litert.interpreter")


def interpreter_class() -> Any:
    """The interpreter of whichever library is installed. Raises MissingExtraError."""
    for name in LIBRARIES:
        try:
            return importlib.import_module(name).Interpreter
        except ImportError:
            continue
    raise MissingExtraError("LiteRT", "litert")


def interpreter(content: bytes, threads: int) -> Any:
    """A LiteRT interpreter with its memory allocated. Raises ModelError, MissingExtraError."""
    make = interpreter_class()
    try:
        with native_chatter_dropped():
            made = make(model_content=content, num_threads=threads)
            made.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines() or ["no reason given"]
        raise ModelError(f"it is not a TFLite file that works here ({reason[0]})") from error
    return made


def named_outputs(made: Any) -> dict[str, dict[str, Any]]:
    """Outputs by the signature's names where the file has one, else by the tensors' own."""
    details = made.get_output_details()
    signatures = made.get_signature_list()
    if len(signatures) != 1:
        return {detail["name"]: detail for detail in details}
    found = made.get_signature_runner(next(iter(signatures))).get_output_details()
    by_tensor = {detail["index"]: detail for detail in details}
    return {name: by_tensor[out["index"]] for name, out in found.items()}


def shape_of(detail: dict[str, Any]) -> Shape:
    """A tensor's shape; None for a side that may vary."""
    signature = detail.get("shape_signature", detail["shape"])
    return tuple(int(n) if n > 0 else None for n in signature)


def read_tflite(content: bytes) -> Graph:
    """Its tensors and precision. Raises ModelError (no such file), MissingExtraError."""
    made = interpreter(content, threads=1)
    tensors: list[dict[str, Any]] = made.get_tensor_details()
    halves = sum(tensor["dtype"] == np.float16 for tensor in tensors)
    graph = Graph(
        inputs={detail["name"]: shape_of(detail) for detail in made.get_input_details()},
        outputs={name: shape_of(detail) for name, detail in named_outputs(made).items()},
        # only weights are ever kept as 16-bit floats; LiteRT computes in 32
        weights=halves,
        halves=halves,
    )
    kinds = [np.dtype(tensor["dtype"]) for tensor in tensors if tensor["shape"].size >= 2]
    small = sum(kind in (np.dtype(np.int8), np.dtype(np.uint8)) for kind in kinds)
    real = sum(kind == np.dtype(np.float32) for kind in kinds)
    # weights alone in 8 bits leave every activation a float; a static model leaves hardly any
    if small > real:
        graph.operators["QuantizeLinear"] += 1
    elif small:
        graph.operators["DequantizeLinear"] += 1
    return graph
