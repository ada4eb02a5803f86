"""Network streams (RTSP, HTTP and what else FFmpeg reads) through OpenCV."""

from __future__ import annotations

import time

import numpy as np

from edge.capture.base import Source
from edge.capture.opencv_capture import GuardedCapture, cv2
from edge.capture.tls import verified
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.message import Message
from edge.security.redact import redacted
from edge.types import Frame, SourceKind


class Stream(Source):
    """A live stream by its URL. Its id, errors and repr hold no credential."""

    live = True
    kind = SourceKind.STREAM

    def __init__(self, url: str, camera: CameraConfig) -> None:
        self.id = redacted(url)
        self._url = url
        self._camera = camera
        self._capture: GuardedCapture | None = None
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
        with verified(self._url, self._camera.tls_ca, self._camera.open_timeout_s):
            capture = cv2.VideoCapture(self._url, cv2.CAP_FFMPEG, limits)
        if not capture.isOpened():
            capture.release()
            raise SourceError(
                Message(
                    "cannot open the stream {0}; check address, network and credentials", self.id
                )
            )
        self._capture = GuardedCapture(capture)
        self._index = 0

    def read(self) -> Frame | None:
        if self._capture is None:
            raise SourceError(f"{self.id} is not open")
        ok, image = self._capture.read()
        if not ok or image is None:
            raise SourceError(Message("the stream {0} broke off", self.id))
        frame = Frame(np.asarray(image, np.uint8), self._index, self.id, time.monotonic())
        self._index += 1
        return frame

    def close(self) -> None:
        if self._capture is not None:
            self._capture.close()
