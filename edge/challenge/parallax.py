"""Tests whether a moving face is flat: a plane's motion and a head's are fitted to tracked points.

The mesh's points are tracked on the skin by optical flow (pyramidal Lucas-Kanade), because the mesh
model predicts a turned head for a turned photograph as well. After SPAN_S two models are fitted to
their motion: a homography, the motion of any flat picture (Hartley and Zisserman 2004, chapter 2),
and a scaled rotation of the head's mesh at the beginning (weak perspective). For a photograph the
homography has the smaller residual.

It gives no evidence where nothing turned, nor against a replayed video, in which a head turns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.types import F32, U8, Face

F64 = NDArray[np.float64]

FACE_PX = 160
"""Size of the face, px, in the picture in which its skin is tracked."""

EVERY_POINT = 3
"""Every third of the mesh's 468 points is tracked."""

SPAN_S = 1.4
"""Time for which points are tracked before they are judged and new ones start."""

GAP_S = 0.4
"""After a longer time without the face new points are tracked."""

FORGET_S = 3.0
"""After a longer time without the face the evidence is discarded, as of an earlier session."""

RETURN_PX = 0.5
"""Largest forward-backward error, px, of a tracked point."""

FEWEST = 40
"""Fewest tracked points for a judgement."""

WINDOW = (21, 21)

MOVED = 0.02
"""Residual, relative to the points' root-mean-square distance from their centroid. Where it is
smaller for both models, nothing turned far enough for a judgement."""

FLOOR = 0.008
"""Residual that tracking errors cause in any case."""

FLAT_MEAN, SPREAD, MOST = 0.6, 0.3, 1.0
"""Log ratio of the residuals, head over plane: 0 for a head and FLAT_MEAN for a photograph, either
with the standard deviation SPREAD; MOST at most. Measured: docs/threat-model.md."""

FLAT = 4.0
"""Evidence from which a face is refused as flat: reached in one or two spans by a turned
photograph, in two or three by a bent one. No span of the five live clips added any evidence."""


REACH = 2.5
"""Side of the part of the frame in which a face is tracked, relative to the face's."""


@dataclass(slots=True)
class _Following:
    """Tracked points on the skin. view: the part of the frame they are tracked in. shape: (N, 3),
    their initial places; points: (N, 2), their present ones; both px of `grey`. found: those not
    lost."""

    track_id: int
    since: float
    at: float
    view: _View
    grey: U8
    shape: F32
    points: F32
    found: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _View:
    """A rectangle of a frame of (width, height), from (x, y) on, at a scale."""

    frame: tuple[int, int]
    x: int
    y: int
    x2: int
    y2: int
    scale: float

    @classmethod
    def around(cls, bgr: U8, face: Face) -> _View:
        height, width = bgr.shape[:2]
        (cx, cy), half = face.box.center, face.box.side * REACH / 2
        x, y = int(np.clip(cx - half, 0, width - 2)), int(np.clip(cy - half, 0, height - 2))
        x2, y2 = int(np.clip(cx + half, x + 2, width)), int(np.clip(cy + half, y + 2, height))
        return cls((width, height), x, y, x2, y2, FACE_PX / max(face.box.side, 1.0))

    def grey(self, bgr: U8) -> U8:
        grey = cv2.cvtColor(bgr[self.y : self.y2, self.x : self.x2], cv2.COLOR_BGR2GRAY)
        size = (round(self.scale * grey.shape[1]), round(self.scale * grey.shape[0]))
        method = cv2.INTER_AREA if self.scale < 1 else cv2.INTER_LINEAR
        return np.asarray(
            cv2.resize(grey, (max(1, size[0]), max(1, size[1])), interpolation=method), np.uint8
        )

    def points(self, mesh: F32) -> F32:
        """(N, 3): a mesh of the frame in px of this view."""
        return np.asarray((mesh - np.array([self.x, self.y, 0])) * self.scale, np.float32)


