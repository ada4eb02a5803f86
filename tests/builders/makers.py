"""Factories of the runtime's types, with defaults for all that a test does not set."""

from __future__ import annotations

import numpy as np

from edge.types import Box, Face, Frame, Quality, Reason, Score


def a_box(x: float = 100, y: float = 100, side: float = 120) -> Box:
    return Box(x, y, x + side, y + side)


def a_face(x: float = 100, y: float = 100, side: float = 120, score: float = 0.9) -> Face:
    """A face that looks straight ahead: keypoints where BlazeFace puts them on a frontal face."""
    parts = [(0.3, 0.35), (0.7, 0.35), (0.5, 0.55), (0.5, 0.75), (0.1, 0.4), (0.9, 0.4)]
    points = np.array([(x + fx * side, y + fy * side) for fx, fy in parts], np.float32)
    return Face(a_box(x, y, side), score, points)


def a_frame(index: int = 0, size: tuple[int, int] = (640, 480), fps: float = 30.0) -> Frame:
    """A frame of fixed noise: sharp, of middle brightness."""
    rng = np.random.default_rng(7)
    bgr = rng.integers(60, 180, (size[1], size[0], 3), dtype=np.uint8)
    return Frame(bgr, index, "test", index / fps)


def a_quality(*reasons: Reason) -> Quality:
    return Quality(100.0, 120.0, 120.0, 0.0, 0.0, 0.0, frozenset(reasons))


def a_score(logit: float, model_id: str = "model") -> Score:
    return Score(model_id, float(1 / (1 + np.exp(-logit))), logit, 1.0)
