"""Checks that the face of a challenge stays the same, between steps and between frames."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import cv2
import numpy as np

from edge.types import F32, U8, Face

SIDE = 32
MESH_PLACES = {33: (0.22, 0.3), 263: (0.78, 0.3), 1: (0.5, 0.58), 61: (0.33, 0.8), 291: (0.67, 0.8)}
"""Target places, 0..1, of the mesh's outer eye corners, nose tip and mouth corners."""

KEYPOINT_PLACES = ((0.32, 0.3), (0.68, 0.3), (0.5, 0.58), (0.5, 0.8))
"""The same for BlazeFace's eyes, nose tip and mouth."""

FINE, COARSE = 1.0, 8.0
"""px: noise finer than the first and lighting coarser than the second are filtered out."""


def face_descriptor(bgr: U8, face: Face, mesh: F32 | None) -> F32 | None:
    """A unit vector float32 (SIDE²,); the product of two is their correlation.

    bgr: the whole frame. mesh: (468, 3) or None. None where the face cannot be set upright.
    """
    if mesh is not None:
        source = np.array([mesh[i, :2] for i in MESH_PLACES], np.float32)
        target = np.array(list(MESH_PLACES.values()), np.float32)
    elif len(face.keypoints) >= 4:
        source = face.keypoints[:4].astype(np.float32)
        target = np.array(KEYPOINT_PLACES, np.float32)
    else:
        return None
    to_patch = similarity(source, target * SIDE)
    if to_patch is None:
        return None
    grey = cv2.cvtColor(cv2.warpAffine(bgr, to_patch, (SIDE, SIDE)), cv2.COLOR_BGR2GRAY)
    fine = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), FINE)
    band = fine - cv2.GaussianBlur(fine, (0, 0), COARSE)
    vector = (band - band.mean()).ravel()
    length = float(np.linalg.norm(vector))
    if length < 1e-3:  # nothing but grey
        return None
    return np.asarray(vector / length, np.float32)


def similarity(source: F32, target: F32) -> F32 | None:
    """Shift, turn and scale (2, 3) that best carry source to target (Umeyama 1991)."""
    a, b = source - source.mean(axis=0), target - target.mean(axis=0)
    power = float((a**2).sum())
    if power < 1e-6:
        return None
    along = float((a * b).sum()) / power
    across = float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / power
    turn = np.array([[along, -across], [across, along]], np.float32)
    shift = target.mean(axis=0) - turn @ source.mean(axis=0)
    return np.column_stack([turn, shift]).astype(np.float32)


SAME = 0.5
"""Least correlation, of the best pair of frames, for two moments to count as the same face.
Measured in docs/session.md. Not every exchange is found; the anti-spoof model judges meanwhile."""

REFERENCES = 8
"""Number of reference descriptors that later ones are compared with."""


class SameFace:
    """Compares descriptors (`face_descriptor`) with reference ones from the beginning."""

    def __init__(self) -> None:
        self._known: list[F32] = []
        self._best: float | None = None

    def remember(self, descriptors: Sequence[F32 | None]) -> None:
        """Set the references: a selection, spread over all."""
        known = [one for one in descriptors if one is not None]
        self._known = known[:: max(1, len(known) // REFERENCES)][:REFERENCES]

    def begin_anew(self) -> None:
        """Reset the comparison, not the references."""
        self._best = None

    def compare(self, descriptor: F32 | None) -> None:
        """Compare one more observation with the references."""
        if descriptor is None or not self._known:
            return
        best = float(np.max(np.stack(self._known) @ descriptor))
        self._best = best if self._best is None else max(self._best, best)

    def is_same(self) -> bool:
        """Whether a frame since begin_anew showed the same face; False without a comparison."""
        return self._best is not None and self._best >= SAME


LINK = ((0.05, 0.6), (0.3, 0.45))
"""(longest gap in s, lowest correlation with one of the last LINKED frames): a face that moves
still resembles itself from frame to frame. After a longer gap the chain begins anew."""

LINKED = 3
MISSES = 3
"""Successive observations without a link after which it counts as another face."""


class FaceChain:
    """Links a face's observations to the preceding ones, also while it turns."""

    def __init__(self) -> None:
        self._last: deque[F32] = deque(maxlen=LINKED)
        self._at: float | None = None
        self._misses = 0

    def continues(self, descriptor: F32 | None, at: float) -> bool:
        """Add the next observation; False where the face was exchanged."""
        if descriptor is None:
            return True
        gap = at - self._at if self._at is not None else 0.0
        self._at = at
        if not self._last or gap > LINK[-1][0]:
            self._last.clear()
            self._last.append(descriptor)
            self._misses = 0
            return True
        needed = next(correlation for longest, correlation in LINK if gap <= longest)
        if max(float(descriptor @ one) for one in self._last) >= needed:
            self._last.append(descriptor)
            self._misses = 0
        else:
            self._misses += 1
        return self._misses < MISSES
