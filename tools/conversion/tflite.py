"""ONNX → torch → TFLite through litert-torch; INT8 and 16-bit floats through its quantizer."""

from __future__ import annotations

import contextlib
import io
import logging
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from edge.errors import MissingExtraError, ModelError
from edge.quiet import native_chatter_dropped
from models.manifest import write_atomically
from tools.conversion.subject import Subject
from tools.quantise.graph import linear_tail, load_model, prepare

F32 = NDArray[np.float32]
_TAIL = ".*(TailOperator|serving_default_.*_output).*"  # by the name of what an operator gives


def to_tflite(subject: Subject, out: Path, precision: str, batches: Sequence[F32] = ()) -> None:
    """Convert a float ONNX model: one face a run, channels last, outputs by their ONNX names.

    precision: fp32; fp16 (weights stored in 16 bits); int8 (static, calibrated on `batches`,
    which are preprocessed as the ONNX model is fed; the linear tail stays in float).

    Raises MissingExtraError without litert-torch, ModelError on an operator without a counterpart
    or a quantised model.
    """
    module, source = _module(subject.path)
    channels_last = subject.spec.scoring_input.layout == "NCHW"
    with tempfile.TemporaryDirectory() as folder, _quiet():
        converter, quantizer = _libraries()
        flat = Path(folder) / "float.tflite"
        converter.convert(*_example(module, source, channels_last)).export(str(flat))
        if precision == "fp32":
            data = flat.read_bytes()
        else:
            feed = [np.moveaxis(x, 1, -1) if channels_last else x for x in batches]
            data = _quantised(quantizer, flat, precision, feed)
    write_atomically(out, data)


def tflite_contract(subject: Subject, precision: str) -> dict[str, object]:
    """What of the model's contract is different in the TFLite file."""
    spec = subject.spec.scoring_input.model_copy(update={"layout": "NHWC"})
    return {"input": spec, "precision": precision.removeprefix("tflite-")}


def _libraries() -> tuple[Any, Any]:
    try:
        import litert_torch
        from ai_edge_quantizer import quantizer
    except ImportError:
        raise MissingExtraError("litert-torch, which makes TFLite files,", "convert") from None
    return litert_torch, quantizer


def _module(path: Path) -> tuple[Any, list[int]]:
    """(the graph as a torch module, its input shape for one face)."""
    from tools.conversion.onnx_to_torch import OnnxModule

    model = load_model(path)
    if any("Quantize" in n.op_type or "Integer" in n.op_type for n in model.graph.node):
        raise ModelError(f"{path} is quantised already; TFLite files are made of a float model")
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    for value in model.graph.output:
        if value.type.tensor_type.shape.dim:
            value.type.tensor_type.shape.dim[0].dim_value = 1
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one_face.onnx"
        onnx.save(model, str(one))
        graph = prepare(one, Path(folder) / "prepared.onnx").graph
    shape = [d.dim_value for d in graph.input[0].type.tensor_type.shape.dim]
    if not all(shape):
        raise ModelError(f"{path} takes images of any size; export it with a fixed size for TFLite")
    return OnnxModule(graph, set(linear_tail(graph))).eval(), shape


def _example(module: Any, shape: list[int], channels_last: bool) -> tuple[Any, tuple[Any, ...]]:
    import torch
    from torch import Tensor, nn

    class Face(nn.Module):
        """One face, channels last where the model has them first; outputs by name."""

        def __init__(self) -> None:
            super().__init__()
            self.net = module

        def forward(self, x: Tensor) -> dict[str, Tensor]:
            y = x.permute(0, 3, 1, 2) if channels_last else x
            return dict(zip(module.results, self.net(y), strict=True))

    x = torch.zeros(shape)
    return Face().eval(), (x.permute(0, 2, 3, 1).contiguous() if channels_last else x,)


def _quantised(quantizer: Any, flat: Path, precision: str, feed: Sequence[F32]) -> bytes:
    """The float file with weights in 16 bits, or with weights and activations in INT8."""
    from ai_edge_quantizer import qtyping, recipe
    from ai_edge_quantizer.algorithm_manager import AlgorithmName

    made = quantizer.Quantizer(str(flat))
    everything = qtyping.TFLOperationName.ALL_SUPPORTED
    if precision == "fp16":
        made.update_quantization_recipe(
            ".*",
            everything,
            qtyping.OpQuantizationConfig(
                weight_tensor_config=qtyping.TensorQuantizationConfig(
                    num_bits=16, dtype=qtyping.TensorDataType.FLOAT
                ),
                compute_precision=qtyping.ComputePrecision.FLOAT,
                explicit_dequantize=True,
            ),
            AlgorithmName.FLOAT_CASTING,
        )
        result = made.quantize()
    elif precision == "int8":
        if not feed:
            raise ModelError("INT8 needs crops to calibrate on; give a data set with --data")
        made.load_quantization_recipe(recipe.static_wi8_ai8())
        made.update_quantization_recipe(_TAIL, everything, None, AlgorithmName.NO_QUANTIZE)
        for end in (qtyping.TFLOperationName.INPUT, qtyping.TFLOperationName.OUTPUT):
            made.update_quantization_recipe(".*", end, None, AlgorithmName.NO_QUANTIZE)
        result = made.quantize(_ranges(made, feed))
    else:
        raise ModelError(f"TFLite is made as fp32, fp16 or int8, not {precision!r}")
    return bytes(result.quantized_model)


def _ranges(made: Any, feed: Sequence[F32]) -> dict[str, Any]:
    """Lowest and highest of every tensor over all faces.

    Face by face and joined here: in one call the quantizer takes a moving average that still
    rests mostly on the first face after twelve of them.
    """
    joined: dict[str, Any] = {}
    for batch in feed:
        for i in range(len(batch)):
            face = {"serving_default": [{"args_0": np.ascontiguousarray(batch[i : i + 1])}]}
            for name, found in made.calibrate(face, num_threads=1).items():
                known = joined.setdefault(name, dict(found))
                if {"min", "max"} <= set(found):
                    known["min"] = np.minimum(known["min"], found["min"])
                    known["max"] = np.maximum(known["max"], found["max"])
    return joined


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The libraries narrate every pass; their errors are raised and still come through."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            native_chatter_dropped(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
