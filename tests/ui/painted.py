"""A result painted on a grey picture, for tests of its pixels."""

import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QImage, QPainter
from ui_fakes import FAKE, SPOOF

from edge.overlay.score_memory import ScoreMemory
from edge.types import FrameResult
from ui import painting


def draw(result: FrameResult, options: painting.OverlayOptions, grey: int = 90) -> QImage:
    """640 x 360 px."""
    memory = ScoreMemory({SPOOF: "antispoof", FAKE: "deepfake"})
    memory.update(result)
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    image.fill(QColor(grey, grey, grey))
    painter = QPainter(image)
    painting.paint(painter, result, memory.opinion, QRectF(0, 0, 640, 360), options)
    painter.end()
    return image


def near(image: QImage, x: float, y: float, colour: QColor, reach: int = 6) -> bool:
    """Whether a pixel of (nearly) the colour lies around a place."""
    want = np.array(colour.getRgb()[:3])
    for dx in range(-reach, reach + 1):
        for dy in range(-reach, reach + 1):
            px, py = int(x) + dx, int(y) + dy
            if image.valid(px, py):
                got = np.array(image.pixelColor(px, py).getRgb()[:3])
                if np.abs(got - want).max() < 12:
                    return True
    return False
