"""Which engines the settings ask for."""

from __future__ import annotations

from pathlib import Path

from edge.config import Config
from edge.engines.provider import Order
from edge.engines.recipe import recipe_for
from edge.errors import ModelError
from models.hashes import read_verified
from models.inspection import read_onnx
from models.registry import Registry
from models.spec import ModelSpec


def used(config: Config, registry: Registry) -> list[ModelSpec]:
    """The models that run through onnxruntime under these settings. Raises ModelError."""
    chosen: list[ModelSpec] = []
    for task, name in (
        ("antispoof", config.models.antispoof),
        ("deepfake", config.models.deepfake),
        ("landmarks", "default"),
    ):
        spec = registry.default(task) if name == "default" else registry.get(name) if name else None
        if spec is not None and Path(spec.file).suffix.lower() == ".onnx":
            chosen.append(spec)
    return chosen


def order(spec: ModelSpec, config: Config, registry: Registry) -> Order:
    """What to build for one model. Raises ModelError where TensorRT does not take it."""
    path = registry.path(spec)
    try:
        graph = read_onnx(read_verified(path, spec))
    except ModelError as error:
        raise ModelError(f"model {spec.id} cannot be loaded: {error}") from error
    recipe = recipe_for(spec, graph, config.models.engine_precision, registry.specs())
    return Order(spec, path, recipe, config.models)
