"""A folder of models and the manifest.toml that describes them: read, checked, written."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

import tomli_w
from pydantic import ValidationError

from edge.errors import ConfigError, ModelError, ModelTamperedError
from edge.system.files import write_atomically
from edge.system.toml_text import parse_toml
from models.spec import ModelSpec

SHORT = 12


def sha256_of(path: Path) -> str:
    """The file's sha256 in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def refuse_mismatch(found: str, spec: ModelSpec, where: Path) -> None:
    """Raise ModelTamperedError where `found` is not the sha256 the manifest states."""
    if found == spec.sha256:
        return
    remedy = (
        f"download it again with: facevouch models pull {spec.id}"
        if spec.url
        else "restore the original, or import it again with: facevouch models import FILE"
    )
    raise ModelTamperedError(
        f"the file of model {spec.id} is not the one its manifest states (sha256 "
        f"{found[:SHORT]}… instead of {spec.sha256[:SHORT]}…), so it is not used: {where}; "
        f"{remedy}"
    )


def read_verified(path: Path, spec: ModelSpec) -> bytes:
    """Read a file and check the hash of the very bytes that are returned.

    Raises ModelTamperedError on a mismatch, ModelError where the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"cannot read the file of model {spec.id}: {path}: {error.strerror}"
        ) from error
    refuse_mismatch(hashlib.sha256(content).hexdigest(), spec, path)
    return content


NAME = "manifest.toml"


def read_manifest(path: Path) -> list[ModelSpec]:
    """All models of one manifest, in its order.

    Raises ConfigError naming the file and the key at fault.
    """
    return parse_manifest(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """The manifest's bytes. Raises ConfigError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read the model manifest {path}: {error}") from error


def parse_manifest(content: bytes, path: Path) -> list[ModelSpec]:
    """All models of a manifest that was read from `path`. Raises ConfigError as read_manifest."""
    try:
        data = parse_toml(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"cannot read the model manifest {path}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the model manifest {path} is not valid TOML: {error}") from error
    if strange := sorted(set(data) - {"model"}):
        raise ConfigError(f"{path}: {strange[0]}: unknown key; only [[model]] tables are allowed")
    tables = data.get("model", [])
    if not isinstance(tables, list):
        raise ConfigError(f"{path}: model: write one [[model]] table for each model")
    specs = [_spec(table, position, path) for position, table in enumerate(tables, start=1)]
    _refuse_doubles(specs, path)
    return specs


def _spec(table: object, position: int, path: Path) -> ModelSpec:
    name = table.get("id", position) if isinstance(table, dict) else position
    try:
        spec = ModelSpec.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(["model", str(name), *(str(part) for part in first["loc"])])
        hint = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"]
        raise ConfigError(f"{path}: {key}: {hint}") from error
    file = PurePosixPath(spec.file)
    if file.is_absolute() or ".." in file.parts or "\\" in spec.file or ":" in spec.file:
        raise ConfigError(
            f"{path}: model.{spec.id}.file: {spec.file!r} must be inside the manifest's folder"
        )
    return spec


def _refuse_doubles(specs: Iterable[ModelSpec], path: Path) -> None:
    ids: set[str] = set()
    defaults: dict[str, str] = {}
    for spec in specs:
        if spec.id in ids:
            raise ConfigError(f"{path}: model.{spec.id}: two models have this id")
        ids.add(spec.id)
        if spec.default and spec.task in defaults:
            raise ConfigError(
                f"{path}: model.{spec.id}.default: {defaults[spec.task]} is already the default "
                f"for {spec.task}"
            )
        if spec.default:
            defaults[spec.task] = spec.id


def as_table(spec: ModelSpec) -> dict[str, Any]:
    """The spec as a TOML table, without fields that are unset or at their default."""
    kept: dict[str, Any] = spec.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return kept


def write_manifest(path: Path, specs: Iterable[ModelSpec]) -> None:
    """Write a manifest atomically.

    Raises OutputError where the folder cannot be written.
    """
    text = tomli_w.dumps({"model": [as_table(spec) for spec in specs]})
    write_atomically(path, text.encode())
