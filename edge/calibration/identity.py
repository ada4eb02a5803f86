"""Which camera this is, in words that stay the same when cameras are plugged in another order."""

from __future__ import annotations

import re

from edge.capture.cameras import CameraInfo, list_cameras
from edge.capture.redact import redacted


def camera_identity(spec: str | None, cameras: list[CameraInfo] | None = None) -> str:
    """What a calibration belongs to: a camera's own name, else the source without credentials.

    spec: as after --source; None is the first camera. Two cameras of one name are told apart by
    their device. cameras: those of the machine, found where not given.
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
