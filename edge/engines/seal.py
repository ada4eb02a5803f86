"""What an engine's folder says of itself: written last, so that a folder with it is whole."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from edge.engines.recipe import EDITION

NAME = "engine.json"
PATTERN = "*.engine"


class Seal(BaseModel):
    """files: sha256 by name. answers: how many known answers the engine gave, within tolerance.

    parts: engines the model fell into; more than one where TensorRT left something to others.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    edition: int
    machine: str
    model: str
    sha256: str
    precision: str
    parts: int
    answers: int
    seconds: float
    built_at: str
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        """Put it down so that it is there after a power cut. Raises OSError."""
        with (folder / NAME).open("w", encoding="utf-8") as file:
            file.write(self.model_dump_json(indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())


def read_seal(folder: Path) -> Seal | None:
    """The seal of a folder; None where there is none that can be read."""
    try:
        return Seal.model_validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError):
        return None


def contents(folder: Path) -> dict[str, str]:
    """sha256 of every file beside the seal, by name. Raises OSError."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != NAME
    }


def fault(folder: Path, seal: Seal | None) -> str | None:
    """What is wrong with a folder, in a few words; None where it is whole."""
    if seal is None:
        return "it has no seal"
    if seal.edition != EDITION:
        return "another facevouch built it"
    try:
        found = contents(folder)
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if found != seal.files:
        changed = sorted(
            name for name in found.keys() | seal.files.keys()
            if found.get(name) != seal.files.get(name)
        )  # fmt: skip
        return f"{', '.join(changed)} is not as it was built"
    return None


def now() -> str:
    """The moment a seal is made, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
