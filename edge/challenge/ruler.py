"""Measures a face relative to its own neutral pose: rotation, size, eyes, mouth.

Relative measures do not depend on a person's proportions. With a mesh the rotation is the best fit
of the neutral mesh's rigid points to the present ones (Kabsch 1976, Umeyama 1991 for the scale);
with a detector's six keypoints it is the difference of `edge.vision.quality.pose`.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from edge.challenge.base import Observation
from edge.types import Face
from edge.vision.quality import pose

F64 = NDArray[np.float64]

BROW = (10, 67, 297, 109, 338, 103, 332, 54, 284, 21, 251, 127, 356, 234, 454)
NOSE = (168, 6, 197, 195, 5, 4, 1, 98, 327)
CORNERS = (33, 133, 362, 263, 123, 352, 50, 280)  # of the eyes, and the cheekbones
RIGID = np.array((*BROW, *NOSE, *CORNERS))
"""Points of the mesh that hardly move with speech, a smile or a blink."""

RIGHT_EYE = np.array([33, 160, 158, 133, 153, 144])
LEFT_EYE = np.array([362, 385, 387, 263, 373, 380])
"""Corner, two above, corner, two below, in the order of the eye aspect ratio's paper."""

KEYPOINT_PITCH = 0.7
"""Factor on the keypoints' pitch, which overestimates a nod: it is 1.0 to 1.4 times the mesh's on
the clips of docs/session.md."""

STEADY_S = 0.14
"""The keypoints' pitch has some 3° of noise; this is the length of its median filter."""

MOUTH = (61, 291)
EYES = (33, 263)


@dataclass(frozen=True, slots=True)
class Measures:
    """A face's measures relative to its neutral pose.

    yaw, pitch: degrees; yaw > 0 towards the image's right, pitch > 0 up. size, eyes, mouth: ratios,
    1 at rest; eyes and mouth are NaN where only keypoints are known.
    """

    at: float
    yaw: float
    pitch: float
    size: float
    eyes: float = math.nan
    mouth: float = math.nan


class Ruler(Protocol):
    """Measures observations of one face relative to its neutral pose."""

    def measure(self, observation: Observation) -> Measures | None:
        """None where this observation cannot be measured."""
        ...


class MeshRuler:
    """neutral: observations at rest, each with a mesh."""

    def __init__(self, neutral: Sequence[Observation]) -> None:
        meshes = np.stack([s.measured.mesh.points for s in neutral if s.measured.mesh is not None])
        self._rest: F64 = np.median(meshes.astype(np.float64), axis=0)
        self._eyes = eye_aspect(self._rest)
        self._mouth = mouth_width(self._rest)

    def measure(self, observation: Observation) -> Measures | None:
        """The measures from the mesh; None without a mesh."""
        if observation.measured.mesh is None:
            return None
        points = observation.measured.mesh.points.astype(np.float64)
        turn, size = rotation(self._rest[RIGID], points[RIGID])
        ahead = turn @ np.array([0.0, 0.0, -1.0])  # the direction of view, from frontal at rest
        return Measures(
            at=observation.at,
            yaw=math.degrees(math.atan2(ahead[0], -ahead[2])),
            pitch=math.degrees(math.asin(float(np.clip(-ahead[1], -1.0, 1.0)))),
            size=size,
            eyes=eye_aspect(points) / max(self._eyes, 1e-6),
            mouth=mouth_width(points) / max(self._mouth, 1e-6),
        )


class KeypointRuler:
    """neutral: observations at rest, each with six keypoints."""

    def __init__(self, neutral: Sequence[Observation]) -> None:
        poses = np.array([pose(s.face.keypoints)[:2] for s in neutral])
        self._yaw, self._pitch = np.median(poses, axis=0)
        self._span = float(np.median([_span(s.face) for s in neutral]))
        self._recent: deque[tuple[float, float]] = deque()  # s, degrees of pitch

    def measure(self, observation: Observation) -> Measures | None:
        """Yaw and pitch from six keypoints; None where they cannot be estimated."""
        yaw, pitch, _ = pose(observation.face.keypoints)
        if not (math.isfinite(yaw) and math.isfinite(pitch)):
            return None
        self._recent.append((observation.at, pitch))
        while observation.at - self._recent[0][0] > STEADY_S:
            self._recent.popleft()
        steady = float(np.median([p for _, p in self._recent]))
        return Measures(
            at=observation.at,
            yaw=yaw - float(self._yaw),
            pitch=KEYPOINT_PITCH * (steady - float(self._pitch)),
            size=_span(observation.face) / max(self._span, 1e-6),
        )


def make_ruler(neutral: Sequence[Observation], *, mesh: bool) -> Ruler:
    """A MeshRuler with a landmark model, else a KeypointRuler."""
    return MeshRuler(neutral) if mesh else KeypointRuler(neutral)


def rotation(rest: F64, now: F64) -> tuple[F64, float]:
    """Rotation (3, 3) and scale of the best fit of the points `rest` (N, 3) to `now` (N, 3)."""
    a, b = rest - rest.mean(axis=0), now - now.mean(axis=0)
    u, _, vt = np.linalg.svd(a.T @ b)
    mirror = np.diag([1.0, 1.0, float(np.sign(np.linalg.det(vt.T @ u.T)))])
    turn: F64 = vt.T @ mirror @ u.T
    return turn, float(np.sqrt((b**2).sum() / max(float((a**2).sum()), 1e-9)))


def eye_aspect(points: F64) -> float:
    """Mean eye aspect ratio of both eyes (Soukupová and Čech 2016), in the picture's plane."""
    return float(np.mean([_aspect(points[eye, :2]) for eye in (RIGHT_EYE, LEFT_EYE)]))


def mouth_width(points: F64) -> float:
    """Distance of the mouth's corners over that of the eyes' outer corners, in space."""
    mouth = np.linalg.norm(points[MOUTH[0]] - points[MOUTH[1]])
    return float(mouth / max(float(np.linalg.norm(points[EYES[0]] - points[EYES[1]])), 1e-6))


def _aspect(eye: F64) -> float:
    upright = np.linalg.norm(eye[1] - eye[5]) + np.linalg.norm(eye[2] - eye[4])
    return float(upright / (2.0 * max(float(np.linalg.norm(eye[0] - eye[3])), 1e-6)))


def _span(face: Face) -> float:
    """The face's size, px, independent of yaw and pitch."""
    return face.box.side
