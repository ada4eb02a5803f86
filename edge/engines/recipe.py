"""What an engine is built from, and how: whatever is other here needs another engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edge.errors import ModelError
from models.inspection import Graph
from models.spec import ModelSpec

Precision = Literal["fp32", "fp16"]
Options = dict[str, str | bool]

EDITION = 1
"""Of the options below. Raise it when they change: what was built before is then stale."""

IN_FLOATS = ("fp32", "fp16")
HASH_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Recipe:
    """input: the tensor's name. shape: of one face; empty where the file itself fixes it."""

    model: str
    sha256: str
    precision: Precision
    input: str
    shape: tuple[int, ...]

    @property
    def folder(self) -> str:
        return f"{self.model}-{self.sha256[:HASH_CHARACTERS]}-{self.precision}"

    def options(self, engines: Path, timings: Path | None = None) -> Options:
        """onnxruntime's options for TensorRT; building and using must give the same ones.

        An engine is for one face at a time: without a fixed profile onnxruntime would build anew,
        for minutes, when a second person steps in.
        """
        options: Options = {
            "trt_engine_cache_enable": True,
            "trt_engine_cache_path": str(engines),
            "trt_fp16_enable": self.precision == "fp16",
        }
        if self.shape:
            profile = f"{self.input}:{'x'.join(map(str, self.shape))}"
            options |= {f"trt_profile_{end}_shapes": profile for end in ("min", "opt", "max")}
        if timings is not None:
            options |= {"trt_timing_cache_enable": True, "trt_timing_cache_path": str(timings)}
        return options


def recipe_for(
    spec: ModelSpec, graph: Graph, precision: Precision, others: Iterable[ModelSpec] = ()
) -> Recipe:
    """How to build a model's engine. others: models to name where this one is not suited.

    Raises ModelError for a model that TensorRT does not take.
    """
    if spec.input is None or Path(spec.file).suffix.lower() != ".onnx":
        raise ModelError(f"model {spec.id} does not run through onnxruntime; it needs no engine")
    if graph.precision not in IN_FLOATS:
        better = [
            other.id
            for other in others
            if other.task == spec.task
            and other.precision in IN_FLOATS
            and other.file.lower().endswith(".onnx")
        ]
        remedy = (
            f'set models.{spec.task} = "{better[0]}"'
            if better
            else "import the model in floats: facevouch models import FILE.onnx"
        )
        raise ModelError(
            f"model {spec.id} is 8-bit with unsigned activations, for processors; TensorRT takes "
            f"models in floats: {remedy}"
        )
    if len(graph.inputs) != 1:
        raise ModelError(f"model {spec.id} must take one tensor, but takes {len(graph.inputs)}")
    ((name, found),) = graph.inputs.items()
    wanted = spec.input
    channels, size = 3 * len(wanted.expansions), wanted.size
    image = (channels, size, size) if wanted.layout == "NCHW" else (size, size, channels)
    fixed = all(number is not None for number in found)
    return Recipe(spec.id, spec.sha256, precision, name, () if fixed else (1, *image))
