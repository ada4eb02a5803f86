"""Runs a graph in onnxruntime on one thread, and inspects the graph that onnxruntime optimised."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray

from edge.errors import ModelError

F32 = NDArray[np.float32]
_INTEGER = frozenset({"ConvInteger", "MatMulInteger", "QGemm", "MatMulIntegerToFloat"})
_PASSIVE = frozenset(
    {"QuantizeLinear", "DequantizeLinear", "Transpose", "Reshape", "Unsqueeze", "Squeeze",
     "Flatten", "Cast", "Gather", "Shape", "Constant", "ReorderInput", "ReorderOutput"}
)  # fmt: skip


def cpu_session(
    path: Path, *, threads: int = 1, optimise: bool = True, optimised_to: Path | None = None
) -> ort.InferenceSession:
    """A CPU session of `threads` threads. Raises ModelError where the file cannot be loaded.

    optimise: use onnxruntime's graph optimisations. optimised_to: write the optimised graph there.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if not optimise:
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    if optimised_to is not None:
        options.optimized_model_filepath = str(optimised_to)
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001  its exceptions share no base class
        line = str(error).strip().splitlines()[0]
        raise ModelError(f"onnxruntime cannot load {path}: {line}") from None


def outputs_of(path: Path, feed: Iterable[F32]) -> Iterator[dict[str, F32]]:
    """All outputs of the model by name, for each batch."""
    session = cpu_session(path)
    name = session.get_inputs()[0].name
    names = [o.name for o in session.get_outputs()]
    for batch in feed:
        yield dict(zip(names, session.run(None, {name: batch}), strict=True))


def executed_operators(path: Path) -> Counter[str]:
    """Number of operators by kind in the graph that onnxruntime runs after its fusions."""
    with tempfile.TemporaryDirectory() as folder:
        optimised = Path(folder) / "optimised.onnx"
        cpu_session(path, optimised_to=optimised)
        return Counter(node.op_type for node in onnx.load(str(optimised)).graph.node)


def float_operators(path: Path) -> dict[str, int]:
    """Number of operators by kind that compute in float, without data movement and conversion."""
    return {
        op: count
        for op, count in sorted(executed_operators(path).items())
        if not op.startswith("QLinear") and op not in _INTEGER and op not in _PASSIVE
    }
