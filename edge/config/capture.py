"""Settings of cameras."""

from __future__ import annotations

from pydantic import Field

from edge.config.base import Section


class CameraConfig(Section):
    """What is asked of a camera, and how hard a lost one is tried again."""

    width: int = Field(1280, ge=64, le=8192, description="asked of the camera, px")
    height: int = Field(720, ge=64, le=8192, description="asked of the camera, px")
    fps: float = Field(30, gt=0, le=240, description="asked of the camera")
    mjpg: bool = Field(True, description="ask a USB camera for MJPG: raw 720p seldom fits the bus")
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
