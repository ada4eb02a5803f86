"""Judges an uploaded file with the models that the cameras use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from edge.config import Config
from edge.events.verdict import DIGITS, verdict_body
from edge.infer.pool import SessionPool
from edge.infer.scorer import FaceScorer
from edge.runtime.factory import build_detector, load_scorers
from edge.runtime.pipeline import Pipeline
from edge.service.uploads.file_decoder import Media
from edge.sinks.jsonl import as_dict
from edge.types import FaceResult, Frame, FrameResult, State
from edge.vision.detector import Detector
from edge.vision.quality import without_distance


class UploadJudge:
    """Loads the models. Used by one thread at a time. Raises ModelError and ConfigError."""

    def __init__(self, config: Config, registry: Any, pool: SessionPool | None = None) -> None:
        rules = without_distance(config.quality)
        self._config = config.model_copy(update={"quality": rules})
        self._registry = registry
        self._scorers: dict[str, FaceScorer] = load_scorers(config, registry, pool=pool)
        self._images: Detector = build_detector(config, registry, video=False)

    def judge(self, media: Media, frames: Iterable[Frame]) -> dict[str, Any]:
        """The faces of a file, as JSON values. What `frames` raises passes through."""
        if media is Media.IMAGE:
            return self._image(frames)
        detector = build_detector(self._config, self._registry, video=True)
        try:
            return self._video(Pipeline(self._config, detector, self._scorers), frames)
        finally:
            detector.close()

    def close(self) -> None:
        self._images.close()

    def _image(self, frames: Iterable[Frame]) -> dict[str, Any]:
        pipeline = Pipeline(self._config, self._images, self._scorers)  # no state of other images
        answer: dict[str, Any] = {}
        for frame in frames:
            result = pipeline.process(replace(frame, picture=frame.source_id))
            answer = {
                "media": Media.IMAGE.value,
                "size": list(result.size),
                "frames": 1,
                "faces": as_dict(result)["faces"],
            }
        return answer

    def _video(self, pipeline: Pipeline, frames: Iterable[Frame]) -> dict[str, Any]:
        tracks: dict[int, _VideoTrack] = {}
        count, size = 0, (0, 0)
        for frame in frames:
            result = pipeline.process(frame)
            count, size = count + 1, result.size
            for face in result.faces:
                tracks.setdefault(face.verdict.track_id, _VideoTrack()).add(face, result)
        return {
            "media": Media.VIDEO.value,
            "size": list(size),
            "frames": count,
            "faces": [track.answer() for track in tracks.values()],
        }


class _VideoTrack:
    """The verdict on one face over a video. ATTACK holds regardless of later frames."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._last = 0.0
        self._frames = 0
        self._verdict_face: FaceResult | None = None
        self._scores: dict[str, list[float]] = {}

    def add(self, face: FaceResult, result: FrameResult) -> None:
        if self._first is None:
            self._first = result.time
        self._last = result.time
        self._frames += 1
        for model_id, score in face.scores.items():
            self._scores.setdefault(model_id, []).append(score.p_attack)
        if self._verdict_face is None or _weight(face) >= _weight(self._verdict_face):
            self._verdict_face = face

    def answer(self) -> dict[str, Any]:
        assert self._verdict_face is not None  # a track begins with a face
        return {
            **verdict_body(self._verdict_face.verdict),
            "box": self._verdict_face.face.box.as_list(),
            "scores": {
                name: round(sum(values) / len(values), DIGITS)
                for name, values in self._scores.items()
            },
            "frames": self._frames,
            "first_s": round(self._first or 0.0, DIGITS),
            "last_s": round(self._last, DIGITS),
        }


def _weight(face: FaceResult) -> int:
    """The precedence of states for a whole video: ATTACK, then LIVE, then no decision."""
    return {State.ATTACK: 2, State.LIVE: 1}.get(face.verdict.state, 0)
