"""The cameras that a machine watches: those of the configuration, or one source."""

from __future__ import annotations

from edge.config.capture import WatchedCamera
from edge.config.file import Config
from edge.errors import ConfigError

ONLY = "camera"
"""The name of the one camera of a configuration that lists none."""


def watched_cameras(config: Config, source: str | None) -> list[WatchedCamera]:
    """source: as after --source. Raises ConfigError on both, or on a name given twice."""
    if not config.cameras:
        return [WatchedCamera(name=ONLY, source=source)]
    if source is not None:
        raise ConfigError(
            "--source cannot be combined with [[cameras]] in the configuration; use one of them"
        )
    names = [camera.name for camera in config.cameras]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigError(f"cameras: two cameras are named {twice!r}; give each a different name")
    return list(config.cameras)
