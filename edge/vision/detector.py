"""Finds faces: BlazeFace (short range) through MediaPipe Tasks, on the frame and on regions of it.

The model: Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs",
2019 (arXiv 1907.05047). MediaPipe gives boxes in pixels and keypoints as fractions.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from edge.errors import ModelError
from edge.system.native_stderr import native_chatter_dropped
from edge.types import U8, Box, Face, Frame
from edge.vision import tiling

SEED_SCORE = 0.3
"""Minimum score in the whole frame for which a close-up is searched; its score then counts."""

SEARCH_EVERY = 2
"""In a video one tile of the frame is searched at every second detection."""

BORDER = 4
"""In a picture without a found face the search is repeated with a grey border of a fourth of its
longer side. (A mirrored border would show additional faces.)"""


class Detector(Protocol):
    """Finds faces. Used by one thread at a time."""

    def detect(self, frame: Frame) -> list[Face]:
        """The faces of one frame, largest first, in frame pixels, with track_id 0."""
        ...

    def close(self) -> None:
        """Free the detector's memory. Safe to call twice."""
        ...


class BlazeFace:
    """Face detector with state: where small faces were, and which tile is searched next.

    model: path of the .tflite. video: frames are a sequence (running mode VIDEO, one tile searched
    in turn); else, and always for a still picture, frames are independent (running mode IMAGE, all
    tiles searched).
    min_score: faces below are not reported. max_faces: only the largest are reported.
    Raises ModelError when the file is no face detector.
    """

    def __init__(self, model: Path, *, video: bool, min_score: float, max_faces: int) -> None:
        self._video = video
        self._min_score = min_score
        self._max_faces = max_faces
        self._mp, self._near, self._whole = _open(model, video)
        self._clock_ms = 0
        self._turn = 0
        self._small: list[Face] = []

    def detect(self, frame: Frame) -> list[Face]:
        """Faces in frame pixels, largest first. Deterministic for the same frames in order."""
        width, height = frame.size
        rgb = cv2.cvtColor(frame.bgr, cv2.COLOR_BGR2RGB)
        alone = frame.picture is not None or not self._video
        if alone:
            self._small = []  # still pictures are independent
        seen = self._detect_in_frame(rgb, alone)
        sure = [f for f in seen if f.score >= self._min_score]
        regions = self._regions(seen, width, height, alone)
        for region in regions:
            sure += self._detect_in_region(rgb, region)
        # a close-up's box is better than the whole frame's, which is blurred
        faces = tiling.merge(sure)[: self._max_faces]
        if alone and not faces:
            faces = self._detect_with_border(rgb)
        if not alone:
            self._small = [f for f in faces if tiling.is_small(f, width, height)]
        return faces

    def close(self) -> None:
        tasks = {id(t): t for t in (self._whole, self._near) if t is not None}
        self._whole = self._near = None
        with native_chatter_dropped():
            for task in tasks.values():
                task.close()

    def _regions(self, seen: list[Face], width: int, height: int, alone: bool) -> list[Box]:
        wanted = [
            tiling.close_up(face.box, width, height)
            for face in [*self._small, *seen]
            if tiling.is_small(face, width, height)
        ]
        grid = tiling.tiles(width, height)
        if grid and alone:
            wanted += grid
        elif grid:
            self._turn += 1
            if self._turn % SEARCH_EVERY == 0:
                wanted.append(grid[self._turn // SEARCH_EVERY % len(grid)])
        limit = self._max_faces + (len(grid) if alone else 0)
        return tiling.distinct(wanted, limit)

    def _detect_in_frame(self, rgb: U8, alone: bool) -> list[Face]:
        image = self._image(rgb)
        if alone:
            found = self._near.detect(image)
        else:
            self._clock_ms += 1  # MediaPipe only requires increasing timestamps
            found = self._whole.detect_for_video(image, self._clock_ms)
        return _faces(found, 0, 0, rgb.shape[1], rgb.shape[0])

    def _detect_with_border(self, rgb: U8) -> list[Face]:
        """Search again with a grey border: a face that fills the picture may not be found."""
        height, width = rgb.shape[:2]
        border = max(height, width) // BORDER
        sides = (border, border, border, border)
        framed = cv2.copyMakeBorder(rgb, *sides, cv2.BORDER_CONSTANT, value=(127, 127, 127))
        found = self._near.detect(self._image(framed))
        seen = _faces(found, -border, -border, framed.shape[1], framed.shape[0])
        sure = [face for face in seen if face.score >= self._min_score]
        return tiling.merge(sure)[: self._max_faces]

    def _detect_in_region(self, rgb: U8, region: Box) -> list[Face]:
        x1, y1, x2, y2 = (int(v) for v in (region.x1, region.y1, region.x2, region.y2))
        found = self._near.detect(self._image(np.ascontiguousarray(rgb[y1:y2, x1:x2])))
        height, width = rgb.shape[:2]
        return [
            face
            for face in _faces(found, x1, y1, x2 - x1, y2 - y1)
            if face.score >= self._min_score
            and not tiling.cut_by_border(face.box, region, width, height)
        ]

    def _image(self, rgb: U8) -> Any:
        return self._mp.Image(image_format=self._mp.ImageFormat.SRGB, data=rgb)


def _open(model: Path, video: bool) -> tuple[Any, Any, Any]:
    """MediaPipe, a detector for single images, and one for the whole frame."""
    import mediapipe as mp  # imported here, because it takes half a second
    from mediapipe.tasks.python import BaseOptions, vision

    def task(mode: Any) -> Any:
        return vision.FaceDetector.create_from_options(
            vision.FaceDetectorOptions(
                base_options=BaseOptions(model_asset_buffer=model.read_bytes()),
                running_mode=mode,
                min_detection_confidence=SEED_SCORE,
            )
        )

    try:
        with native_chatter_dropped():
            near = task(vision.RunningMode.IMAGE)
            whole = task(vision.RunningMode.VIDEO) if video else near
            # the first detection is slow and logs to stderr: run it before frames arrive
            near.detect(mp.Image(mp.ImageFormat.SRGB, np.zeros((128, 128, 3), np.uint8)))
    except (OSError, RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(f"{model} cannot be opened as a face detector: {reason}") from error
    return mp, near, whole


def _faces(found: Any, x: int, y: int, width: int, height: int) -> list[Face]:
    """MediaPipe's detections in a region at (x, y) of that size, as faces in frame pixels."""
    faces = []
    for detection in found.detections:
        b = detection.bounding_box
        box = Box(
            x + b.origin_x, y + b.origin_y, x + b.origin_x + b.width, y + b.origin_y + b.height
        )
        points = [(x + p.x * width, y + p.y * height) for p in detection.keypoints]
        keypoints = np.array(points, np.float32).reshape(-1, 2)
        faces.append(Face(box, float(detection.categories[0].score), keypoints))
    return faces
