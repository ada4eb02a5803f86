"""Convert aside, hold it against the original, and only then give the file its name."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.errors import ModelError, OutputError
from models.manifest import write_atomically
from tools.conversion.entry import write_entry
from tools.conversion.parity import Limits, Parity, compare
from tools.conversion.scores import CropSet
from tools.conversion.subject import Subject
from tools.conversion.variants import Recipe, make_variant

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """made: the converted model. broken: limits it does not keep; then nothing was written."""

    made: Subject
    parity: Parity
    broken: list[str]
    note: str
    entry: Path | None = None


def convert_gated(
    original: Subject,
    variant: str,
    out: Path,
    recipe: Recipe,
    crops: CropSet,
    limits: Limits,
    *,
    threshold: float | None = None,
    rounds: int = 60,
    before: F64 | None = None,
) -> Outcome:
    """Make `variant` and let it through only within `limits`; an older file at `out` stays else.

    Raises ModelError, MissingExtraError, OutputError.
    """
    if out.resolve() == original.path.resolve():
        raise ModelError(f"{out} is the model itself; choose another --out")
    _writable(out.parent)
    with tempfile.TemporaryDirectory() as folder:
        aside = make_variant(original, variant, Path(folder) / out.name, recipe)
        parity = compare(
            original, aside, crops, threshold=threshold, rounds=rounds, before=before
        )  # fmt: skip
        broken = limits.broken_by(parity)
        note = recipe.notes.get(out.name, "")
        if broken:
            return Outcome(aside, parity, broken, note)
        write_atomically(out, aside.path.read_bytes())
    refixed = {name: parity.refixed[name] for name in original.spec.thresholds}
    made = Subject(out, aside.spec.model_copy(update={"thresholds": refixed}))
    return Outcome(made, parity, [], note, write_entry(made))


def _writable(folder: Path) -> None:
    """Find out before minutes of work, not after."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from None
