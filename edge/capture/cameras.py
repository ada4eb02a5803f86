"""The cameras of this machine, by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """index: as `--source` takes it. path: the device, where the system has one."""

    index: int
    name: str
    path: str


def list_cameras() -> list[CameraInfo]:
    """Cameras that can be opened, in order of index."""
    return []
