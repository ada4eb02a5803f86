"""Torch checkpoint → ONNX: folded, with names for its outputs, held against torch itself."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edge.errors import ModelError
from models.manifest import write_atomically
from tools.conversion.checkpoint import ARCHITECTURES, load_network, named
from tools.quantise.compact import compact
from tools.quantise.graph import prepare
from tools.quantise.run import cpu_session

TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Exported:
    """max_difference: of any output between torch and onnxruntime, on random input."""

    bytes: int
    sha256: str
    max_difference: float


def export_checkpoint(architecture: str, checkpoint: Path, out: Path) -> Exported:
    """Build the network, load the checkpoint, export. Raises ModelError where they do not fit."""
    import torch

    network = load_network(architecture, checkpoint)
    known = ARCHITECTURES[architecture]
    if known.fold is not None:
        network = named(known.fold)(network)
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
