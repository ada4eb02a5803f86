"""Several cameras in one window: the gate's own cameras, one of them on show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from edge.config import DecisionConfig

if TYPE_CHECKING:
    from edge.gate.cameras import Cameras
    from edge.runtime.engine import Engine


class EngineGroup:
    """Stands where one engine does: what is asked of it is asked of the camera on show, but what
    concerns all of them (models, error rates, start and stop) reaches them all.
    """

    def __init__(self, cameras: Cameras) -> None:
        self._cameras = cameras
        self.on_show = next(iter(cameras.by_name))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    @property
    def engine(self) -> Engine:
        """Of the camera on show."""
        return self._cameras.by_name[self.on_show].engine

    @property
    def names(self) -> list[str]:
        return list(self._cameras.by_name)

    def others(self) -> Iterator[tuple[str, Engine]]:
        """The cameras that are not on show."""
        for name, camera in self._cameras.by_name.items():
            if name != self.on_show:
                yield name, camera.engine

    def start(self) -> None:
        """Raises what Engine.start raises, and then nothing runs."""
        self._cameras.start()

    def stop(self, timeout: float = 2.0) -> list[str]:
        return self._cameras.stop(timeout)

    def show(self, name: str) -> None:
        """Another camera is the large one; a pause ends with it."""
        self.engine.resume()
        self.on_show = name

    def set_decision(self, decision: DecisionConfig) -> None:
        for camera in self._cameras.by_name.values():
            camera.engine.set_decision(decision)

    def set_model(self, task: str, model_id: str | None) -> None:
        for camera in self._cameras.by_name.values():
            camera.engine.set_model(task, model_id)
