"""Converts to a temporary file, compares it with the original, and only then writes the output."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.errors import ModelError
from edge.infer.scorer import Scorer
from edge.infer.selftest import record
from edge.system.files import refuse_unwritable, write_atomically
from tools.conversion.entry import write_entry
from tools.conversion.parity import Parity, ParityLimits, compare
from tools.conversion.scores import CropSet, session_of
from tools.conversion.subject import Subject
from tools.conversion.variants import VariantRecipe, make_variant, saving

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GateResult:
    """made: the converted model. broken: the limits that it exceeds; nothing is written then."""

    made: Subject
    parity: Parity
    broken: list[str]
    note: str
    entry: Path | None = None


def convert_gated(
    original: Subject,
    variant: str,
    out: Path,
    recipe: VariantRecipe,
    crops: CropSet,
    limits: ParityLimits,
    *,
    threshold: float | None = None,
    rounds: int = 60,
    before: F64 | None = None,
) -> GateResult:
    """Make `variant` and write it to `out` if it is within `limits`; else `out` is not changed.

    threshold, rounds, before: see `compare`.

    Raises ModelError, MissingExtraError, OutputError.
    """
    if out.resolve() == original.path.resolve():
        raise ModelError(f"{out} is the model itself; choose another --out")
    refuse_unwritable(out.parent)
    with tempfile.TemporaryDirectory() as folder:
        recipe.watch.stage(f"making {variant}")
        aside = make_variant(original, variant, Path(folder) / out.name, recipe)
        parity = compare(
            original, aside, crops, threshold=threshold, rounds=rounds, before=before,
            watch=recipe.watch,
        )  # fmt: skip
        broken = limits.broken_by(parity)
        note = recipe.notes.get(out.name, "")
        if variant == "q32-p50":
            said = saving(original.path, aside.path, parity.latency_ratio)[2]
            note = f"pruning {said}, against the original"
        if broken:
            return GateResult(aside, parity, broken, note)
        answers = record(Scorer(aside.spec, session_of(aside)))
        write_atomically(out, aside.path.read_bytes())
    refixed = {name: parity.refixed[name] for name in original.spec.thresholds}
    own = {"thresholds": refixed, "answers": answers}
    made = Subject(out, aside.spec.model_copy(update=own))
    return GateResult(made, parity, [], note, write_entry(made))
