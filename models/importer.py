"""Drafts a registry entry for a model file.

A file does not contain its whole contract: neither the crop's expansion nor which output means
attack. So each field of a draft carries its origin (read from the file, known, guessed …), and the
user confirms it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from edge.errors import ModelError
from models.inspection import Graph, Shape, read_onnx
from models.manifest import read_manifest
from models.spec import ModelSpec

if TYPE_CHECKING:
    from models.registry import Registry

KNOWN = Path(__file__).parent / "known.toml"
USUAL_EXPANSION = 1.5
SCORED = ("antispoof", "deepfake")


class Origin(StrEnum):
    """Where a field of a draft came from."""

    GIVEN = "given as an option"
    KNOWN = "known by its sha256"
    ENTRY = "from the entry beside the file"
    LIKE = "from the model given with --like"
    FILE = "read from the file"
    GUESSED = "guessed; check it"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractOverrides:
    """The user's options about the model; None where not given.

    like: id of a registered model whose contract provides the fields that are not given.
    """

    id: str | None = None
    like: str | None = None
    task: str | None = None
    architecture: str | None = None
    licence: str | None = None
    training_data: str | None = None
    source: str | None = None
    default: bool | None = None
    size: int | None = None
    expansions: tuple[float, ...] | None = None
    colour: str | None = None
    scale: float | None = None
    mean: tuple[float, ...] | None = None
    std: tuple[float, ...] | None = None
    layout: str | None = None
    output: str | None = None
    evidence: str | None = None
    bias: float | None = None
    attack_index: int | None = None


# an option's field in the entry, where the names differ
_PLACES = {
    **{n: f"input.{n}" for n in ("size", "expansions", "colour", "scale", "mean", "std", "layout")},
    **{n: f"output.{n}" for n in ("evidence", "bias", "attack_index")},
    "output": "output.name",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be confirmed. origins: by dotted field name, for every field with a value."""

    spec: ModelSpec
    origins: dict[str, Origin]

    @property
    def guesses(self) -> list[str]:
        """The guessed fields."""
        return [name for name, origin in self.origins.items() if origin is Origin.GUESSED]


def draft(path: Path, registry: Registry, overrides: ContractOverrides) -> Draft:
    """Draft the entry of a file; uses the entry that a conversion wrote beside it (FILE.toml).

    Raises ModelError where the file is no model or a required option is missing; ConfigError on a
    damaged entry beside it.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error.strerror}") from error
    sha256 = hashlib.sha256(content).hexdigest()
    graph = _read(path, content)
    table = _Table()
    known = next((spec for spec in read_manifest(KNOWN) if spec.sha256 == sha256), None)
    given = _given(overrides)
    table.fill(given, Origin.GIVEN)
    if known is not None:
        table.fill(_contract(known) | {"id": known.id}, Origin.KNOWN)
    if (beside := _entry_beside(path, sha256)) is not None:
        table.fill(_whole(beside), Origin.ENTRY)
    if overrides.like is not None:
        table.fill(_contract(registry.get(overrides.like)), Origin.LIKE)
    table.fill(
        {"file": path.name, "sha256": sha256, "bytes": len(content), "precision": graph.precision},
        Origin.FILE,
    )
    table.fill({"id": _as_id(path.stem), "task": "antispoof"}, Origin.GUESSED)
    if table.values["task"] in SCORED:
        _settle_input(table, graph, path)
        _settle_output(table, graph, path)
    else:
        table.drop("input.", "output.")
    table.fill({"architecture": "unknown", "licence": "unknown; ask its author"}, Origin.GUESSED)
    return Draft(_validated(table, path), table.origins)


class _Table:
    """Fields by dotted name; the first value of a field is kept."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.origins: dict[str, Origin] = {}

    def fill(self, values: Mapping[str, Any], origin: Origin) -> None:
        for name, value in values.items():
            if name not in self.values:
                self.values[name] = value
                self.origins[name] = origin

    def drop(self, *prefixes: str) -> None:
        for name in [name for name in self.values if name.startswith(prefixes)]:
            del self.values[name], self.origins[name]

    def nested(self) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for name, value in self.values.items():
            part, _, rest = name.partition(".")
            if rest:
                tree.setdefault(part, {})[rest] = value
            else:
                tree[part] = value
        return tree


def _read(path: Path, content: bytes) -> Graph:
    suffix = path.suffix.lower()
    if suffix not in (".onnx", ".tflite"):
        raise ModelError(f"{path} is neither .onnx nor .tflite; convert it with: facevouch convert")
    try:
        if suffix == ".onnx":
            return read_onnx(content)
        from models.tflite_inspection import read_tflite

        return read_tflite(content)
    except ModelError as error:
        raise ModelError(f"{path} cannot be imported: {error}") from error


def _given(overrides: ContractOverrides) -> dict[str, Any]:
    named = {field.name: getattr(overrides, field.name) for field in fields(overrides)}
    return {
        _PLACES.get(name, name): value
        for name, value in named.items()
        if value is not None and name != "like"
    }


