"""A model file is what its manifest says, to the byte, or it is not used."""

from __future__ import annotations

import hashlib
from pathlib import Path

from edge.errors import ModelError, ModelTamperedError
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
        f"fetch it anew with: facevouch models pull {spec.id}"
        if spec.url
        else "put the original back, or import it anew with: facevouch models import FILE"
    )
    raise ModelTamperedError(
        f"the file of model {spec.id} is not the one its manifest states (sha256 "
        f"{found[:SHORT]}… instead of {spec.sha256[:SHORT]}…), so it is not used: {where}; {remedy}"
    )


def read_verified(path: Path, spec: ModelSpec) -> bytes:
    """The file's bytes, and never other bytes than the ones that were hashed.

    Raises ModelTamperedError on another content, ModelError where it cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"cannot read the file of model {spec.id}: {path}: {error.strerror}"
        ) from error
    refuse_mismatch(hashlib.sha256(content).hexdigest(), spec, path)
    return content
