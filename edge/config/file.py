"""The configuration: typed, documented, refused where it is wrong. Read from one TOML file."""

from __future__ import annotations

import logging
import math
import os
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from edge.config.base import Section
from edge.config.capture import (
    CameraConfig,
    DriftConfig,
    TrustConfig,
    WatchdogConfig,
    WatchedCamera,
)
from edge.config.delivery import MqttConfig, OutboxConfig, RelayConfig, WebhookConfig
from edge.config.judging import (
    CanaryConfig,
    DecisionConfig,
    DetectConfig,
    ModelsConfig,
    QualityConfig,
    TrackConfig,
)
from edge.config.service import (
    AuditConfig,
    ChallengeConfig,
    KioskConfig,
    ServiceConfig,
    SessionConfig,
)
from edge.errors import ConfigError
from edge.system.paths import parse_toml

NEWEST = 1
"""What `version` in a file of today says."""

Table = dict[str, Any]
Step = Callable[[Table], Table]


def _seconds_of_correlation(table: Table) -> Table:
    """Before version 1 the correlation was that of neighbouring frames, whatever their rate.

    exp(-1 / (fps * s)) = r for the rate that the file asks of the camera, 30 where it is silent.
    """
    decision = dict(table.get("decision", {}))
    if "correlation" not in decision:
        return table
    between = decision.pop("correlation")
    fps = table.get("camera", {}).get("fps", 30)
    try:
        seconds = 0.0 if between == 0 else -1.0 / (fps * math.log(between))
    except (TypeError, ValueError, ZeroDivisionError):
        raise ConfigError(
            f"decision.correlation: {between!r} is not a correlation between 0 and 1"
        ) from None
    return table | {"decision": decision | {"correlation_s": round(seconds, 3)}}


STEPS: Mapping[int, Step] = {0: _seconds_of_correlation}
"""From the version that stands here to the next one. A step changes nothing it is not about."""


def version_of(table: Table) -> int:
    """The format a file says it is of; without a word, the one before formats were counted.

    Raises ConfigError for no version, or one of a newer facevouch.
    """
    version = table.get("version", 0)
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise ConfigError(f"version: {version!r} is not the number of a format (now {NEWEST})")
    if version > NEWEST:
        raise ConfigError(
            f"it is of version {version}, and this facevouch knows versions up to {NEWEST}; use a "
            "newer facevouch, or the backup that was made when the file was migrated"
        )
    return version


def migrated(
    table: Table, steps: Mapping[int, Step] = STEPS, newest: int = NEWEST
) -> tuple[Table, bool]:
    """The settings in today's format, and whether more than the version's number changed."""
    start = version_of(table)
    now = {key: value for key, value in table.items() if key != "version"}
    before = now
    for version in range(start, newest):
        now = steps[version](now)
    return {"version": newest} | now, now != before


def rewrite(path: Path, text: Callable[[Mapping[str, Any]], str]) -> Path | None:
    """Write the file in today's format. The backup's path; None where it was of today already.

    text: makes a file of the settings. Raises ConfigError, and then nothing has changed.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        version = version_of(table)
        if version == NEWEST:
            return None
        fresh = text(migrated(table)[0])
        backup = _unused(path, version)
        shutil.copy2(path, backup)
        _replace(path, fresh)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be migrated, and is as it was: {error}") from error
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
    return backup


def _unused(path: Path, version: int) -> Path:
    """A name for the backup that no earlier one has."""
    backup = path.with_name(f"{path.name}.v{version}")
    count = 1
    while backup.exists():
        count += 1
        backup = path.with_name(f"{path.name}.v{version}.{count}")
    return backup


def _replace(path: Path, text: str) -> None:
    """All or nothing, with the old file's rights; a power cut leaves one of the two."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
        owner = path.stat()
        os.chown(name, owner.st_uid, owner.st_gid)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


log = logging.getLogger(__name__)


class Config(Section):
    """All of it. Every section may be left out."""

    version: Literal[1] = Field(1, description="of this file's format")
    camera: CameraConfig = CameraConfig()
    cameras: tuple[WatchedCamera, ...] = Field((), description="several at once, for serve")
    detect: DetectConfig = DetectConfig()
    track: TrackConfig = TrackConfig()
    quality: QualityConfig = QualityConfig()
    models: ModelsConfig = ModelsConfig()
    canary: CanaryConfig = CanaryConfig()
    decision: DecisionConfig = DecisionConfig()
    session: SessionConfig = SessionConfig()
    challenge: ChallengeConfig = ChallengeConfig()
    kiosk: KioskConfig = KioskConfig()
    service: ServiceConfig = ServiceConfig()
    mqtt: MqttConfig = MqttConfig()
    webhook: WebhookConfig = WebhookConfig()
    relay: RelayConfig = RelayConfig()
    outbox: OutboxConfig = OutboxConfig()
    audit: AuditConfig = AuditConfig()
    trust: TrustConfig = TrustConfig()
    drift: DriftConfig = DriftConfig()
    watchdog: WatchdogConfig = WatchdogConfig()


def load_config(path: Path | None) -> Config:
    """Read a TOML file; None gives the defaults.

    Raises ConfigError naming the key at fault, or that the file is not signed as it must be.
    """
    if path is None:
        return Config()
    content = read_config(path)
    from edge.config.signed import refuse_unvouched

    refuse_unvouched(path, content)
    return parse_config(content, path)


def read_config(path: Path) -> bytes:
    """The file as it lies there. Raises ConfigError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"there is no configuration file {path}") from None
    except OSError as error:
        raise ConfigError(f"cannot read the configuration {path}: {error.strerror}") from error


def parse_config(content: bytes, path: Path) -> Config:
    """What was read from `path`. Raises ConfigError naming the key at fault."""
    try:
        data = parse_toml(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"cannot read the configuration {path}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    try:
        data, changed = migrated(data)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
    if changed:
        log.warning("%s is of an older version; see: facevouch config migrate %s", path, path)
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        hint = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"]
        raise ConfigError(f"{path}: {key}: {hint}") from error
