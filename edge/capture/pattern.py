"""A test pattern: colour bars, a moving disc, a frame counter. No face."""

from __future__ import annotations

import cv2
import numpy as np

from edge.capture.paced import MadeSource
from edge.types import U8

WIDTH, HEIGHT = 640, 480
BARS = ((192, 192, 192), (0, 192, 192), (192, 192, 0), (0, 192, 0), (192, 0, 192), (0, 0, 192))
"""BGR, the order of the common colour-bar chart."""


class Pattern(MadeSource):
    """640 × 480 at 30 frames a second."""

    def __init__(self, count: int | None = None) -> None:
        super().__init__("pattern", count)
        bars = np.array(BARS, np.uint8)[np.arange(WIDTH) * len(BARS) // WIDTH]
        self._bars = np.broadcast_to(bars, (HEIGHT, WIDTH, 3))

    def render(self, index: int) -> U8:
        image = self._bars.copy()
        turn = 2 * np.pi * index / 90
        centre = (round(WIDTH / 2 + 180 * np.cos(turn)), round(HEIGHT / 2 + 120 * np.sin(turn)))
        cv2.circle(image, centre, 40, (255, 255, 255), -1, cv2.LINE_AA)
        cv2.rectangle(image, (0, HEIGHT - 44), (WIDTH, HEIGHT), (24, 24, 24), -1)
        text = f"facevouch test pattern  frame {index}"
        cv2.putText(
            image, text, (14, HEIGHT - 14), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255, 255, 255), 1,
            cv2.LINE_AA,
        )  # fmt: skip
        return image
