"""Tests whether a turning face changes its appearance, as a head does and a warped picture not.

A photograph that is animated by its landmarks turns, nods and blinks like a head, but every pixel
of it is a copy: warped back by optical flow onto an earlier frame, it equals that frame except for
noise and interpolation. On a head the shading of the skin changes, creases come and go, and hidden
parts come into view. So the earlier frame and the present one are aligned upright, registered (by
the mesh, then by dense inverse search: Kroeger et al. 2016), and compared in two bands of scales in
which neither noise nor slow changes of the lighting matter much. The difference of two neighbouring
frames, registered in the same way, is subtracted as noise.

It gives no evidence where the face does not turn, and does not detect a replayed video of a head.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.challenge.ruler import RIGID, rotation
from edge.challenge.same_face import MESH_PLACES, similarity
from edge.types import F32, U8, Face

F64 = NDArray[np.float64]

SIDE, UNIT = 192, 96.0
"""px: side of the aligned picture, and length of one unit of MESH_PLACES in it; a face is then
about 120 px wide."""

SCALES = (3.0, 8.0, 20.0)
"""Standard deviations of the Gaussian filters, px. The first band contains creases and edges of
shadows, the second one shading. Finer differences are noise, coarser ones the lighting."""

WARPED_AT = ((0.015, 0.0055), (0.008, 0.0038))
HEAD_AT = ((0.05, 0.016), (0.03, 0.0125))
"""For each band (offset, slope per degree of turn): the difference, relative to the contrast, that
remains of a warped picture after registration, and the one that half of all heads exceed."""

WARPED_MEAN, HEAD_MEAN, SPREAD = 0.05, 0.6, 0.2
"""Means and standard deviation of the logarithmic position between those two (0 and 1), for a
warped picture and for a head. Heads have about 1, a tenth of them below 0.4; the lower mean of 0.6
favours bona fide presentations."""

WEIGHT = 0.3
"""Weight of each comparison: those EVERY_S apart in one pose are far from independent."""

WARPED = 4.0
"""Evidence from which a face is refused as a warped picture; about 0.8 s of a turn suffice.
Measured: docs/threat-model.md."""

OUTLINE = (10, 284, 389, 454, 361, 397, 378, 152, 149, 172, 132, 234, 162, 54)
FEWEST = 2000
"""Fewest pixels of skin for a comparison."""

EDGES = (234, 454)
INSIDE = 0.88
"""Scale of the compared region relative to the face's outline, which leaves out the background."""

DARKEST = 8.0
"""Grey levels added before the logarithm, so that noise in dark regions does not count as
contrast."""

EVERY_S = 0.15
FORGET_S = 3.0
"""After a longer time without the face, s, the evidence is discarded, as of an earlier session."""

TURNED, SIZED = 4.0, 0.12
"""Least rotation (degrees) or relative change of size for a comparison."""

FARTHEST = 30.0
"""Rotation, degrees, from which too little of the same skin is visible."""

FRONTAL = 20.0
"""Largest yaw, degrees, of a face that serves as the earlier frame."""

NOISY = 0.5
"""Largest share of noise in a difference, where noise alone exceeds that of a warped picture."""


@dataclass(frozen=True, slots=True)
class _Upright:
    """A face set upright: grey uint8 (SIDE, SIDE), the mask of its skin, and the mesh: points
    (N, 2) in px of it, mesh (N, 3) in px of the frame."""

    grey: U8
    skin: NDArray[np.bool_]
    points: F64
    mesh: F64


class Appearance:
    """Updated with one face's frames in the order of time. Starts anew with another track.

    llr: log p(what was seen | one picture, warped) - log p(what was seen | head), natural, summed
    and never below 0 (Page 1954, CUSUM): no head that was shown before excuses a puppet after it.
    """

    def __init__(self) -> None:
        self.llr = 0.0
        self._track_id: int | None = None
        self._first: _Upright | None = None
        self._last: _Upright | None = None
        self._at = self._judged_at = -math.inf

    def update(self, bgr: U8, face: Face, mesh: F32, at: float) -> float:
        """Add a frame; returns llr. bgr: the whole frame. mesh: (468, 3), frame px. at: s."""
        now = _upright(bgr, mesh)
        if now is None:
            return self.llr
        if face.track_id != self._track_id or at - self._at > FORGET_S:
            self.llr, self._track_id, self._first = 0.0, face.track_id, None
        if self._first is None:
            self._first, self._judged_at = (now if abs(_yaw(mesh)) <= FRONTAL else None), at
        elif at - self._judged_at >= EVERY_S and self._last is not None:
            self._judged_at = at
            self._judge(self._first, self._last, now)
        self._last, self._at = now, at
        return self.llr

    def _judge(self, first: _Upright, last: _Upright, now: _Upright) -> None:
        angle, size = _motion(first.mesh, now.mesh)
        if angle > FARTHEST or (angle < TURNED and abs(size - 1) < SIZED):
            return
        place = 0.0
        for changed, noise, warped, head in zip(
            differences(first, now), differences(now, last), WARPED_AT, HEAD_AT, strict=True
        ):
            low, high = warped[0] + warped[1] * angle, head[0] + head[1] * angle
            if noise > max(NOISY * changed, low):
                return
            own = math.sqrt(max(changed**2 - noise**2, 1e-8))
            place += 0.5 * math.log(own / low) / math.log(high / low)
        place = min(1.0, max(0.0, place))
        squares = (place - HEAD_MEAN) ** 2 - (place - WARPED_MEAN) ** 2
        self.llr = max(0.0, self.llr + WEIGHT * squares / (2 * SPREAD**2))


