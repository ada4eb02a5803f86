"""Which of onnxruntime's providers a model runs on."""

from __future__ import annotations

import logging
from collections.abc import Callable

import onnxruntime as ort

from edge.engines.machine import TENSORRT
from edge.engines.recipe import Options
from edge.engines.use import Choice
from edge.errors import ModelError

log = logging.getLogger(__name__)

Provider = str | tuple[str, Options]

CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


def providers_for(
    choice: Choice, engine: Callable[[], Options], available: tuple[str, ...] | None = None
) -> list[Provider]:
    """Providers in order of preference; the CPU always stands last.

    engine: gives TensorRT's options for the model, and raises ModelError where its engine is not
    built. `auto` then does without, and says so nowhere but in the log's details.
    Raises ModelError where the provider that was asked for is not in this onnxruntime.
    """
    have = tuple(ort.get_available_providers()) if available is None else available
    wanted = {"cuda": CUDA, "tensorrt": TENSORRT}.get(choice)
    if wanted is not None and wanted not in have:
        raise ModelError(
            f"the provider {choice} was asked for, but this onnxruntime has none; install "
            "onnxruntime-gpu (on a Jetson NVIDIA's build), or set models.provider to auto"
        )
    chosen: list[Provider] = []
    if choice == "tensorrt":
        chosen.append((TENSORRT, engine()))
    elif choice == "auto" and TENSORRT in have:
        try:
            chosen.append((TENSORRT, engine()))
        except ModelError as error:
            log.info("%s", error)
    if choice != "cpu" and CUDA in have:
        chosen.append(CUDA)
    return [*chosen, CPU]
