"""Settings of cameras: capture, trust in the source, drift, and the watchdog."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge.config.base import Section


class TrustConfig(Section):
    """Defence against injected video."""

    virtual_cameras: Literal["refuse", "allow"] = Field(
        "refuse", description="virtual cameras: loopback devices and software cameras"
    )
    pinned: Literal["auto", "off", "warn", "refuse"] = Field(
        "auto",
        description="a camera other than the pinned one. refuse: not accepted, nor is any "
        "camera while none is pinned; warn: accepted with a warning; off: not "
        "compared; auto: a camera other than the pinned one is refused, and "
        "where a relay is set, an unpinned one too",
    )
    loops: Literal["off", "refuse"] = Field(
        "refuse", description="a camera whose frames repeat or whose noise is not that of a sensor"
    )
    loop_window_s: float = Field(
        120, gt=0, description="how far back repeated frames are searched for"
    )
    hold_s: float = Field(
        30, gt=0, description="how long a source stays refused after its last repetition"
    )


class DriftConfig(Section):
    """Comparison of scores and picture quality with those at calibration."""

    enabled: bool = Field(
        True, description="compare scores and quality with those stored at calibration"
    )
    window: int = Field(
        500, ge=50, description="number of tracks (scores) or seconds (quality) compared"
    )
    psi_warning: float = Field(
        0.1, gt=0, description="population stability index from which drift is a warning"
    )
    psi_alarm: float = Field(
        0.25, gt=0, description="population stability index from which drift is a fault"
    )


class WatchdogConfig(Section):
    """Conditions under which a process that no longer works ends, to be started again."""

    inference_timeout_s: float = Field(
        10, gt=0, description="end the process when a frame gets no result for this time"
    )
    memory_limit_mb: int = Field(
        1500, ge=200, description="end the process in good order above this resident memory"
    )


class CameraConfig(Section):
    """What is requested from a camera, and when a lost one is restarted."""

    width: int = Field(1280, ge=64, le=8192, description="width requested from the camera, px")
    height: int = Field(720, ge=64, le=8192, description="height requested from the camera, px")
    fps: float = Field(30, gt=0, le=240, description="frame rate requested from the camera")
    mjpg: bool = Field(
        True, description="request MJPG from a USB camera: raw 720p seldom fits the bus"
    )
    tls_ca: str | None = Field(
        None,
        description="certificates that https:// and rtsps:// cameras are checked against: "
        "a PEM file of authorities, or of the camera's own certificate; unset: "
        "the system's",
    )
    calibrated_as: str | None = Field(
        None, description="use the calibration stored under this name instead of the camera's own"
    )
    open_timeout_s: float = Field(
        10, gt=0, description="a source that does not open within this time has failed"
    )
    stall_s: float = Field(
        3, gt=0, description="a source without a new frame for this time is stalled"
    )
    identical_frames: int = Field(
        60, ge=2, description="this many bit-identical frames in a row mean a frozen camera"
    )
    backoff_first_s: float = Field(0.5, gt=0, description="wait before the first restart")
    backoff_max_s: float = Field(
        30, gt=0, description="upper limit of the wait, which doubles with each restart"
    )
    keep_trying: bool = Field(
        False, description="restart a lost camera without limit; a gate (kiosk, serve) always does"
    )
    restart_budget: int = Field(5, ge=0, description="restarts allowed within restart_window_s")
    restart_window_s: float = Field(
        60, gt=0, description="restarts older than this are not counted"
    )


class WatchedCamera(Section):
    """One of several cameras of this machine, each with an engine of its own."""

    name: str = Field(
        min_length=1,
        max_length=40,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="name of the camera in events and topics",
    )
    source: str | None = Field(None, description="as after --source; unset: the first camera")
