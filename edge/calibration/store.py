"""Storage of calibrations: one TOML file per camera, read by the runtime.

Written by `facevouch calibrate`, see docs/conversion.md. An entry is valid only for the model file
that it was fitted on: another sha256 under the same id is another model, and it is not used.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from edge.capture.camera_list import CameraInfo, list_cameras
from edge.errors import ConfigError
from edge.security.file_signature import read_sealed, write_sealed
from edge.security.redact import redacted
from edge.system.paths import state_folder
from edge.system.toml_text import parse_toml
from models.spec import Calibration, ModelSpec


def camera_identity(spec: str | None, cameras: list[CameraInfo] | None = None) -> str:
    """The key of a calibration: the camera's name, else the source without credentials.

    spec: as after --source; None is the first camera. Two cameras of the same name are
    distinguished by their device. cameras: those of the machine; None searches for them.
    """
    found = list_cameras() if cameras is None else cameras
    if spec is None:
        return camera_identity(str(found[0].index), found) if found else "demo"
    device = re.fullmatch(r"(?:/dev/video)?(\d+)", spec)
    if device is None:
        return redacted(spec)
    known = next((c for c in found if c.index == int(device[1])), None)
    if known is None:
        return f"camera {device[1]}"
    twins = sum(c.name == known.name for c in found)
    return known.name if twins == 1 else f"{known.name} at {known.path or known.index}"


log = logging.getLogger(__name__)

PURPOSE = "facevouch calibration 1"
FOLDER_VARIABLE = "FACEVOUCH_CALIBRATION"
Interval = tuple[float, float]


class _CalibrationPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteCalibration(_CalibrationPart):
    """The calibration of one model to one camera. Intervals are 95 %, see `fit`.

    basis: `attacks` where slope and offset were fitted on bona fide and attacks; `bona fide` where
    the offset was set by bona fide alone. looks: see models.spec.Calibration; None in files that
    are older than this field.
    """

    model: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    basis: Literal["attacks", "bona fide"]
    slope: Annotated[float, Field(gt=0)]
    slope_interval: Interval
    offset: float
    offset_interval: Interval
    threshold: float = Field(ge=0, le=1, description="on p_attack after this calibration")
    threshold_interval: Interval
    looks: float | None = Field(None, ge=1)
    bpcer_asked: float = Field(gt=0, lt=1)
    seconds: dict[str, int] = Field(description="independent seconds by kind of presentation")
    frames: dict[str, int] = Field(description="scored faces by kind of presentation")
    fitted_at: str


class CameraFile(_CalibrationPart):
    """All calibrations of one camera."""

    version: Literal[1] = 1
    camera: str
    calibration: list[SiteCalibration] = []


def folder() -> Path:
    """$FACEVOUCH_CALIBRATION, else `calibration` in the gate's state folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named).expanduser()
    return state_folder() / "calibration"


def path_of(camera: str, where: Path | None = None) -> Path:
    """The file of a camera: a file-safe form of its name, with a hash that makes it unique."""
    stem = re.sub(r"[^a-z0-9]+", "-", camera.lower()).strip("-")[:40] or "camera"
    digest = hashlib.sha256(camera.encode()).hexdigest()[:8]
    return (where or folder()) / f"{stem}-{digest}.toml"


def read(camera: str, where: Path | None = None) -> CameraFile:
    """The stored calibrations of a camera; an empty CameraFile without any.

    Raises ConfigError on a file that is damaged, or not sealed as it must be.
    """
    path = path_of(camera, where)
    try:
        content = read_sealed(path, PURPOSE, made_by="facevouch calibrate").decode("utf-8")
        return CameraFile.model_validate(parse_toml(content))
    except FileNotFoundError:
        return CameraFile(camera=camera)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read the calibration {path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"{path}: {key}: {first['msg']}; create it again with: facevouch calibrate"
        ) from error


def store(camera: str, entry: SiteCalibration, where: Path | None = None) -> Path:
    """Add or replace the entry of this model; returns the file. Raises OutputError, ConfigError."""
    known = read(camera, where)
    kept = [c for c in known.calibration if c.model != entry.model]
    file = CameraFile(camera=camera, calibration=[*kept, entry])
    path = path_of(camera, where)
    content = tomli_w.dumps(file.model_dump(mode="json", exclude_none=True))
    write_sealed(path, content.encode(), PURPOSE)
    return path


def calibrated(spec: ModelSpec, camera: str, where: Path | None = None) -> ModelSpec:
    """The spec with this camera's calibration and threshold; unchanged where there is none, or one
    of another model file.
    """
    entry = next((e for e in read(camera, where).calibration if e.model == spec.id), None)
    if entry is None:
        return spec
    if entry.sha256 != spec.sha256:
        log.warning(
            "the calibration of %s for %s was made with another version of the model and "
            "is not used; create it again with: facevouch calibrate",
            spec.id,
            camera,
        )
        return spec
    return as_calibrated(spec, entry, camera)


def as_calibrated(spec: ModelSpec, entry: SiteCalibration, camera: str) -> ModelSpec:
    """The spec with the calibration and threshold of an entry, which need not be stored."""
    own = Calibration(
        slope=entry.slope,
        offset=entry.offset,
        fitted_on=f"{camera}, {entry.fitted_at}",
        camera=camera,
        looks=entry.looks,
    )
    thresholds = spec.thresholds | {"default": entry.threshold}
    return spec.model_copy(update={"calibration": own, "thresholds": thresholds})
