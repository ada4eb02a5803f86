"""What a TFLite file says of itself; read through LiteRT, which must be installed."""

from __future__ import annotations

from typing import Any

import numpy as np

from edge.infer.litert import interpreter, named_outputs, shape_of
from models.inspection import Graph


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
