"""Snapshots and recordings. Nothing here runs unless a person asked for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import cv2

from edge.errors import OutputError
from edge.overlay.score_memory import Opinion
from edge.types import U8, Frame, FrameResult
from ui import painting, video_view
from ui.pixels import scaled

FPS = 25.0
WAITING = 16
_LONGEST_GAP_S = 1.0

Opinions = Mapping[tuple[int, str], Opinion]


def free_path(folder: Path, stem: str, suffix: str) -> Path:
    """A new file in the folder, which is made: facevouch-2026-01-31-120000.mp4.

    Raises OutputError where the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot make the folder {folder}: {error.strerror}; choose another one"
        ) from error
    name = f"{stem}-{datetime.now():%Y-%m-%d-%H%M%S}"
    path, again = folder / f"{name}{suffix}", 1
    while path.exists():
        again += 1
        path = folder / f"{name}-{again}{suffix}"
    return path


def save_snapshot(folder: Path, bgr: U8) -> Path:
    """Write one picture as PNG; returns its path. Raises OutputError."""
    path = free_path(folder, "facevouch", ".png")
    done, data = cv2.imencode(".png", bgr)
    if not done:
        raise OutputError(f"the picture could not be encoded as PNG: {path}")
    try:
        path.write_bytes(data.tobytes())
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror}; choose another folder"
        ) from error
    return path


@dataclass(frozen=True, slots=True)
class _Job:
    frame: Frame
    result: FrameResult
    opinions: Opinions


class Recorder:
    """Writes frames to one video file, in a thread of its own.

    The video has 25 frames per second of the source's own clock: frames are repeated or left out so
    that it plays at real speed. A full queue drops frames and counts them.

    on_error: called once, in the recorder's thread, with a sentence when writing fails.
    Raises OutputError when the folder or file cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        size: tuple[int, int],
        options: painting.OverlayOptions | None,
        on_error: Callable[[str], None],
    ) -> None:
        """size: (width, height) of the video, px. options: None records the plain picture."""
        self.path = free_path(folder, "facevouch", ".mp4")
        self.dropped = 0
        self.frames = 0
        self._size = (max(2, size[0] // 2 * 2), max(2, size[1] // 2 * 2))  # codecs want even sides
        self._options = options
        self._on_error = on_error
        self._start: float | None = None
        self._last = 0.0
        self._queue: queue.Queue[_Job | None] = queue.Queue(WAITING)
        self._writer = self._open()
        self._thread = threading.Thread(target=self._work, name="facevouch-recorder", daemon=True)
        self._thread.start()

    def _open(self) -> cv2.VideoWriter:
        try:
            self.path.touch()
        except OSError as error:
            raise OutputError(
                f"cannot write {self.path}: {error.strerror}; choose another folder"
            ) from error
        writer = cv2.VideoWriter(str(self.path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, self._size)
        if not writer.isOpened():
            self.path.unlink(missing_ok=True)
            raise OutputError(f"this OpenCV cannot write an MP4 video to {self.path}")
        return writer

    def add(self, frame: Frame, result: FrameResult, opinions: Opinions) -> None:
        """Queue one frame; never blocks. opinions: newest by (track, task), as shown."""
        try:
            self._queue.put_nowait(_Job(frame, result, opinions))
        except queue.Full:
            self.dropped += 1

    def close(self, timeout: float = 5.0) -> bool:
        """Write what is queued and close the file; False when the disk did not keep up."""
        try:
            self._queue.put(None, timeout=timeout)
        except queue.Full:
            return False
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        failed = False
        while (job := self._queue.get()) is not None:
            if failed:
                continue
            try:
                self._write(job)
            except Exception as error:  # noqa: BLE001 - the thread's top: told, not lost
                failed = True
                self._on_error(f"the recording {self.path.name} stopped: {error}")
        self._writer.release()

    def _write(self, job: _Job) -> None:
        pixels = job.frame.bgr
        if self._options is not None:

            def opinion_of(track: int, task: str) -> Opinion | None:
                return job.opinions.get((track, task))

            pixels = video_view.annotated(job.frame, job.result, opinion_of, self._options)
        if (pixels.shape[1], pixels.shape[0]) != self._size:
            pixels = scaled(pixels, *self._size)
        for _ in range(self._due(job.frame.captured_at)):
            self._writer.write(pixels)
            self.frames += 1

    def _due(self, now: float) -> int:
        """How many times to write this frame to keep the source's time."""
        if self._start is None:
            self._start = self._last = now
        gap = now - self._last
        if gap < 0 or gap > _LONGEST_GAP_S:  # a pause, or another source: do not freeze for it
            self._start += gap
        self._last = now
        return max(0, int((now - self._start) * FPS) + 1 - self.frames)
