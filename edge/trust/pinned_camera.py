"""The identity of the camera that a gate was calibrated with, to detect its replacement.

Stored by the source's name in the configuration, not by the camera's own, which an attacker could
choose.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, ValidationError

from edge.errors import ConfigError
from edge.security.file_signature import read_sealed, write_sealed
from edge.security.redact import redacted
from edge.system.paths import state_folder
from edge.system.toml_text import parse_toml
from edge.trust.provenance import Provenance, provenance

PURPOSE = "facevouch pinned camera 1"

COMPARED = ("kind", "card", "driver", "usb", "serial", "capabilities")
"""The compared fields; not the bus, because a camera may be plugged into another socket."""


class Pin(BaseModel):
    """The camera's provenance at calibration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    source: str
    kind: str
    card: str
    driver: str
    usb: str
    serial: str
    capabilities: int

    def differences(self, now: Provenance) -> list[str]:
        """The differing fields, as clauses; empty for the same camera."""
        return [
            f"{name} is {getattr(now, name) or 'none'}, was {getattr(self, name) or 'none'}"
            for name in COMPARED
            if getattr(now, name) != getattr(self, name)
        ]


def folder() -> Path:
    """The folder of this machine's pinned cameras."""
    return state_folder() / "cameras"


def path_of(spec: str | None, where: Path | None = None) -> Path:
    """The file of a source's pin."""
    name = _name(spec)
    whole = name if spec is None or name.startswith("video") else spec
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "camera"
    digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
    return (where or folder()) / f"{stem}-{digest}.toml"


def pin_camera(spec: str | None, now: Provenance | None = None, where: Path | None = None) -> Path:
    """Store this camera as the source's pinned one. Raises OutputError."""
    seen = now or provenance(spec)
    fields = {name: getattr(seen, name) for name in COMPARED}
    pin = Pin(source=_name(spec), **fields)
    path = path_of(spec, where)
    write_sealed(path, tomli_w.dumps(pin.model_dump()).encode(), PURPOSE)
    return path


def pinned(spec: str | None, where: Path | None = None) -> Pin | None:
    """The source's pinned camera, or None. Raises ConfigError."""
    path = path_of(spec, where)
    try:
        return Pin.model_validate(
            parse_toml(read_sealed(path, PURPOSE, made_by="facevouch calibrate").decode("utf-8"))
        )
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigError(
            f"the pinned camera {path} cannot be read; create it again with: facevouch calibrate"
        ) from error


def _name(spec: str | None) -> str:
    if spec is None:
        return "first camera"
    node = re.fullmatch(r"(?:/dev/video)?(\d+)", spec)
    return f"video{node[1]}" if node else redacted(spec)
