"""Writes an ONNX file atomically."""

from __future__ import annotations

from pathlib import Path

import onnx

from edge.errors import ModelError
from edge.system.files import write_atomically


def save_onnx(model: onnx.ModelProto, out: Path) -> None:
    """Check and write a model. Raises ModelError on an invalid graph, OutputError on the disk."""
    try:
        onnx.checker.check_model(model)
    except onnx.checker.ValidationError as error:
        line = str(error).splitlines()[0]
        raise ModelError(
            f"the converted graph is not valid, {out} was not written: {line}"
        ) from None
    write_atomically(out, model.SerializeToString())
