"""Makes one TFLite file; run by the Python of the conversion environment, in isolated mode.

    python -I litert_worker.py FOLDER

FOLDER holds a job (litert_job.py). Exit status 3 with one line on stderr: the model is refused. The
environment has torch, litert-torch with its quantizer, onnx and NumPy, but not the project's own
dependencies.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # after the environment's own packages
    sys.path.append(str(Path(__file__).resolve().parents[2]))

import numpy as np

from edge.errors import ModelError
from tools.conversion.litert_job import F32, LitertJob

REFUSED = 3
_TAIL = ".*(TailOperator|serving_default_.*_output).*"  # matches names of output tensors


def main(folder: Path) -> int:
    """Run the job in `folder` and write its result; returns the exit status."""
    try:
        data = convert(LitertJob.read(folder), folder)
    except ModelError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return REFUSED
    LitertJob.result(folder).write_bytes(data)
    return 0


def convert(job: LitertJob, folder: Path) -> bytes:
    """ONNX → torch → TFLite → quantised. Raises ModelError on an unsupported operator."""
    import litert_torch
    import onnx

    from tools.conversion.onnx_to_torch import OnnxModule

    graph = onnx.load_from_string(job.graph).graph
    shape = [d.dim_value for d in graph.input[0].type.tensor_type.shape.dim]
    module = OnnxModule(graph, set(job.tail)).eval()
    flat = folder / "float.tflite"
    litert_torch.convert(*_example(module, shape, transpose=job.transpose)).export(str(flat))
    return flat.read_bytes() if job.precision == "fp32" else _quantised(flat, job)


def _example(module: Any, shape: list[int], *, transpose: bool) -> tuple[Any, tuple[Any, ...]]:
    import torch
    from torch import Tensor, nn

    class Face(nn.Module):
        """One face as input, channels last if `transpose`; outputs by name."""

        def __init__(self) -> None:
            super().__init__()
            self.net = module

        def forward(self, x: Tensor) -> dict[str, Tensor]:
            y = x.permute(0, 3, 1, 2) if transpose else x
            return dict(zip(module.results, self.net(y), strict=True))

    x = torch.zeros(shape)
    return Face().eval(), (x.permute(0, 2, 3, 1).contiguous() if transpose else x,)


def _quantised(flat: Path, job: LitertJob) -> bytes:
    """The float file with 16-bit weights, or with INT8 weights and activations."""
    from ai_edge_quantizer import qtyping, quantizer, recipe
    from ai_edge_quantizer.algorithm_manager import AlgorithmName

    made = quantizer.Quantizer(str(flat))
    everything = qtyping.TFLOperationName.ALL_SUPPORTED
    if job.precision == "fp16":
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
        return bytes(made.quantize().quantized_model)
    made.load_quantization_recipe(recipe.static_wi8_ai8())
    made.update_quantization_recipe(_TAIL, everything, None, AlgorithmName.NO_QUANTIZE)
    for end in (qtyping.TFLOperationName.INPUT, qtyping.TFLOperationName.OUTPUT):
        made.update_quantization_recipe(".*", end, None, AlgorithmName.NO_QUANTIZE)
    assert job.faces is not None
    return bytes(made.quantize(_ranges(made, job.faces)).quantized_model)


def _ranges(made: Any, faces: F32) -> dict[str, Any]:
    """The minimum and maximum of every tensor over all faces.

    One quantizer call per face, merged here: within one call the quantizer uses a moving average,
    in which the first face still has most of the weight after twelve faces.
    """
    joined: dict[str, Any] = {}
    for i in range(len(faces)):
        face = {"serving_default": [{"args_0": np.ascontiguousarray(faces[i : i + 1])}]}
        for name, found in made.calibrate(face, num_threads=1).items():
            known = joined.setdefault(name, dict(found))
            if {"min", "max"} <= set(found):
                known["min"] = np.minimum(known["min"], found["min"])
                known["max"] = np.maximum(known["max"], found["max"])
    return joined


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
