"""Model sessions of LiteRT (formerly TensorFlow Lite), which is faster on some boards."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.session import Interface, check_interface
from edge.infer.threads import intra_op_threads
from edge.types import F32
from models.spec import ModelSpec
from models.tflite_inspection import interpreter, named_outputs, shape_of


class LiteRtSession:
    """One .tflite model. Used by one thread at a time; one face per run."""

    one_by_one = True
    one_at_a_time = True

    def __init__(self, content: bytes, spec: ModelSpec, models: ModelsConfig) -> None:
        self._id = spec.id
        try:
            self._interpreter = interpreter(content, intra_op_threads(models.threads))
        except ModelError as error:
            raise ModelError(f"model {spec.id} cannot be loaded: {error}") from error
        self.providers: tuple[str, ...] = ("LiteRT",)
        inputs = self._interpreter.get_input_details()
        if len(inputs) != 1:
            raise ModelError(f"model {spec.id} must have one input tensor, but has {len(inputs)}")
        self._input: dict[str, Any] = inputs[0]
        self._outputs = named_outputs(self._interpreter)
        self.interface = Interface(
            shape_of(self._input), {name: shape_of(out) for name, out in self._outputs.items()}
        )
        check_interface(self.interface, spec)

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


def quantise(x: F32, detail: dict[str, Any]) -> NDArray[Any]:
    """To the tensor's own type: real = scale · (stored − zero point)."""
    kind = np.dtype(detail["dtype"])
    if not np.issubdtype(kind, np.integer):
        return x.astype(kind, copy=False)
    scale, zero = detail["quantization"]
    limits = np.iinfo(kind)
    steps = np.rint(x / (scale or 1.0)) + zero
    stored: NDArray[Any] = np.clip(steps, limits.min, limits.max).astype(kind)
    return stored


def dequantise(stored: NDArray[Any], detail: dict[str, Any]) -> F32:
    """Back to real numbers, float32."""
    if not np.issubdtype(stored.dtype, np.integer):
        return stored.astype(np.float32, copy=False)
    scale, zero = detail["quantization"]
    real: F32 = (stored.astype(np.float32) - np.float32(zero)) * np.float32(scale or 1.0)
    return real
