"""The annotated video: every frame with its verdicts drawn on it, as MP4."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from edge.errors import OutputError
from edge.overlay.opencv_painter import annotate
from edge.overlay.score_memory import ScoreMemory
from edge.sinks.base import Sink
from edge.types import U8, Frame, FrameResult


class AnnotatedVideo(Sink):
    """Writes to a temporary file that is renamed when finished, so that no partial video remains.

    fps: of the file; frames are written one for one. task_of: by a
    model's id, its task; with it the models' evidence is drawn as well.
    """

    needs_frames = True

    def __init__(self, path: Path, fps: float, *, task_of: Mapping[str, str] | None = None) -> None:
        self._path = path
        self._part = path.with_name(f".{path.stem}.part{path.suffix or '.mp4'}")
        self._fps = fps
        self._memory = ScoreMemory(task_of) if task_of is not None else None
        self._writer: cv2.VideoWriter | None = None
        self._size: tuple[int, int] | None = None

    def open(self) -> None:
        if self._path.suffix.lower() not in (".mp4", ".m4v", ".mov", ".avi", ".mkv"):
            raise OutputError(
                f"{self._path} is not a video file name; use for example {self._path.stem}.mp4"
            )
        try:
            self._part.open("wb").close()
        except OSError as error:
            raise OutputError(f"cannot write {self._path}: {error.strerror}") from error

    def write(self, result: FrameResult, frame: Frame | None) -> None:
        if frame is None:
            raise OutputError("the annotated video needs the frames")
        if self._writer is None:
            self._begin(frame.size)
        if self._memory is not None:
            self._memory.update(result)
        image = annotate(frame, result, memory=self._memory)
        if frame.size != self._size and self._size is not None:
            image = _fitted(image, self._size)
        if self._writer is not None:
            self._writer.write(image)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.release()
            self._writer = None
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)

    def _begin(self, size: tuple[int, int]) -> None:
        fourcc = cv2.VideoWriter.fourcc(*("MJPG" if self._path.suffix == ".avi" else "mp4v"))
        writer = cv2.VideoWriter(str(self._part), fourcc, self._fps, size)
        if not writer.isOpened():
            raise OutputError(f"cannot write video to {self._path}; use a name that ends in .mp4")
        self._writer, self._size = writer, size


def _fitted(image: U8, size: tuple[int, int]) -> U8:
    """The image fitted into `size` with black bars: pictures and streams may change size."""
    (width, height), (high, wide) = size, image.shape[:2]
    scale = min(width / wide, height / high)
    w, h = max(1, round(wide * scale)), max(1, round(high * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    x, y = (width - w) // 2, (height - h) // 2
    canvas = np.zeros((height, width, 3), np.uint8)
    canvas[y : y + h, x : x + w] = cv2.resize(image, (w, h), interpolation=method)
    return canvas
