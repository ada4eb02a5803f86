"""The newest score of each track and task, kept while a slower model skips frames."""

from __future__ import annotations

from collections.abc import Mapping

from edge.types import FrameResult, Score

TASKS = ("antispoof", "deepfake")


class ScoreMemory:
    """Remembers (track, task) → Score for `keep_s` of the frame's clock. UI thread only.

    The deepfake model speaks on every n-th frame; its bar must not blink in between.
    """

    def __init__(self, task_of: Mapping[str, str], keep_s: float = 2.0) -> None:
        self._task_of = task_of
        self._keep = keep_s
        self._kept: dict[tuple[int, str], tuple[float, Score]] = {}
        self._now = 0.0

    def update(self, result: FrameResult) -> None:
        if result.time < self._now:  # another source, or a clip from its start
            self._kept.clear()
        self._now = result.time
        for face in result.faces:
            for score in face.scores.values():
                task = self._task_of.get(score.model_id, TASKS[0])
                self._kept[face.face.track_id, task] = (result.time, score)
        self._kept = {
            key: held for key, held in self._kept.items() if self._now - held[0] <= self._keep
        }

    def get(self, track_id: int, task: str) -> Score | None:
        held = self._kept.get((track_id, task))
        return None if held is None else held[1]

    def newest(self) -> dict[tuple[int, str], Score]:
        """A copy of all that is held, for another thread."""
        return {key: score for key, (_, score) in self._kept.items()}

    def clear(self) -> None:
        self._kept.clear()
        self._now = 0.0
