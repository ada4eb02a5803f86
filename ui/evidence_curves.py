"""How the evidence on each face has grown of late, where no chart is there to remember it."""

from __future__ import annotations

from collections import deque

from edge.types import FrameResult

SPAN_S = 20.0
"""Remembered of each face, seconds of the source."""


class EvidenceCurves:
    """Fed with every result; gives curves as the chart does."""

    def __init__(self) -> None:
        self._points: dict[tuple[int, str], deque[tuple[float, float]]] = {}
        self._now = 0.0

    def add(self, result: FrameResult) -> None:
        """Take a result. One that is older than the last begins anew."""
        if result.time < self._now:
            self._points.clear()
        self._now = result.time
        for face in result.faces:
            for evidence in face.verdict.evidence:
                bound = evidence.attack if evidence.total > 0 else -evidence.live
                points = self._points.setdefault((face.verdict.track_id, evidence.task), deque())
                points.append((result.time, evidence.total / bound))
        for key, points in list(self._points.items()):
            while points and points[0][0] < self._now - SPAN_S:
                points.popleft()
            if not points:
                del self._points[key]

    def curve(self, track: int, task: str) -> list[tuple[float, float]]:
        """(seconds before now, sum over its bound) of one face and model family, oldest first."""
        return [(at - self._now, where) for at, where in self._points.get((track, task), ())]
