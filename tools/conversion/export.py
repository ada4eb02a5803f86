"""Torch checkpoint → ONNX: folded, with names for its outputs, held against torch itself."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import logging
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edge.errors import ModelError
from models.manifest import write_atomically
from tools.quantise.compact import compact
from tools.quantise.graph import prepare
from tools.quantise.run import cpu_session

TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Architecture:
    """build: a function, or `module:function`, that gives the network as it is trained.

    fold: likewise, applied to the loaded network: its shipped form. channels, size: of the input.
    outputs: names, in the order the network gives them. arguments: for `build`.
    """

    build: str | Callable[..., Any]
    channels: int
    size: int
    outputs: tuple[str, ...]
    fold: str | Callable[[Any], Any] | None = None
    arguments: tuple[str, ...] = ()


ARCHITECTURES = {
    "minifasnet_v2_se": Architecture(
        "models.minifasnet:MiniFASNetV2SE",
        6,
        128,
        ("logit", "evidence"),
        "models.minifasnet:folded",
    ),
    "deepfake_net": Architecture("models.deepfake:DeepfakeNet", 3, 224, ("logit", "evidence")),
    **{
        name: Architecture("models.research:research_model", 3, 224, ("logit",), arguments=(name,))
        for name in ("efficientnet_b5", "hybrid_resnet18_vit", "hybrid_resnet50_vit")
    },
}


@dataclass(frozen=True, slots=True)
class Exported:
    """max_difference: of any output between torch and onnxruntime, on random input."""

    bytes: int
    sha256: str
    max_difference: float


def export_checkpoint(architecture: str, checkpoint: Path, out: Path) -> Exported:
    """Build the network, load the checkpoint, export. Raises ModelError where they do not fit."""
    import torch

    known = ARCHITECTURES.get(architecture)
    if known is None:
        raise ModelError(
            f"there is no architecture {architecture!r}; there are: {', '.join(ARCHITECTURES)}"
        )
    try:
        loaded = torch.load(checkpoint, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise ModelError(f"there is no checkpoint {checkpoint}; check the path") from None
    except Exception as error:  # noqa: BLE001  unpickling raises anything
        line = str(error).strip().splitlines()[0]
        raise ModelError(f"{checkpoint} is not a readable checkpoint: {line}") from None
    network = _named(known.build)(*known.arguments)
    try:
        network.load_state_dict(_weights(loaded))
    except (RuntimeError, AttributeError) as error:
        line = str(error).strip().splitlines()[-1].strip()
        raise ModelError(f"{checkpoint} does not hold a {architecture}: {line}") from None
    network.eval()
    if known.fold is not None:
        network = _named(known.fold)(network)
    example = torch.rand(2, known.channels, known.size, known.size)
    return export_module(network, example, known.outputs, out)


def export_module(network: Any, example: Any, outputs: Sequence[str], out: Path) -> Exported:
    """Export any torch module that takes one tensor (N, …); the batch stays free.

    example: at least two rows, so that the batch is not taken for a constant. Raises ModelError
    where torch cannot export it or onnxruntime computes something else.
    """
    import torch

    with tempfile.TemporaryDirectory() as folder:
        raw, prepared = Path(folder) / "raw.onnx", Path(folder) / "prepared.onnx"
        try:
            with _quiet(), torch.no_grad():
                torch.onnx.export(
                    network, (example,), str(raw), input_names=["input"],
                    output_names=list(outputs), dynamic_shapes=({0: torch.export.Dim("n")},),
                    dynamo=True, external_data=False, verbose=False,
                )  # fmt: skip
        except Exception as error:  # noqa: BLE001  the exporter raises its own, unnamed kinds
            line = str(error).strip().splitlines()[0]
            raise ModelError(f"torch cannot export this network: {line}") from None
        model = prepare(raw, prepared)
        compact(model)
        data = model.SerializeToString()
        final = Path(folder) / "final.onnx"
        final.write_bytes(data)
        with torch.no_grad():
            expected = network(example)
        expected = expected if isinstance(expected, (tuple, list)) else (expected,)
        got = cpu_session(final).run(None, {"input": example.numpy()})
        largest = max(
            float(np.abs(g - e.numpy()).max()) for g, e in zip(got, expected, strict=True)
        )
        if not largest <= TOLERANCE:
            raise ModelError(
                f"the exported network differs from torch by {largest:.3g}, more than {TOLERANCE:g}"
            )
        write_atomically(out, data)
    return Exported(len(data), hashlib.sha256(data).hexdigest(), largest)


def _weights(loaded: Any) -> Any:
    """The network's weights in a checkpoint: the moving average where there is one."""
    if isinstance(loaded, dict):
        for key in ("ema", "weights", "model", "state_dict", "model_state_dict"):
            if isinstance(loaded.get(key), dict):
                return _weights(loaded[key])
    return loaded


def _named(reference: str | Callable[..., Any]) -> Any:
    if not isinstance(reference, str):
        return reference
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)


@contextlib.contextmanager
def _quiet() -> Any:
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
