"""Models through LiteRT (formerly TensorFlow Lite), for boards where it is the faster one."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.config import ModelsConfig
from edge.errors import MissingExtraError, ModelError
from edge.infer.session import Interface, Shape, check_interface
from edge.infer.threads import intra_op_threads
from edge.types import F32
from models.spec import ModelSpec

# tflite_runtime is the older, smaller one some boards still have; ai_edge_litert succeeds it
LIBRARIES = ("tflite_runtime.interpreter", "ai_edge_litert.interpreter")


def interpreter_class() -> Any:
    """The interpreter of whichever library is installed. Raises MissingExtraError."""
    for name in LIBRARIES:
        try:
            return importlib.import_module(name).Interpreter
        except ImportError:
            continue
    raise MissingExtraError("LiteRT", "litert")


class LiteRtSession:
    """One .tflite model. Used by one thread at a time; takes one face a run."""

    one_by_one = True

    def __init__(self, content: bytes, spec: ModelSpec, models: ModelsConfig) -> None:
        self._id = spec.id
        make = interpreter_class()
        try:
            self._interpreter = make(
                model_content=content, num_threads=intra_op_threads(models.threads)
            )
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else "no reason given"
            raise ModelError(f"model {spec.id} cannot be loaded: {reason}") from error
        self.providers: tuple[str, ...] = ("LiteRT",)
        inputs = self._interpreter.get_input_details()
        if len(inputs) != 1:
            raise ModelError(f"model {spec.id} must take one tensor, but takes {len(inputs)}")
        self._input: dict[str, Any] = inputs[0]
        self._outputs = self._named_outputs()
        self.interface = Interface(
            _shape(self._input), {name: _shape(out) for name, out in self._outputs.items()}
        )
        check_interface(self.interface, spec)

    def _named_outputs(self) -> dict[str, dict[str, Any]]:
        """Outputs by the signature's names where the file has one, else by the tensors' own."""
        details = self._interpreter.get_output_details()
        signatures = self._interpreter.get_signature_list()
        if len(signatures) == 1:
            runner = self._interpreter.get_signature_runner(next(iter(signatures)))
            found: dict[str, dict[str, Any]] = runner.get_output_details()
            by_tensor = {detail["index"]: detail for detail in details}
            return {name: by_tensor[out["index"]] for name, out in found.items()}
        return {detail["name"]: detail for detail in details}

    def run(self, x: F32) -> dict[str, F32]:
        """All outputs by name, dequantised. Raises ModelError where the tensor is refused."""
        try:
            self._interpreter.set_tensor(self._input["index"], quantise(x, self._input))
            self._interpreter.invoke()
        except (ValueError, RuntimeError) as error:
            raise ModelError(
                f"model {self._id} failed on a tensor of shape {x.shape}: "
                f"{str(error).strip().splitlines()[0]}"
            ) from error
        return {
            name: dequantise(self._interpreter.get_tensor(out["index"]), out)
            for name, out in self._outputs.items()
        }


def _shape(detail: dict[str, Any]) -> Shape:
    signature = detail.get("shape_signature", detail["shape"])
    return tuple(int(n) if n > 0 else None for n in signature)


def quantise(x: F32, detail: dict[str, Any]) -> NDArray[Any]:
    """To the tensor's own type: real = scale · (stored − zero point)."""
    kind = np.dtype(detail["dtype"])
    if not np.issubdtype(kind, np.integer):
        return x.astype(kind, copy=False)
    scale, zero = detail["quantization"]
    limits = np.iinfo(kind)
    return np.clip(np.rint(x / (scale or 1.0)) + zero, limits.min, limits.max).astype(kind)


def dequantise(stored: NDArray[Any], detail: dict[str, Any]) -> F32:
    """Back to real numbers, float32."""
    if not np.issubdtype(stored.dtype, np.integer):
        return stored.astype(np.float32, copy=False)
    scale, zero = detail["quantization"]
    return ((stored.astype(np.float32) - zero) * (scale or 1.0)).astype(np.float32)
