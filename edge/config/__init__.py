"""The configuration: typed, documented and validated; one module for each group of settings."""

from edge.config.capture import (
    CameraConfig,
    DriftConfig,
    TrustConfig,
    WatchdogConfig,
    WatchedCamera,
)
from edge.config.delivery import MqttConfig, OutboxConfig, RelayConfig, WebhookConfig
from edge.config.file import Config, load_config
from edge.config.judging import (
    CanaryConfig,
    DecisionConfig,
    DetectConfig,
    ModelsConfig,
    QualityConfig,
    TrackConfig,
    Uncalibrated,
)
from edge.config.service import (
    AuditConfig,
    ChallengeConfig,
    KioskConfig,
    ServiceConfig,
    SessionConfig,
)

__all__ = [
    "AuditConfig",
    "CameraConfig",
    "CanaryConfig",
    "ChallengeConfig",
    "Config",
    "DecisionConfig",
    "DetectConfig",
    "DriftConfig",
    "KioskConfig",
    "ModelsConfig",
    "MqttConfig",
    "OutboxConfig",
    "QualityConfig",
    "RelayConfig",
    "ServiceConfig",
    "SessionConfig",
    "TrackConfig",
    "TrustConfig",
    "Uncalibrated",
    "WatchdogConfig",
    "WatchedCamera",
    "WebhookConfig",
    "load_config",
]
