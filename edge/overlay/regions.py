"""Sums an evidence map by region of the face, for the sentence that summarises the map."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from edge.overlay.primitives import Heat
from edge.types import F32, Face

USUAL = (0.38, 0.6, 0.78)
"""Heights of eyes, nose and mouth, as shares of the face's box, for detectors without keypoints."""


class Region(StrEnum):
    """A part of the face, or its surroundings: a print's edge, a phone's frame, hair."""

    AROUND = "around"
    FOREHEAD = "forehead"
    EYES = "eyes"
    NOSE = "nose"
    MOUTH = "mouth"


@dataclass(frozen=True, slots=True)
class Why:
    """The summary of an evidence map in one direction.

    attack: True for evidence of attack, False for evidence of bona fide. region: the region with
    most of it; share: that region's share of all evidence in this direction, 0..1. alone: True
    where the track's evidence so far goes the other way.
    """

    attack: bool
    region: Region
    share: float
    alone: bool = False


def why(heat: Heat, face: Face, *, attack: bool) -> Why | None:
    """The summary of the map's evidence of attack or of bona fide; None without such evidence."""
    speaking = np.clip(heat.evidence if attack else -heat.evidence, 0, None)
    whole = float(speaking.sum())
    if whole <= 0:
        return None
    regions = _regions(heat, face)
    sums = {region: float(speaking[regions == i].sum()) for i, region in enumerate(Region)}
    region = max(sums, key=lambda each: sums[each])
    return Why(attack, region, sums[region] / whole)


def _regions(heat: Heat, face: Face) -> F32:
    """(h, w) float32: index of each cell's region in Region's order, by the cell's centre."""
    rows, columns = heat.evidence.shape
    x, y = np.meshgrid((np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows)
    units = np.stack([x.ravel(), y.ravel(), np.ones(x.size)])
    across, down = heat.to_frame @ units
    box = face.box
    eyes, nose, mouth = _heights(face)
    order = list(Region)
    index = np.full(x.size, order.index(Region.MOUTH))
    index[down < (nose + mouth) / 2] = order.index(Region.NOSE)
    index[down < (eyes + nose) / 2] = order.index(Region.EYES)
    index[down < eyes - (nose - eyes) / 2] = order.index(Region.FOREHEAD)
    outside = (across < box.x1) | (across > box.x2) | (down < box.y1) | (down > box.y2)
    index[outside] = order.index(Region.AROUND)
    return np.asarray(index.reshape(rows, columns), np.float32)


def _heights(face: Face) -> tuple[float, float, float]:
    """The y coordinates of eyes, nose and mouth, frame px; keypoints are in BlazeFace's order."""
    if len(face.keypoints) >= 4:
        points = face.keypoints[:, 1]
        eyes, nose, mouth = float(points[:2].mean()), float(points[2]), float(points[3])
        if eyes < nose < mouth:  # else the head is tilted too far for horizontal bands
            return eyes, nose, mouth
    eyes, nose, mouth = (face.box.y1 + part * face.box.height for part in USUAL)
    return eyes, nose, mouth
