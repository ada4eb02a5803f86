"""The quality gate: a face that is blurred, too small, too dark or turned away is not scored.

Each check has a name (`Reason`), by which guidance for the person is chosen.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from edge.config import QualityConfig
from edge.types import F32, U8, Box, Face, Quality, Reason

PROBE = 96
"""Side in px at which sharpness is measured, so that it does not depend on the face's size."""

NOSE_REACH = 115.0 / 140.0
"""Distance of the nose tip in front of the ears' axis / distance between the ears: an adult's
tragion-to-pronasale depth of some 115 mm and bitragion breadth of some 140 mm (ANSUR II,
rounded)."""

NOSE_RISE = 30.0 / 70.0
"""Distance of the nose tip in front of the plane of eyes and mouth / their distance."""

NOSE_LEVEL = 0.5
"""Position of the nose tip between eyes (0) and mouth (1) of a frontal face, in BlazeFace's
keypoints; the median over the bona fide training crops is within 0.03 of it."""


def without_distance(config: QualityConfig) -> QualityConfig:
    """The settings for a still picture: without the largest allowed face size.

    That limit is guidance for a person at a gate. Models judge a face that fills its picture as
    well as others (measured in tests/edge/service/uploads/test_judge.py); a face that is cut off is
    refused by `max_outside`.
    """
    return config.model_copy(update={"max_face_fraction": math.inf})


def measure(image: U8, face: Face, config: QualityConfig) -> Quality:
    """Measure one face's quality. image: uint8 (H, W, 3), the whole frame."""
    height, width = image.shape[:2]
    probe = _probe(image, face.box)
    sharpness = float(cv2.Laplacian(probe, cv2.CV_32F).var()) if probe is not None else 0.0
    luma = float(probe.mean()) if probe is not None else 0.0
    yaw, pitch, roll = pose(face.keypoints)
    side = face.box.side
    checks = {
        Reason.TOO_SMALL: side < config.min_face_px,
        Reason.TOO_LARGE: side > config.max_face_fraction * max(height, width),
        Reason.OUT_OF_FRAME: outside(face.box, width, height) > config.max_outside,
        Reason.BLURRED: sharpness < config.min_sharpness,
        Reason.TOO_DARK: luma < config.min_luma,
        Reason.TOO_BRIGHT: luma > config.max_luma,
        Reason.TURNED: (
            abs(yaw) > config.max_yaw
            or abs(pitch) > config.max_pitch
            or abs(roll) > config.max_roll
        ),
    }
    reasons = frozenset(reason for reason, wrong in checks.items() if wrong)
    return Quality(sharpness, luma, side, yaw, pitch, roll, reasons, config.min_face_px)


def outside(box: Box, width: int, height: int) -> float:
    """Fraction of the box that lies outside the frame, 0..1."""
    w = max(0.0, min(box.x2, width) - max(box.x1, 0))
    h = max(0.0, min(box.y2, height) - max(box.y1, 0))
    area = box.width * box.height
    return 1.0 - w * h / area if area > 0 else 1.0


def pose(keypoints: F32) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees from BlazeFace's six keypoints; NaN without them.

    A weak-perspective estimate: roll from the line of the eyes; then, rotated upright, yaw from the
    nose tip's horizontal offset from the middle of the ears, pitch from its vertical position
    between eyes and mouth. Accurate enough for a limit of ±40°, not for measurements.
    """
    if len(keypoints) < 6:
        return float("nan"), float("nan"), float("nan")
    right_eye, left_eye, nose, mouth, right_ear, left_ear = keypoints[:6].astype(np.float64)
    dx, dy = left_eye - right_eye
    roll = float(np.arctan2(dy, dx))
    turn = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    eyes = turn @ ((right_eye + left_eye) / 2)
    ears = turn @ ((right_ear + left_ear) / 2)
    breadth = (turn @ (left_ear - right_ear))[0]
    tip, lips = turn @ nose, turn @ mouth
    yaw = np.arctan2((tip[0] - ears[0]) / NOSE_REACH, max(breadth, 1e-6))
    level = (tip[1] - eyes[1]) / max(lips[1] - eyes[1], 1e-6)
    pitch = np.arctan((NOSE_LEVEL - level) / NOSE_RISE)
    return float(np.degrees(yaw)), float(np.degrees(pitch)), float(np.degrees(roll))


def _probe(image: U8, box: Box) -> U8 | None:
    """The part of the face within the frame, grey, at PROBE px; None where there is none."""
    height, width = image.shape[:2]
    x1, y1 = max(0, int(box.x1)), max(0, int(box.y1))
    x2, y2 = min(width, int(box.x2)), min(height, int(box.y2))
    if x2 - x1 < 2 or y2 - y1 < 2:
        return None
    grey = cv2.cvtColor(image[y1:y2, x1:x2], cv2.COLOR_BGR2GRAY)
    shrink = max(x2 - x1, y2 - y1) > PROBE
    method = cv2.INTER_AREA if shrink else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, (PROBE, PROBE), interpolation=method), np.uint8)
