"""Loads a model file with the library for its file name's ending."""

from __future__ import annotations

from pathlib import Path

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.session import Session
from models.manifest import read_verified
from models.spec import ModelSpec


def open_session(path: Path, spec: ModelSpec, models: ModelsConfig) -> Session:
    """Verify and load a file: .onnx with onnxruntime, .tflite with LiteRT.

    The hash is taken of the very bytes that are loaded. Raises ModelTamperedError, ModelError (no
    model, or not the one its contract describes), MissingExtraError.
    """
    content = read_verified(path, spec)
    suffix = path.suffix.lower()
    if suffix == ".onnx":
        from edge.infer.ort import OrtSession

        return OrtSession(content, spec, models)
    if suffix == ".tflite":
        from edge.infer.litert import LiteRtSession

        return LiteRtSession(content, spec, models)
    raise ModelError(
        f"{path.name} of model {spec.id} is neither .onnx nor .tflite; convert it with: "
        "facevouch convert"
    )
