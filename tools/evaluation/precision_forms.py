"""An image classifier's ONNX file in another precision, made for a comparison and not kept."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from edge.errors import ModelError
from tools.evaluation.backbone import Backbone, Framing, open_backbone
from tools.evaluation.layouts.imagenet import ImageFolder

PRECISIONS = ("fp16", "int8")
CALIBRATION = 64


def in_precision(text: str, precision: str, framing: Framing | None, data: ImageFolder) -> Backbone:
    """`[NAME=]FILE.onnx` as NAME-PRECISION. int8: static, ranges from images evenly out of `data`.

    Raises ModelError on a model that is no ONNX file, or holds no floats.
    """
    from tools.conversion.variants import to_half
    from tools.quantise import quantise_static

    given = open_backbone(text, framing)
    path = Path(text.partition("=")[2] or text)
    if given.framework != "onnxruntime":
        raise ModelError(f"--also needs ONNX files; {text} is not one: export it first")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / path.name
        how = precision
        if precision == "fp16":
            to_half(path, made)
        else:
            count = min(CALIBRATION, len(data.files))
            picked = np.linspace(0, len(data.files) - 1, count).round().astype(int)
            images = [given.framing.read(data.root / data.files[int(i)][0]) for i in picked]
            quantise_static(path, made, [image[None] for image in images])
            how = f"int8 calibrated on {count} images of the set"
        other = open_backbone(f"{given.name}-{precision}={made}", given.framing)
    weights = f"{given.metadata.weights} as {how}"
    return replace(other, metadata=replace(other.metadata, weights=weights))
