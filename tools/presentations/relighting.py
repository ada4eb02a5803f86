"""A puppet's photograph, painted anew as it turns, by an attacker who knows what is compared.

`edge/challenge/appearance.py` refuses a face that turns and still looks like a copy of itself. Its
source is public, so an attacker paints onto the photograph what a head would show: patterns in the
same two bands of scales, which grow with the angle as much as half of all heads change.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from edge.challenge.appearance import DARKEST, HEAD_AT, SCALES
from edge.types import F32, U8

FACE = 120.0
"""Width of the face, px, for which SCALES hold."""

GAIN = 1.5
"""Of the patterns, as the registration takes a part of them for motion."""

RISES_TO = 4.0
"""Degrees of turn up to which the patterns fade in: below, nothing is compared."""


class Relighting:
    """Patterns for one photograph. still: uint8 (H, W, 3) BGR. mesh: float32 (468, 3), px."""

    def __init__(self, still: U8, mesh: F32, rng: np.random.Generator) -> None:
        self._light = np.log(still.astype(np.float32) + DARKEST)
        breadth = float(np.ptp(mesh[:, 0]))
        (cx, cy), (height, width) = mesh[:, :2].mean(axis=0), still.shape[:2]
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        face = np.hypot(x - cx, y - cy) < breadth / 2
        near = np.exp(-(((x - cx) ** 2 + (y - cy) ** 2) / (2 * breadth**2)))
        grey = self._light.mean(axis=2)
        self._patterns = []
        for scales in pairwise(scale * breadth / FACE for scale in SCALES):
            own, drawn = (
                _band(picture, *scales)
                for picture in (grey, rng.standard_normal(grey.shape).astype(np.float32))
            )
            contrast = float(own[face].std())
            self._patterns.append(near * drawn * (contrast / float(np.median(np.abs(drawn[face])))))

    def still(self, turn: float) -> U8:
        """The photograph, uint8 (H, W, 3) BGR, for a head turned by so many degrees."""
        fade = GAIN * min(1.0, turn / RISES_TO)
        painted = sum(
            fade * (offset + slope * turn) * pattern
            for (offset, slope), pattern in zip(HEAD_AT, self._patterns, strict=True)
        )
        light = np.exp(self._light + np.asarray(painted, np.float32)[..., None]) - DARKEST
        return np.asarray(np.clip(np.rint(light), 0, 255), np.uint8)


def _band(picture: F32, fine: float, coarse: float) -> F32:
    blurred = [cv2.GaussianBlur(picture, (0, 0), scale) for scale in (fine, coarse)]
    return np.asarray(blurred[0] - blurred[1], np.float32)