def _contract(spec: ModelSpec) -> dict[str, Any]:
    """The fields that another file of the same kind of model may use."""
    flat: dict[str, Any] = {
        name: getattr(spec, name)
        for name in ("task", "architecture", "licence", "training_data", "source")
        if getattr(spec, name)
    }
    for part in ("input", "output"):
        held = getattr(spec, part)
        if held is not None:
            flat |= {f"{part}.{key}": value for key, value in held if value is not None}
    return flat


def _entry_beside(path: Path, sha256: str) -> ModelSpec | None:
    """The entry `facevouch convert` wrote for this very file; None for another file's."""
    entry = path.with_name(f"{path.name}.toml")
    if not entry.is_file():
        return None
    return next((spec for spec in read_manifest(entry) if spec.sha256 == sha256), None)


def _whole(spec: ModelSpec) -> dict[str, Any]:
    """All fields, including the calibration and operating points of this very file."""
    flat = _contract(spec) | {"id": spec.id}
    flat |= {f"calibration.{key}": value for key, value in spec.calibration}
    return flat | {f"thresholds.{name}": value for name, value in spec.thresholds.items()}


def _settle_input(table: _Table, graph: Graph, path: Path) -> None:
    if len(graph.inputs) != 1:
        raise ModelError(
            f"{path} has {len(graph.inputs)} inputs; a face model has one, an image tensor"
        )
    shape = next(iter(graph.inputs.values()))
    layout, channels, size = _image(shape, path)
    if size is not None:
        table.fill({"input.size": size}, Origin.FILE)
    if "input.size" not in table.values:
        raise ModelError(
            f"{path} accepts images of any size; give the size it was trained for with --size"
        )
    if size not in (None, table.values["input.size"]):
        raise ModelError(
            f"{path} has an input of {size} px, not of {table.values['input.size']} px"
        )
    if table.origins.get("input.layout") is Origin.LIKE:
        table.drop("input.layout")  # differs between an ONNX file and a TFLite file made of it
    table.fill({"input.layout": layout}, Origin.FILE)
    crops = channels // 3
    if crops == 1:
        table.fill({"input.expansions": (USUAL_EXPANSION,)}, Origin.GUESSED)
    if len(table.values.get("input.expansions", ())) != crops:
        raise ModelError(
            f"{path} needs {crops} crops of a face ({channels} channels); give the "
            f"expansion of each with --expansion, {crops} times"
        )
    table.fill({"input.colour": "RGB", "input.scale": 1 / 255}, Origin.GUESSED)


def _image(shape: Shape, path: Path) -> tuple[str, int, int | None]:
    """(layout, channels, side) of an image tensor's shape."""
    text = "×".join("N" if n is None else str(n) for n in shape)
    if len(shape) == 4:
        for layout, channels, sides in (
            ("NCHW", shape[1], shape[2:]),
            ("NHWC", shape[3], shape[1:3]),
        ):
            if channels in (3, 6, 9, 12) and sides[0] == sides[1]:
                return layout, channels, sides[0]
    raise ModelError(f"{path} has an input of shape {text}, which is not a square colour image")


def _settle_output(table: _Table, graph: Graph, path: Path) -> None:
    maps = {  # n×1×1×1, as after pooling, is a score
        name: shape
        for name, shape in graph.outputs.items()
        if len(shape) == 4 and shape[1:] != (1, 1, 1)
    }
    rest = {name: shape for name, shape in graph.outputs.items() if name not in maps}
    if len(maps) == 1 and "evidence" in maps:
        table.fill({"output.evidence": "evidence"}, Origin.FILE)
    if (
        table.origins.get("output.generated") is Origin.LIKE
        and table.values["output.generated"] not in rest
    ):
        table.drop("output.generated")  # a model of the same kind that tells no kinds apart
    if len(rest) == 1:
        table.fill({"output.name": next(iter(rest))}, Origin.FILE)
    name = table.values.get("output.name", "logit")
    if name not in rest:
        raise ModelError(
            f"{path} has no score named {name!r}; choose the output with --output: "
            f"{', '.join(rest or graph.outputs)}"
        )
    table.fill({"output.name": name}, Origin.GUESSED)
    numbers = _numbers(rest[name])
    if numbers not in (1, 2):
        raise ModelError(
            f"{path} gives {'an unknown number of' if numbers is None else numbers} values "
            f"as {name!r}; a score must be one logit, or two (bona fide and attack)"
        )
    kind = "pair" if numbers == 2 else "logit"
    if table.values.get("output.kind", kind) != kind:
        table.drop("output.kind")
    table.fill({"output.kind": kind}, Origin.FILE)
    table.fill({"output.attack_index": 1}, Origin.GUESSED)


def _numbers(shape: Shape) -> int | None:
    """Values per face: the product of all dimensions but the first."""
    if len(shape) < 2:
        return 1
    product = 1
    for side in shape[1:]:
        if side is None:
            return None
        product *= side
    return product


def _as_id(stem: str) -> str:
    return re.sub(r"[^a-z0-9_.-]+", "_", stem.lower()).lstrip("_.-") or "model"


def _validated(table: _Table, path: Path) -> ModelSpec:
    try:
        return ModelSpec.model_validate(table.nested())
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the entry"
        raise ModelError(
            f"{path} cannot be imported with these options: {key}: {first['msg']}"
        ) from error
