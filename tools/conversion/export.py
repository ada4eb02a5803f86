"""Torch checkpoint → ONNX, with folding and named outputs, compared with torch."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from edge.errors import ModelError
from edge.infer.scorer import Scorer
from edge.infer.selftest import record
from edge.system.files import refuse_unwritable, write_atomically
from edge.types import F32
from models.importer import ContractOverrides
from models.spec import ModelSpec
from tools.conversion.checkpoint import ARCHITECTURES, contract_in, load_network, named
from tools.conversion.entry import write_entry
from tools.conversion.parity import ParityLimits, compare
from tools.conversion.parity_gate import GateResult
from tools.conversion.scores import CropSet, session_of
from tools.conversion.subject import Subject
from tools.progress import Stages
from tools.quantise.compact import compact
from tools.quantise.graph import prepare
from tools.quantise.run import cpu_session

TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Exported:
    """An exported file. max_difference: the largest absolute difference of any output between torch
    and onnxruntime, on random input."""

    bytes: int
    sha256: str
    max_difference: float


def export_checkpoint(architecture: str, checkpoint: Path, out: Path) -> Exported:
    """Build the network, load the checkpoint, export. Raises ModelError where they do not fit."""
    import torch

    network = load_network(checkpoint, architecture)
    known = ARCHITECTURES[architecture]
    if known.fold is not None:
        network = named(known.fold)(network)
    size = contract_in(checkpoint).get("size", known.size)
    example = torch.rand(2, known.channels, size, size)
    return export_module(network, example, known.outputs, out)


def export_module(network: Any, example: Any, outputs: Sequence[str], out: Path) -> Exported:
    """Export a torch module with one input tensor (N, …); the batch dimension is dynamic.

    example: an input with N ≥ 2, so that the batch size is not exported as a constant. outputs:
    names. Raises ModelError where torch cannot export the module or onnxruntime gives other
    results.
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
        except Exception as error:  # noqa: BLE001  its exceptions share no base class
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


@dataclass(frozen=True, slots=True)
class TorchSession:
    """A torch network with the runtime's session interface. outputs: names, in its order."""

    network: Any
    outputs: tuple[str, ...]
    providers: tuple[str, ...] = ("torch",)
    one_by_one: bool = False
    one_at_a_time: bool = True

    def run(self, x: F32) -> dict[str, F32]:
        """All outputs by name."""
        import torch

        with torch.no_grad():
            given = self.network(torch.from_numpy(np.ascontiguousarray(x)))
        given = given if isinstance(given, (tuple, list)) else (given,)
        return {n: t.numpy() for n, t in zip(self.outputs, given, strict=True)}


def unstated(
    architecture: str, checkpoint: Path, overrides: ContractOverrides
) -> ContractOverrides:
    """The given contract fields, completed by the checkpoint's own contract.

    Licence, training data and source are marked as not stated rather than copied from a similar
    model. With --like the checkpoint's contract is ignored.
    """
    known = ARCHITECTURES[architecture]
    like, carried = overrides.like, contract_in(checkpoint)
    if like is None and carried.get("architecture") == architecture:
        fill = {f.name for f in fields(ContractOverrides)} & set(carried) - {"architecture"}
        filled: dict[str, Any] = {
            name: tuple(carried[name]) if isinstance(carried[name], list) else carried[name]
            for name in fill
            if getattr(overrides, name) is None
        }
        overrides = replace(overrides, **filled)
        like = overrides.like
    elif like is None and overrides.expansions is None:
        like = known.like
    return replace(
        overrides, like=like, architecture=architecture, size=overrides.size or known.size,
        licence="not stated", training_data="not stated", source=f"exported from {checkpoint.name}",
    )  # fmt: skip


def export_gated(
    architecture: str,
    checkpoint: Path,
    out: Path,
    contract: Callable[[Path], ModelSpec],
    crops_of: Callable[[Subject], CropSet],
    limits: ParityLimits,
    *,
    threshold: float | None = None,
    rounds: int = 60,
    watch: Stages | None = None,
) -> tuple[Exported, GateResult]:
    """Export, compare with the trained network on real crops, and write only within `limits`.

    contract: gives the contract of the exported file. crops_of: reads the crops for it. threshold,
    rounds: see `parity.compare`. Raises ModelError, DataError, OutputError.
    """
    watch = watch or Stages()
    refuse_unwritable(out.parent)
    with tempfile.TemporaryDirectory() as folder:
        watch.stage("exporting and comparing with torch")
        aside = Path(folder) / out.name
        exported = export_checkpoint(architecture, checkpoint, aside)
        made = _with_own_bias(Subject(aside, contract(aside)))
        crops = crops_of(made)
        network = TorchSession(
            load_network(checkpoint, architecture), ARCHITECTURES[architecture].outputs
        )
        original = Subject(checkpoint, made.spec, network)
        parity = compare(
            original, made, crops, threshold=threshold, rounds=rounds, watch=watch
        )  # fmt: skip
        broken = limits.broken_by(parity)
        note = "the original is torch, with the network as it was trained"
        if broken:
            return exported, GateResult(made, parity, broken, note)
        answers = record(Scorer(made.spec, session_of(made)))
        write_atomically(out, aside.read_bytes())
    kept = Subject(out, made.spec.model_copy(update={"answers": answers}))
    return exported, GateResult(kept, parity, [], note, write_entry(kept))


def _with_own_bias(subject: Subject) -> Subject:
    """The subject with the measured bias: the logit less the sum of the evidence map."""
    output, spec = subject.spec.output, subject.spec.scoring_input
    if output.evidence is None or output.kind != "logit":
        return subject
    grey = np.full((1, 3 * len(spec.expansions), spec.size, spec.size), 0.5, np.float32)
    given = session_of(subject).run(grey)
    bias = float(given[output.name].sum() - given[output.evidence].sum(dtype=np.float64))
    changed = output.model_copy(update={"bias": round(bias, 6)})
    return Subject(subject.path, subject.spec.model_copy(update={"output": changed}))
