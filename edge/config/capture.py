"""Settings of cameras: capture, trust in the source, drift, and the watchdog."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge.config.base import Section


class TrustConfig(Section):
    """Defence against injected video."""

    virtual_cameras: Literal["refuse", "allow"] = Field(
        "refuse", description="loopback devices and cameras made of software"
    )
    pinned: Literal["auto", "off", "warn", "refuse"] = Field(
        "auto",
        description="another camera than the pinned one. auto: refused; where a relay is set, one "
        "that is pinned nowhere too. refuse: both; warn: told of; off: not compared",
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


class CameraConfig(Section):
    """What is asked of a camera, and how hard a lost one is tried again."""

    width: int = Field(1280, ge=64, le=8192, description="asked of the camera, px")
    height: int = Field(720, ge=64, le=8192, description="asked of the camera, px")
    fps: float = Field(30, gt=0, le=240, description="asked of the camera")
    mjpg: bool = Field(True, description="ask a USB camera for MJPG: raw 720p seldom fits the bus")
    tls_ca: str | None = Field(
        None,
        description="whom https:// and rtsps:// cameras are believed by: a file of authorities, or "
        "of the camera's own certificate; none: the system's",
    )
    calibrated_as: str | None = Field(
        None, description="use the calibration stored under this name, not the camera's own"
    )
    open_timeout_s: float = Field(10, gt=0, description="a source that takes longer has failed")
    stall_s: float = Field(3, gt=0, description="no new frame for so long means stalled")
    identical_frames: int = Field(
        60, ge=2, description="so many bit-identical frames in a row mean a frozen camera"
    )
    backoff_first_s: float = Field(0.5, gt=0, description="wait before the first restart")
    backoff_max_s: float = Field(30, gt=0, description="the wait doubles up to this")
    keep_trying: bool = Field(
        False, description="wait for a camera for ever; a gate (kiosk, serve) always does"
    )
    restart_budget: int = Field(5, ge=0, description="restarts allowed within the window below")
    restart_window_s: float = Field(
        60, gt=0, description="after this long, old restarts count no more"
    )


class WatchedCamera(Section):
    """One of several cameras that a machine watches, each with an engine of its own."""

    name: str = Field(
        min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$", description="in events and topics"
    )
    source: str | None = Field(None, description="as after --source; none: the first camera")
