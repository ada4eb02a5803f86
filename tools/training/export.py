"""A trained network to ONNX: any batch size, named outputs, the graph made ready to quantise."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import torch
from torch import nn

from edge.errors import OutputError
from tools.quantise.graph import prepare

OPSET = 17


def export_onnx(
    model: nn.Module,
    path: Path,
    size: int,
    outputs: tuple[str, ...] = ("logit", "evidence"),
    channels: int = 3,
) -> None:
    """Write `model` in eval mode as ONNX with input `input` (n, channels, size, size).

    Batch norms are folded and a face's score is made independent of its batch. Raises OutputError
    where the file cannot be written.
    """
    example = torch.zeros(2, channels, size, size)
    axes = {name: {0: "n"} for name in ("input", *outputs)}
    training = model.training
    model.eval()
    try:
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the scripted exporter's notice
            warnings.simplefilter("ignore", torch.jit.TracerWarning)  # shape checks become constant
            raw = Path(folder) / "raw.onnx"
            torch.onnx.export(
                model, (example,), str(raw), input_names=["input"], output_names=list(outputs),
                dynamic_axes=axes, opset_version=OPSET, dynamo=False,
            )  # fmt: skip
            path.parent.mkdir(parents=True, exist_ok=True)
            prepare(raw, path)
    except OSError as error:
        raise OutputError(f"The model cannot be written to {path}: {error.strerror}.") from error
    finally:
        model.train(training)
