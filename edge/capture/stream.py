"""Network streams, RTSP and HTTP, through OpenCV's FFmpeg."""

from __future__ import annotations

import time

import numpy as np

from edge.capture.base import Source, SourceKind
from edge.capture.guarded import Guarded
from edge.capture.native import cv2
from edge.capture.redact import redacted
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.said import Said
from edge.types import Frame


class Stream(Source):
    """A live stream by its URL. Its id, errors and repr hold no credential."""

    live = True
    kind = SourceKind.STREAM

    def __init__(self, url: str, camera: CameraConfig) -> None:
        self.id = redacted(url)
        self._url = url
        self._camera = camera
        self._capture: Guarded | None = None
        self._index = 0

    def __repr__(self) -> str:
        return f"Stream({self.id!r})"

    def open(self) -> None:
        limits = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            round(self._camera.open_timeout_s * 1000),
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            round(self._camera.stall_s * 1000),
        ]
        capture = cv2.VideoCapture(self._url, cv2.CAP_FFMPEG, limits)
        if not capture.isOpened():
            capture.release()
            raise SourceError(
                Said("cannot open the stream {0}; check address, network and credentials", self.id)
            )
        self._capture = Guarded(capture)
        self._index = 0

    def read(self) -> Frame | None:
        if self._capture is None:
            raise SourceError(f"{self.id} is not open")
        ok, image = self._capture.read()
        if not ok or image is None:
            raise SourceError(Said("the stream {0} broke off", self.id))
        frame = Frame(np.asarray(image, np.uint8), self._index, self.id, time.monotonic())
        self._index += 1
        return frame

    def close(self) -> None:
        if self._capture is not None:
            self._capture.close()
