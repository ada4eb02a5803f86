"""The memory of scores that drawing uses while a model skips frames."""

from __future__ import annotations

from dataclasses import replace

from makers import a_face, a_quality, a_score

from edge.overlay.score_memory import ScoreMemory
from edge.types import FaceResult, FrameResult, Score, State, Verdict

TASKS = {"spoof": "antispoof", "fake": "deepfake"}


def at(seconds: float, track: int, *scores: Score) -> FrameResult:
    """A frame with one face, which has these scores."""
    verdict = Verdict(track, State.LIVE, 0.02, 20, seconds, None, frozenset(), ())
    face = replace(a_face(), track_id=track)
    found = FaceResult(face, a_quality(), verdict, {score.model_id: score for score in scores})
    return FrameResult(round(seconds * 30), seconds, "t", (640, 480), (found,), {})


def test_a_deepfake_score_is_kept_while_the_model_skips_frames() -> None:
    memory = ScoreMemory(TASKS, keep_s=2.0)
    fake = a_score(0.85, "fake")
    memory.update(at(0.0, 1, a_score(-2.2, "spoof"), fake))
    memory.update(at(1.0, 1, a_score(-2.2, "spoof")))
    assert memory.p_attack(1, "deepfake") == fake.p_attack

    memory.update(at(2.5, 1, a_score(-2.2, "spoof")))
    assert memory.p_attack(1, "deepfake") is None
    assert memory.p_attack(1, "antispoof") is not None


def test_a_clock_that_runs_backwards_clears_the_memory() -> None:
    memory = ScoreMemory(TASKS)
    memory.update(at(9.0, 1, a_score(-2.2, "spoof")))
    memory.update(at(0.0, 2, a_score(-2.2, "spoof")))

    assert memory.p_attack(1, "antispoof") is None
    assert memory.p_attack(2, "antispoof") is not None
