"""q16: weights and arithmetic in 16-bit floats, inputs and outputs still in 32."""

from __future__ import annotations

import io
from contextlib import redirect_stdout, suppress
from pathlib import Path

import onnx

from edge.errors import ModelError
from tools.conversion.onnx_file import save_onnx
from tools.quantise.graph import load_model


def to_half(source: Path, out: Path) -> None:
    """Write `source` with float16 inside. Raises ModelError where it holds 8-bit numbers already.

    A processor without 16-bit arithmetic (most PCs) computes in 32 bits all the same and pays for
    the conversions: the file is half as large and no faster there.
    """
    from onnxruntime.transformers.float16 import convert_float_to_float16
    from onnxruntime.transformers.onnx_model import OnnxModel

    model = load_model(source)
    if any("Quantize" in node.op_type or "Integer" in node.op_type for node in model.graph.node):
        raise ModelError(f"{source} is quantised already; 16-bit floats are made of a float model")
    with suppress(onnx.shape_inference.InferenceError), redirect_stdout(io.StringIO()):
        model = onnx.shape_inference.infer_shapes(model)
    with redirect_stdout(io.StringIO()):  # it reports clipped constants to the terminal
        model = convert_float_to_float16(model, keep_io_types=True, disable_shape_infer=True)
    OnnxModel.graph_topological_sort(model.graph)  # the casts it adds come last, not in order
    save_onnx(model, out)
