"""The trained network as ONNX: batch norms folded, any batch size, logit and evidence."""

from __future__ import annotations

import warnings
from pathlib import Path

import torch

from models.minifasnet import MiniFASNetV2SE, folded

SIZE = 128


def export(net: MiniFASNetV2SE, path: Path) -> Path:
    """Write `net` to `path` and return the path; input `input`, outputs `logit`, `evidence`."""
    plain = folded(net).to("cpu", memory_format=torch.contiguous_format)
    sample = torch.rand(2, 3 * len(plain.shapes), SIZE, SIZE)
    batch = {0: "faces"}
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's remarks on constants concern nobody
        torch.onnx.export(
            plain,
            (sample,),
            str(path),
            input_names=["input"],
            output_names=["logit", "evidence"],
            dynamic_axes={"input": batch, "logit": batch, "evidence": batch},
            opset_version=17,
            dynamo=False,
        )
    return path
