"""The whole configuration, read from one TOML file and validated."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

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
from edge.system.toml_text import parse_toml


class Config(Section):
    """The whole configuration. Every section may be left out."""

    version: Literal[1] = Field(1, description="version of the file's format")
    camera: CameraConfig = CameraConfig()
    cameras: tuple[WatchedCamera, ...] = Field((), description="several cameras at once, for serve")
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

    Raises ConfigError that names the wrong key, or where a required signature is missing or wrong.
    """
    if path is None:
        return Config()
    content = read_config(path)
    from edge.config.signed import refuse_unvouched

    refuse_unvouched(path, content)
    return parse_config(content, path)


def read_config(path: Path) -> bytes:
    """The file's bytes. Raises ConfigError where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"there is no configuration file {path}") from None
    except OSError as error:
        raise ConfigError(f"cannot read the configuration {path}: {error.strerror}") from error


def parse_config(content: bytes, path: Path) -> Config:
    """Parse the content of `path`. Raises ConfigError that names the wrong key."""
    try:
        data = parse_toml(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"cannot read the configuration {path}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        hint = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"]
        raise ConfigError(f"{path}: {key}: {hint}") from error
