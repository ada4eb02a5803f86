"""The newest result of one camera and its annotated picture, drawn once for all viewers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import cv2
import numpy as np

from edge.capture.supervisor import SourceState
from edge.overlay.opencv_painter import annotate
from edge.service.ports import CameraPort
from edge.types import U8, Frame, FrameResult

STALE_S = 3.0
"""A picture older than this is not shown, because it would look like the present one."""

WIDEST = 960
"""Largest width of a preview, px."""

JPEG_QUALITY = 80

Result = tuple[Frame, FrameResult]


class View:
    """One camera's newest result. Blocking; call it from worker threads only."""

    def __init__(self, camera: CameraPort, clock: Callable[[], float] = time.monotonic) -> None:
        self.camera = camera
        self._clock = clock
        self._lock = threading.Lock()
        self._newest: Result | None = None
        self._seen_at = 0.0
        self._number = 0
        self._drawn: tuple[int, bytes] | None = None

    def result(self) -> FrameResult | None:
        """The newest result; None when there is none, or it is out of date."""
        with self._lock:
            self._look()
            return self._newest[1] if self._newest is not None else None

    def picture(self) -> tuple[int, bytes]:
        """A number that changes with the picture, and the picture as JPEG.

        Without a present result it is a grey picture with a text.
        """
        with self._lock:
            self._look()
            if self._drawn is None or self._drawn[0] != self._number:
                image = annotate(*self._newest) if self._newest is not None else _nothing()
                self._drawn = self._number, _jpeg(image)
            return self._drawn

    def _look(self) -> None:
        taken, now = self.camera.engine.get(), self._clock()
        source = self.camera.engine.stats().source
        playing = source is not None and source.state is SourceState.PLAYING
        if taken is not None and playing:  # else the result is from before the camera was lost
            self._newest, self._seen_at = taken, now
        elif self._newest is None or now - self._seen_at <= STALE_S:
            return
        else:
            self._newest = None
        self._number += 1


def _jpeg(image: U8) -> bytes:
    height, width = image.shape[:2]
    if width > WIDEST:
        size = (WIDEST, max(1, height * WIDEST // width))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    _, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return bytes(encoded.tobytes())


def _nothing() -> U8:
    """A grey picture with an English text."""
    card: U8 = np.full((360, 640, 3), 48, np.uint8)
    at, font = (232, 186), cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(card, "no picture", at, font, 1.0, (200, 200, 200), 2, cv2.LINE_AA)
    return card