def differences(first: _Upright, other: _Upright) -> tuple[float, float]:
    """By band, the median absolute deviation of the difference on the skin of `first` after `other`
    is registered to it, relative to the contrast of `first` (its standard deviation)."""
    way = _way(first.points, other.points)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    flow = _flow(first.grey, _brought(other.grey, x, y, way))
    brought = _brought(other.grey, x + flow[..., 0], y + flow[..., 1], way)
    found = []
    for own, theirs in zip(_bands(first.grey), _bands(brought), strict=True):
        left = (own - theirs)[first.skin]
        contrast = max(float(own[first.skin].std()), 1e-3)
        found.append(float(np.median(np.abs(left - np.median(left)))) / contrast)
    return found[0], found[1]


def _way(first: F64, other: F64) -> F32:
    """Coefficients (6, 2) of the map, fitted to the mesh, from places in the first picture to the
    other: a quadratic in x and y, which approximates how points of a turning rounded body move."""
    solution, *_ = np.linalg.lstsq(_powers(*first.T), other, rcond=None)
    return np.asarray(solution, np.float32)


def _powers(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    x, y = x / SIDE, y / SIDE
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def _brought(grey: U8, x: F32, y: F32, way: F32) -> U8:
    """`grey` sampled where these places of the first picture are mapped to."""
    there = np.asarray(_powers(x, y) @ way, np.float32)
    return np.asarray(
        cv2.remap(grey, there, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101), np.uint8
    )


def _flow(first: U8, other: U8) -> F32:
    # OpenCV's own stubs leave it out
    follow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)  # type: ignore[attr-defined]
    flow = np.zeros((*first.shape, 2), np.float32)
    return np.asarray(follow.calc(first, other, flow), np.float32)


def _bands(grey: U8) -> list[F32]:
    """The band-pass pictures of the logarithm of the grey levels, between neighbouring SCALES."""
    light = np.log(grey.astype(np.float32) + DARKEST)
    smooth = [cv2.GaussianBlur(light, (0, 0), scale) for scale in SCALES]
    return [np.asarray(fine - coarse, np.float32) for fine, coarse in pairwise(smooth)]


def _motion(first: F64, now: F64) -> tuple[float, float]:
    """Change of the head's direction, degrees, and of its size."""
    turn, size = rotation(first[RIGID], now[RIGID])
    return math.degrees(math.acos(float(np.clip(turn[2, 2], -1.0, 1.0)))), size


def _yaw(mesh: F32) -> float:
    """Yaw in degrees, from the mesh's outermost points left and right."""
    across, _, away = mesh[EDGES[1]] - mesh[EDGES[0]]
    return math.degrees(math.atan2(float(away), float(across)))


def _upright(bgr: U8, mesh: F32) -> _Upright | None:
    """The face cropped and aligned upright by five points; None where the alignment fails."""
    source = np.array([mesh[i, :2] for i in MESH_PLACES], np.float32)
    target = (np.array(list(MESH_PLACES.values()), np.float32) - 0.5) * UNIT + SIDE / 2
    to_patch = similarity(source, target)
    if to_patch is None:
        return None
    patch = cv2.warpAffine(bgr, to_patch, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT_101)
    points = mesh[:, :2] @ to_patch[:, :2].T + to_patch[:, 2]
    outline = points[list(OUTLINE)]
    middle = outline.mean(axis=0)
    skin = np.zeros((SIDE, SIDE), np.uint8)
    inside = np.rint(middle + INSIDE * (outline - middle)).astype(np.int32)
    cv2.fillPoly(skin, [inside], 1)
    if int(skin.sum()) < FEWEST:
        return None
    grey = np.asarray(cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY), np.uint8)
    return _Upright(grey, skin > 0, points.astype(np.float64), mesh.astype(np.float64))
