"""The manifest entry that a conversion writes beside the model, with hash and size."""

from __future__ import annotations

from pathlib import Path

from models.manifest import write_manifest
from models.spec import ModelSpec
from tools.conversion.subject import Subject


def write_entry(subject: Subject, folder: Path | None = None) -> Path:
    """Write `<file>.toml` next to the model: a manifest with this one entry, to be copied.

    Raises OutputError where it cannot be written.
    """
    path = (folder or subject.path.parent) / f"{subject.path.name}.toml"
    entry = subject.spec.model_copy(update={"file": subject.path.name})
    write_manifest(path, [entry])
    return path


def summary(spec: ModelSpec) -> str:
    """One line: id, precision, size, hash."""
    return f"{spec.id}  {spec.precision}  {spec.bytes:,} bytes  sha256 {spec.sha256}"
