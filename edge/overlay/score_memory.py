"""The newest score of each model per track, stored for a limited time for display."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edge.types import Box, FrameResult, Score

TASKS = ("antispoof", "deepfake")


@dataclass(frozen=True, slots=True)
class Opinion:
    """A score, its time (the frame's time stamp, s), and the face's box at that time, frame px."""

    at: float
    score: Score
    box: Box


class ScoreMemory:
    """Stores (track id, task) → Opinion for `keep_s` seconds of frame time. UI thread only.

    The deepfake model scores only every n-th frame; its bar must not flicker in between. task_of:
    the task by model id.
    """

    def __init__(self, task_of: Mapping[str, str], keep_s: float = 2.0) -> None:
        self._task_of = task_of
        self._keep = keep_s
        self._kept: dict[tuple[int, str], Opinion] = {}
        self._now = 0.0

    def update(self, result: FrameResult) -> None:
        if result.time < self._now:  # another source, or a clip restarted
            self._kept.clear()
        self._now = result.time
        for face in result.faces:
            for score in face.scores.values():
                task = self._task_of.get(score.model_id, TASKS[0])
                opinion = Opinion(result.time, score, face.face.box)
                self._kept[face.face.track_id, task] = opinion
        self._kept = {
            key: opinion
            for key, opinion in self._kept.items()
            if self._now - opinion.at <= self._keep
        }

    def opinion(self, track_id: int, task: str) -> Opinion | None:
        return self._kept.get((track_id, task))

    def p_attack(self, track_id: int, task: str) -> float | None:
        """The newest probability of attack, 0..1."""
        opinion = self._kept.get((track_id, task))
        return None if opinion is None else opinion.score.p_attack

    def newest(self) -> dict[tuple[int, str], Opinion]:
        """A copy of all opinions, for another thread."""
        return dict(self._kept)

    def clear(self) -> None:
        self._kept.clear()
        self._now = 0.0
