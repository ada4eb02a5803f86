"""Settings of what is believed: the camera, its frames, the process, the scores over time."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge.config.base import Section


class TrustConfig(Section):
    """Defence against injected video."""

    virtual_cameras: Literal["refuse", "allow"] = Field(
        "refuse", description="loopback devices and cameras made of software"
    )
    pinned: Literal["off", "warn", "refuse"] = Field(
        "warn", description="when the camera is another than the one it was calibrated with"
    )
    loops: Literal["off", "refuse"] = Field(
        "refuse", description="when a camera's frames repeat or its noise is not a sensor's"
    )
    loop_window_s: float = Field(120, gt=0, description="how far back a repetition is looked for")
    hold_s: float = Field(
        30, gt=0, description="a source stays refused for so long after the last repetition"
    )


class DriftConfig(Section):
    """Whether scores and picture quality still look as they did at calibration."""

    enabled: bool = Field(True, description="compare with what was stored at calibration")
    window: int = Field(500, ge=50, description="tracks or seconds compared")
    psi_warning: float = Field(0.1, gt=0, description="population stability index")
    psi_alarm: float = Field(0.25, gt=0, description="population stability index")


class WatchdogConfig(Section):
    """What ends a process that no longer does its work, so that it is started anew."""

    inference_timeout_s: float = Field(10, gt=0, description="no result for a frame in this time")
    memory_limit_mb: int = Field(1500, ge=200, description="resident; then end in good order")
