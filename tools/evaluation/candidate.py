"""The models to evaluate: a registry id or a file, and its preprocessing contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.errors import DataError, ModelError
from models.importer import ContractOverrides, draft
from models.registry import Registry
from models.spec import ModelSpec

# fields that must not be guessed, because a wrong guess would silently give wrong scores
VITAL = ("input.expansions", "input.colour", "input.scale", "output.attack_index", "output.name")


@dataclass(frozen=True, slots=True)
class Candidate:
    """name: in results; path: the file, whose hash is the spec's."""

    name: str
    path: Path
    spec: ModelSpec

    @property
    def megabytes(self) -> float:
        return self.spec.bytes / 1e6


def find_candidates(
    texts: Sequence[str], registry: Registry, *, like: str | None = None
) -> list[Candidate]:
    """Each text is `[NAME=]ID|FILE[@EXPANSION[,EXPANSION]]`.

    like: id of a model whose contract unknown files share. Raises ModelError on what is unknown,
    DataError on a name given twice.
    """
    found = [_find(text, registry, like) for text in texts]
    names = [candidate.name for candidate in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DataError(
            f"two models have the name {twice}; give each a different name: --model NAME={twice}"
        )
    return found


def _find(text: str, registry: Registry, like: str | None) -> Candidate:
    name, equals, rest = text.partition("=")
    if not equals:
        name, rest = "", text
    model, at, override = rest.rpartition("@")
    if not at:
        model, override = rest, ""
    path = Path(model)
    if path.suffix.lower() in (".onnx", ".tflite") or path.is_file():
        if not path.is_file():
            raise ModelError(f"there is no model file {path}")
        drafted = draft(path, registry, ContractOverrides(like=like))
        spec = drafted.spec
        guessed = [field for field in drafted.guesses if field in VITAL]
        if guessed:
            raise ModelError(
                f"the input and output contract of {path.name} is not known "
                f"({', '.join(guessed)}); copy it from a registered model with --like ID, "
                "or import the file first: facevouch models import"
            )
    else:
        spec = registry.get(model)
        path = registry.verified(spec)
    if spec.task not in ("antispoof", "deepfake"):
        raise ModelError(
            f"{spec.id} is a {spec.task} model; evaluate scores antispoof and deepfake models only"
        )
    if override:
        spec = _widened(spec, override, text)
    shown = name or (f"{spec.id}@{override}" if override else spec.id)
    if "/" in shown or shown.startswith("."):
        raise DataError(f"'{shown}' cannot be the name of a result; choose a name without slashes")
    return Candidate(shown, path, spec)


def _widened(spec: ModelSpec, override: str, text: str) -> ModelSpec:
    """The same contract with other crop expansions, as many as the model takes."""
    have = spec.scoring_input
    try:
        values = tuple(float(v) for v in override.split(","))
    except ValueError:
        values = ()
    if len(values) != len(have.expansions) or not all(0 < v < 100 for v in values):
        raise DataError(
            f"'{text}': {spec.id} takes {len(have.expansions)} crop expansion(s), as in "
            f"@{','.join(f'{v:g}' for v in have.expansions)}"
        )
    return spec.model_copy(update={"input": have.model_copy(update={"expansions": values})})
