"""A map laid over the crop it explains."""

from __future__ import annotations

import cv2
import numpy as np

from edge.crop import crop_face
from edge.infer.evidence import heatmap
from edge.types import F32, U8, Box

SIDE = 224
OPACITY = 0.75


def picture(image: U8, box: Box, expansion: float) -> U8:
    """The face as the model's widest crop shows it, BGR uint8 (SIDE, SIDE, 3)."""
    return crop_face(image, box, expansion, SIDE).bgr


def overlay(crop: U8, values: F32) -> U8:
    """The crop in grey with the map over it: orange speaks for attack, blue for bona fide."""
    grey = cv2.cvtColor(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    shade = heatmap(values, crop.shape[0])
    share = OPACITY * shade[:, :, 3:].astype(np.float32) / 255
    return np.round(grey * (1 - share) + shade[:, :, :3] * share).astype(np.uint8)


def jpeg(image: U8, quality: int = 88) -> bytes:
    """As a JPEG file's bytes."""
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return bytes(data)
