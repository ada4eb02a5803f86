"""Reuses the results of an interrupted sweep whose inputs have not changed."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from edge import __version__
from edge.errors import FacevouchError
from models.manifest import read_manifest, sha256_of
from tools.conversion.parity import Parity
from tools.conversion.parity_gate import GateResult
from tools.conversion.scores import CropSet
from tools.conversion.subject import Subject
from tools.conversion.variants import VariantRecipe


def settings_of(
    original: Subject, recipe: VariantRecipe, crops: CropSet, threshold: float | None, rounds: int
) -> str:
    """A digest of everything that a variant and its comparison depend on, except the limits."""
    digest = hashlib.sha256()
    told = (
        __version__, onnxruntime.__version__, original.spec.sha256,
        original.spec.model_dump_json(), recipe.method, tuple(recipe.keep_float),
        recipe.per_channel, recipe.target_db, recipe.most_float, recipe.share, threshold, rounds,
    )  # fmt: skip
    digest.update(repr(told).encode())
    for example in crops.examples:
        digest.update(repr((str(example.path), example.label, example.box)).encode())
    for batch in recipe.batches:
        digest.update(np.ascontiguousarray(batch).tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class EarlierSweep:
    """rows: variant → its entry in compression.json, from a sweep with the same settings."""

    folder: Path = Path()
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, out: Path, settings: str) -> EarlierSweep:
        """The earlier sweep in `out`; empty where there is none, or one with other settings."""
        try:
            document = json.loads((out / "compression.json").read_text(encoding="utf-8"))
            if document["settings"] != settings:
                return cls()
            return cls(out / "variants", {row["variant"]: row for row in document["variants"]})
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def own(self) -> Parity | None:
        """The comparison of the original with itself, if known."""
        row = self.rows.get("fp32")
        return _parity(row["parity"]) if row and row.get("parity") else None

    def outcome(self, name: str) -> GateResult | None:
        """The earlier outcome; None where the variant was not made or its file has changed."""
        row = self.rows.get(name)
        if row is None or not row.get("parity") or not row.get("file"):
            return None
        path = self.folder / row["file"]
        try:
            (entry,) = read_manifest(path.with_name(f"{path.name}.toml"))
            if not sha256_of(path) == row["sha256"] == entry.sha256:
                return None
        except (OSError, ValueError, FacevouchError):
            return None
        beside = path.with_name(f"{path.name}.toml")
        parity = _parity(row["parity"])
        return GateResult(Subject(path, entry), parity, [], row.get("note", ""), beside)


def _parity(known: Mapping[str, Any]) -> Parity:
    """The inverse of `Parity.as_dict`."""
    values: dict[str, Any] = {
        f.name: math.nan if known[f.name] is None else known[f.name] for f in fields(Parity)
    }
    return Parity(**values)
