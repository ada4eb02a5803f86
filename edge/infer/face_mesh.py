"""MediaPipe's face mesh through onnxruntime: 468 points of one detected face.

The model: Kartynnik et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile
GPUs", 2019 (arXiv 1907.06724). Its input is a square 1.5 times the face box, rotated so that the
line of the eyes is horizontal; its points are in pixels of that square.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.load import open_session
from edge.infer.preprocess import to_tensor
from edge.infer.session import Session
from edge.types import F32, U8, Crop, Face
from models.registry import Registry
from models.spec import ModelSpec


@dataclass(frozen=True, slots=True)
class Mesh:
    """MediaPipe's face mesh.

    points: float32 (468, 3), frame px; z grows away from the camera, in the same px, 0 at the
    middle of the head's front. presence: 0..1, how sure the model is that this is a face.
    """

    points: F32
    presence: float


class Landmarker(Protocol):
    """Finds the mesh of a face. Used by one thread at a time."""

    def find(self, bgr: U8, face: Face) -> Mesh | None:
        """The mesh of one detected face; None where the crop shows none.

        bgr: uint8 (H, W, 3), the whole frame. Raises ModelError.
        """
        ...


log = logging.getLogger(__name__)

POINTS = 468
PRESENT = 0.5
"""A crop less likely a face than this gives no mesh; MediaPipe's own threshold."""


def load_landmarker(registry: Registry, models: ModelsConfig) -> FaceMesh | None:
    """The registry's landmark model; None, and a warning, where there is none that works here."""
    spec = registry.default("landmarks")
    if spec is None:
        return None
    try:
        mesh = FaceMesh(spec, open_session(registry.path(spec), spec, models))
        mesh.try_on_grey()
    except ModelError as error:
        log.warning(
            "%s; challenges request only gestures that the face detector can measure", error
        )
        return None
    return mesh


class FaceMesh:
    """Used by one thread at a time. Raises ModelError from `find` where the model breaks."""

    def __init__(self, spec: ModelSpec, session: Session) -> None:
        if spec.input is None or len(spec.input.expansions) != 1:
            raise ModelError(f"model {spec.id} must have one crop of a face as its input")
        self.spec = spec
        self._input = spec.input
        self._session = session

    def find(self, bgr: U8, face: Face) -> Mesh | None:
        """The mesh of one detected face, frame px; None where the crop shows none."""
        size = self._input.size
        to_frame = _square(face, self._input.expansions[0], size)
        crop = cv2.warpAffine(
            bgr,
            to_frame,
            (size, size),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        outputs = self._session.run(to_tensor([[Crop(crop, to_frame, 0.0)]], self._input))
        raw, presence = self._read(outputs)
        if presence < PRESENT:
            return None
        flat = raw[:, :2] @ to_frame[:, :2].T + to_frame[:, 2]
        scale = float(np.hypot(to_frame[0, 0], to_frame[1, 0]))
        return Mesh(np.column_stack([flat, raw[:, 2] * scale]).astype(np.float32), presence)

    def try_on_grey(self) -> None:
        """Run once on nothing. Raises ModelError where the file breaks its contract."""
        size = self._input.size
        grey = np.full((size, size, 3), 128, np.uint8)
        crop = Crop(grey, np.eye(2, 3, dtype=np.float32), 0.0)
        self._read(self._session.run(to_tensor([[crop]], self._input)))

    def _read(self, outputs: dict[str, F32]) -> tuple[F32, float]:
        points = outputs.get(self.spec.output.name)
        flag = next((v for n, v in outputs.items() if n != self.spec.output.name), None)
        if points is None or flag is None or points.size != POINTS * 3 or flag.size != 1:
            shapes = ", ".join(f"{name} {value.shape}" for name, value in outputs.items())
            raise ModelError(
                f"model {self.spec.id} has outputs of shape {shapes}, which "
                "are not those of a face mesh"
            )
        if not (np.isfinite(points).all() and np.isfinite(flag).all()):
            raise ModelError(f"model {self.spec.id} gave values that are not finite")
        presence = 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, float(flag.reshape(-1)[0])))))
        return points.reshape(POINTS, 3), presence


def _square(face: Face, expansion: float, size: int) -> F32:
    """Affine (2, 3) from crop px to frame px: a square around the face, its eyes level."""
    angle = 0.0
    if len(face.keypoints) >= 2:
        (x0, y0), (x1, y1) = face.keypoints[0], face.keypoints[1]  # the subject's right, left eye
        angle = math.atan2(float(y1 - y0), float(x1 - x0))
    scale = max(face.box.side, 1.0) * expansion / size
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    cx, cy = face.box.center
    half = size / 2
    return np.array(
        [
            [cos, -sin, cx - cos * half + sin * half],
            [sin, cos, cy - sin * half - cos * half],
        ],
        np.float32,
    )
