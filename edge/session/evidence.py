"""What the anti-spoof model said of this person since the hold began, and nothing from before.

The track's verdict may rest on whoever stood there earlier: a helper shows a living face, then
holds a picture into the same place before the judgement begins. So a session holds a test of its
own, by the same error rates, and opens only when both say LIVE.
"""

from __future__ import annotations

from edge.config import DecisionConfig
from edge.decide.sequential import Lean, SequentialTest
from edge.types import FaceResult


class SessionEvidence:
    """model: id of the anti-spoof model; None: whichever score speaks most for an attack."""

    def __init__(self, config: DecisionConfig, model: str | None) -> None:
        self._expire_s = config.expire_s
        self._min_frames = config.min_frames
        self._test = SequentialTest(config)
        self._model = model

    def take(self, face: FaceResult, at: float) -> None:
        """Add one frame. at: the frame's own time, s; a long gap forgets what was before."""
        last = self._test.last_update
        if last is not None and at - last > self._expire_s:
            self._test.reset()
        if not face.quality.ok:
            return
        if self._model is not None:
            logits = [s.logit for name, s in face.scores.items() if name == self._model]
        else:
            logits = [score.logit for score in face.scores.values()]
        if logits:
            self._test.update(max(logits), at)

    @property
    def live(self) -> bool:
        return self._test.lean is Lean.LIVE and self._test.frames >= self._min_frames

    @property
    def attack(self) -> bool:
        return self._test.lean is Lean.ATTACK
