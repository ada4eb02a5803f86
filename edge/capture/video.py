"""Video files: every frame in order, in media time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from edge.capture.base import Source
from edge.capture.opencv_capture import MOST_PIXELS, GuardedCapture, cv2
from edge.errors import SourceError
from edge.message import Message
from edge.types import Frame, SourceKind

USUAL_FPS = 30.0
"""Assumed where a file states no rate, or an impossible one."""


CUT_OFF_S = 1.0
"""A file that ends this much before its stated length is reported as cut off. Containers and their
streams usually disagree by less."""


class VideoFile(Source):
    """A file that OpenCV can decode, rotated as its metadata says. captured_at is media time: it
    starts near 0 and never decreases."""

    live = False
    kind = SourceKind.FILE

    def __init__(self, path: Path) -> None:
        self.id = path.name
        self._path = path
        self._video: GuardedCapture | None = None
        self._rate = USUAL_FPS
        self._count = 0
        self._index = 0
        self._time = -1.0
        self._remark: str | None = None
        self._start_s = 0.0

    def start_at(self, seconds: float) -> None:
        self._start_s = max(0.0, seconds)

    def open(self) -> None:
        try:
            with self._path.open("rb") as file:
                empty = not file.read(1)
        except OSError as error:
            raise SourceError(
                Message("cannot read {0}: {1}", str(self._path), error.strerror or "")
            ) from error
        if empty:
            raise SourceError(
                Message("{0} is empty (0 bytes); record or copy it again", str(self._path))
            )
        capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        if not capture.isOpened():
            capture.release()
            raise SourceError(
                Message("{0} cannot be decoded as a video; convert it to MP4", str(self._path))
            )
        video = GuardedCapture(capture)
        size = video.get(cv2.CAP_PROP_FRAME_WIDTH) * video.get(cv2.CAP_PROP_FRAME_HEIGHT)
        if size > MOST_PIXELS:
            video.close()
            most = MOST_PIXELS // 1_000_000
            raise SourceError(
                Message("{0} has more than {1} megapixels; convert it", str(self._path), most)
            )
        rate = video.get(cv2.CAP_PROP_FPS)
        self._rate = rate if 1 <= rate <= 1000 else USUAL_FPS
        self._count = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
        self._index = round(self._start_s * self._rate)
        if self._count > 0:
            self._index = min(self._index, self._count - 1)
        if self._index:
            capture.set(cv2.CAP_PROP_POS_FRAMES, self._index)
        self._time = (self._index - 1) / self._rate if self._index else -1.0
        self._remark = None
        self._video = video

    def read(self) -> Frame | None:
        video = self._video
        if video is None:
            raise SourceError(f"{self.id} is not open")
        ok, image = video.read()
        if not ok or image is None:
            if self._index == 0 and not video.closed:
                raise SourceError(Message("{0} has no frame that can be decoded", str(self._path)))
            if not video.closed:
                self._remark = self._what_is_missing()
            return None
        frame = Frame(np.asarray(image, np.uint8), self._index, self.id, self._clock(video))
        self._index += 1
        return frame

    def close(self) -> None:
        if self._video is not None:
            self._video.close()

    @property
    def fps(self) -> float | None:
        return self._rate if self._opened() else None

    @property
    def duration_s(self) -> float | None:
        count = self.frame_count
        return None if count is None else count / self._rate

    @property
    def frame_count(self) -> int | None:
        """As the file states it; an estimate in some containers."""
        return self._count if self._opened() and self._count > 0 else None

    @property
    def remark(self) -> str | None:
        return self._remark

    def _what_is_missing(self) -> str | None:
        end, stated = self._time + 1 / self._rate, self._count / self._rate
        if end + CUT_OFF_S >= stated:
            return None
        return Message("it ends at {0} s of the {1} s it states: it is incomplete", end, stated)

    def _opened(self) -> bool:
        return self._video is not None and not self._video.closed

    def _clock(self, video: GuardedCapture) -> float:
        """Media time of the frame just read; by counting where the file's timestamps do not
        grow."""
        seconds = video.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if not seconds > self._time:
            seconds = self._time + 1 / self._rate if self._index else 0.0
        self._time = seconds
        return seconds
