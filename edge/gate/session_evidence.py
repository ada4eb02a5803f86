"""The evidence of the anti-spoof model since the hold began.

The track's verdict may be based on an earlier person: a helper shows a live face, then holds a
picture in the same place before the judgement begins. So a session has a sequential test of its
own, with the same error rates, and accepts only when both are LIVE.
"""

from __future__ import annotations

from edge.config import DecisionConfig
from edge.decide.sequential import SequentialTest
from edge.types import Box, FaceResult, Lean

JUMP = 0.5
"""Largest movement between successive frames, in face sides."""

GROWTH = 1.4
"""Largest factor of a face's size between successive frames."""

PER_SECOND = 3.0
"""Largest speed in face sides per second, for frames further apart: 0.5 m/s."""


class BoxContinuity:
    """Follows one box; an impossible jump counts as an exchanged face."""

    def __init__(self) -> None:
        self._box: Box | None = None
        self._at: float | None = None

    def begin(self, box: Box) -> None:
        """Start with this box."""
        self._box, self._at = box, None

    def continues(self, box: Box, at: float) -> bool:
        """Whether the face went on to this box at `at` (seconds of the frame); remembers it."""
        before, then = self._box, self._at
        self._box, self._at = box, at
        if before is None:
            return True
        elapsed = 0.0 if then is None else max(0.0, at - then)
        (x0, y0), (x1, y1) = before.center, box.center
        moved = max(abs(x1 - x0), abs(y1 - y0)) / max(before.side, box.side)
        size = max(box.side, before.side) / min(box.side, before.side)
        return moved <= max(JUMP, PER_SECOND * elapsed) and size <= GROWTH


class SessionEvidence:
    """model: id of the anti-spoof model; None: use the highest score."""

    def __init__(self, config: DecisionConfig, model: str | None) -> None:
        self._expire_s = config.expire_s
        self._min_frames = config.min_frames
        self._test = SequentialTest(config, config.antispoof_looks)
        self._model = model

    def take(self, face: FaceResult, at: float) -> None:
        """Add one frame. at: the frame's own time, s; a long gap resets the evidence."""
        last = self._test.last_update
        if last is not None and at - last > self._expire_s:
            self._test.reset()
        if not face.quality.ok:
            return
        if self._model is not None:
            scores = [score for name, score in face.scores.items() if name == self._model]
        else:
            scores = list(face.scores.values())
        if scores:
            worst = max(scores, key=lambda score: score.logit)
            self._test.update(worst.logit, at, worst.looks)

    @property
    def live(self) -> bool:
        return self._test.lean is Lean.LIVE and self._test.frames >= self._min_frames

    @property
    def attack(self) -> bool:
        return self._test.lean is Lean.ATTACK
