"""Which of onnxruntime's providers a model runs on."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import onnxruntime as ort
import platformdirs

from edge.errors import ModelError
from models.spec import ModelSpec

Choice = Literal["auto", "cpu", "cuda", "tensorrt"]
Provider = str | tuple[str, dict[str, str | bool]]

CPU, CUDA, TENSORRT = "CPUExecutionProvider", "CUDAExecutionProvider", "TensorrtExecutionProvider"


def engine_cache(spec: ModelSpec) -> Path:
    """Where TensorRT keeps the engine it built for this very file."""
    cache = platformdirs.user_cache_path("facevouch", appauthor=False)
    return cache / "tensorrt" / spec.sha256[:16]


def providers_for(
    spec: ModelSpec,
    choice: Choice,
    available: tuple[str, ...] | None = None,
    cache: Path | None = None,
) -> list[Provider]:
    """Providers in order of preference; the CPU always stands last.

    `auto` takes TensorRT only where its engine was built before: building one takes minutes, and
    must not happen to somebody who only wanted to see a window. Raises ModelError where the
    provider asked for is not in this onnxruntime.
    """
    have = tuple(ort.get_available_providers()) if available is None else available
    wanted = {"cuda": CUDA, "tensorrt": TENSORRT}.get(choice)
    if wanted is not None and wanted not in have:
        raise ModelError(
            f"the provider {choice} was asked for, but this onnxruntime has none; install "
            "onnxruntime-gpu (on a Jetson NVIDIA's build), or set models.provider to auto"
        )
    folder = engine_cache(spec) if cache is None else cache
    built = TENSORRT in have and folder.is_dir() and any(folder.glob("*.engine"))
    chosen: list[Provider] = []
    if choice == "tensorrt" or (choice == "auto" and built):
        folder.mkdir(parents=True, exist_ok=True)
        chosen.append(
            (TENSORRT, {"trt_engine_cache_enable": True, "trt_engine_cache_path": str(folder)})
        )
    if choice != "cpu" and CUDA in have:
        chosen.append(CUDA)
    return [*chosen, CPU]
