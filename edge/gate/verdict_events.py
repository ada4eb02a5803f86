"""Turns frames' results into events, one for each change of a face's verdict."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from edge.events.event import GONE, EventKind, GateEvent
from edge.events.verdict import verdict_body
from edge.sinks.base import Sink
from edge.types import FaceResult, Frame, FrameResult


class VerdictEvents(Sink):
    """One camera's verdict changes. The engine's queue never drops the result that holds one.

    publish: takes the events, from the sinks' thread and from the caller of lapse.
    models: the models in use, by task. gone_s: a face unseen for longer has gone, frame time.
    """

    def __init__(
        self,
        camera: str,
        publish: Callable[[GateEvent], object],
        models: Callable[[], dict[str, str]],
        gone_s: float,
    ) -> None:
        self._camera = camera
        self._publish = publish
        self._models = models
        self._gone_s = gone_s
        self._lock = threading.Lock()
        self._states: dict[int, str] = {}
        self._last: dict[int, tuple[FaceResult, FrameResult]] = {}

    def open(self) -> None:
        """Do nothing."""

    def write(self, result: FrameResult, frame: Frame | None) -> None:  # noqa: ARG002
        with self._lock:
            for face in result.faces:
                track = face.verdict.track_id
                self._last[track] = (face, result)
                if self._states.get(track) != face.verdict.state.value:
                    self._publish_change(face, result, face.verdict.state.value)
            for track, (face, seen_in) in list(self._last.items()):
                if not 0 <= result.time - seen_in.time <= self._gone_s:
                    self._leave(track, face, seen_in)

    def lapse(self) -> None:
        """End all verdicts, because the camera delivers no frames any more."""
        with self._lock:
            for track, (face, seen_in) in list(self._last.items()):
                self._leave(track, face, seen_in)

    def close(self) -> None:
        self.lapse()

    def _leave(self, track: int, face: FaceResult, seen_in: FrameResult) -> None:
        self._publish_change(face, seen_in, GONE)
        del self._last[track]
        del self._states[track]

    def _publish_change(self, face: FaceResult, result: FrameResult, state: str) -> None:
        track = face.verdict.track_id
        body: dict[str, Any] = {
            **verdict_body(face.verdict),
            "before": self._states.get(track),
            "frame": result.index,
            "time": round(result.time, 4),
            "source": result.source_id,
            "models": self._models(),
        }
        if state == GONE:
            body |= {"state": GONE, "attack_kind": None, "reasons": []}
        self._states[track] = state
        self._publish(GateEvent(EventKind.VERDICT, self._camera, body))