class Parallax:
    """Updated with one face's frames in the order of time. Starts anew with another track.

    llr: log p(what was seen | flat) - log p(what was seen | head), natural, summed over spans and
    never below 0 (Page 1954, CUSUM): no head that was shown before excuses a photograph after it.
    """

    def __init__(self) -> None:
        self.llr = 0.0
        self._following: _Following | None = None

    def update(self, bgr: U8, face: Face, mesh: F32, at: float) -> float:
        """Add a frame; returns llr. bgr: the whole frame. mesh: (468, 3), frame px. at: s."""
        before = self._following
        if before is None or before.track_id != face.track_id or at - before.at > FORGET_S:
            self.llr = 0.0
            self._begin(bgr, face, mesh, at)
            return self.llr
        size = (bgr.shape[1], bgr.shape[0])
        if before.view.frame != size or not 0 < at - before.at <= GAP_S:
            self._begin(bgr, face, mesh, at)
            return self.llr
        self._follow(before, bgr, at)
        if at - before.since >= SPAN_S or before.found.sum() < FEWEST:
            self._judge(before)
            self._begin(bgr, face, mesh, at)
        return self.llr

    def _begin(self, bgr: U8, face: Face, mesh: F32, at: float) -> None:
        view = _View.around(bgr, face)
        shape = view.points(mesh[::EVERY_POINT])
        found = np.ones(len(shape), np.bool_)
        points = np.ascontiguousarray(shape[:, :2])
        self._following = _Following(
            face.track_id, at, at, view, view.grey(bgr), shape, points, found
        )

    def _follow(self, skin: _Following, bgr: U8, at: float) -> None:
        grey = skin.view.grey(bgr)
        there, found = _flow(skin.grey, grey, skin.points)
        back, found_back = _flow(grey, skin.grey, there)
        returned = np.linalg.norm(back - skin.points, axis=1) <= RETURN_PX
        skin.found &= found & found_back & returned
        skin.points, skin.grey, skin.at = there, grey, at

    def _judge(self, skin: _Following) -> None:
        if skin.found.sum() < FEWEST:
            return
        shape = skin.shape[skin.found].astype(np.float64)
        points = skin.points[skin.found].astype(np.float64)
        flat, head = plane_residual(shape[:, :2], points), head_residual(shape, points)
        if max(flat, head) < MOVED:
            return
        ratio = 0.5 * math.log((head**2 + FLOOR**2) / (flat**2 + FLOOR**2))
        ratio = min(MOST, max(-MOST, ratio))
        self.llr += (ratio**2 - (ratio - FLAT_MEAN) ** 2) / (2 * SPREAD**2)
        self.llr = max(0.0, self.llr)


def plane_residual(before: F64, now: F64) -> float:
    """Root-mean-square residual of the best homography from `before` (N, 2) to `now` (N, 2),
    relative to the root-mean-square distance of `now` from its centroid."""
    (x, y), (u, v) = _normalised(before).T, _normalised(now).T
    none, one = np.zeros_like(x), np.ones_like(x)
    rows = np.vstack(
        [
            np.column_stack([x, y, one, none, none, none, -u * x, -u * y]),
            np.column_stack([none, none, none, x, y, one, -v * x, -v * y]),
        ]
    )
    wanted = np.concatenate([u, v])
    solution, *_ = np.linalg.lstsq(rows, wanted, rcond=None)
    return float(np.sqrt(((rows @ solution - wanted) ** 2).mean()))


def head_residual(shape: F64, now: F64) -> float:
    """The same for a rotation, scale and shift of `shape` (N, 3) under weak perspective."""
    centred, wanted = shape - shape.mean(axis=0), _normalised(now)
    matrix, *_ = np.linalg.lstsq(centred, wanted, rcond=None)
    u, sizes, vt = np.linalg.svd(matrix.T, full_matrices=False)
    rigid = (u @ vt) * sizes.mean()
    return float(np.sqrt(((centred @ rigid.T - wanted) ** 2).mean()))


def _normalised(points: F64) -> F64:
    centred = points - points.mean(axis=0)
    size = float(np.sqrt((centred**2).sum(axis=1).mean()))
    scaled: F64 = centred / max(size, 1e-9)
    return scaled


def _flow(before: U8, now: U8, points: F32) -> tuple[F32, NDArray[np.bool_]]:
    there, status, _ = cv2.calcOpticalFlowPyrLK(
        before,
        now,
        points,
        None,
        winSize=WINDOW,
        maxLevel=2,
    )
    return np.asarray(there, np.float32), np.asarray(status)[:, 0] > 0
