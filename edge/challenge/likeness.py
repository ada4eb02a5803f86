"""Whether two looks at a face are of the same one: its grey levels in the small, set upright.

No recognition of persons: it is asked only whether the face changed in the seconds of one session,
and nothing of it is kept. The ratios of landmarks were measured for this and left out: the mesh of
one talking person differs from itself as much as from another's (docs/session.md).
"""

from __future__ import annotations

import cv2
import numpy as np

from edge.types import F32, U8, Face

SIDE = 32
MESH_PLACES = {33: (0.22, 0.3), 263: (0.78, 0.3), 1: (0.5, 0.58), 61: (0.33, 0.8), 291: (0.67, 0.8)}
"""Where eyes' outer corners, nose tip and mouth's corners of the mesh come to lie, 0..1."""

KEYPOINT_PLACES = ((0.32, 0.3), (0.68, 0.3), (0.5, 0.58), (0.5, 0.8))
"""The same for BlazeFace's eyes, nose tip and mouth."""

FINE, COARSE = 1.0, 8.0
"""px: grain finer than the first and light coarser than the second say nothing of the face."""


def likeness(bgr: U8, face: Face, mesh: F32 | None) -> F32 | None:
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
    to_patch = _similarity(source, target * SIDE)
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


def _similarity(source: F32, target: F32) -> F32 | None:
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
