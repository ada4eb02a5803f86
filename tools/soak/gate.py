"""The gate under test: the gate as it is shipped, on wired cameras."""

from __future__ import annotations

from edge.config import Config

FROZEN_AFTER = 10
"""Identical pictures in a row that mean frozen."""


def config_of(cameras: int, webhook: str | None, fps: float) -> Config:
    """Settings with log, queue, webhook and source guard on, and with shortened times: a stall
    after one second, retries within two."""
    return Config.model_validate(
        {
            "cameras": [
                {"name": f"camera-{n}", "source": f"soak:{n}"} for n in range(1, cameras + 1)
            ],
            "camera": {
                "fps": fps, "stall_s": 1.0, "open_timeout_s": 2.0, "backoff_first_s": 0.3,
                "backoff_max_s": 1.5, "identical_frames": FROZEN_AFTER,
            },
            "quality": {"min_face_px": 50},
            "decision": {"uncalibrated": "accept"},  # its cameras are made, and seen by nobody
            "track": {"max_lost_s": 0.5},
            "models": {"threads": 1, "deepfake_every": 10},
            "audit": {"enabled": True, "when_full": "closed"},
            "webhook": {
                "url": webhook, "timeout_s": 5, "retry_first_s": 0.1, "retry_max_s": 1.0,
            },
            "watchdog": {"memory_limit_mb": 4000},
        }
    )  # fmt: skip
