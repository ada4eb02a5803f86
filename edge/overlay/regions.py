"""Where on a face an evidence map speaks: its sum by region, for one sentence beside the map."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from edge.overlay.primitives import Heat
from edge.types import F32, Face

USUAL = (0.38, 0.6, 0.78)
"""Heights of eyes, nose and mouth in a face's box, where a detector gives no keypoints."""


class Region(StrEnum):
    """A part of the face, or what lies around it: a print's edge, a phone's frame, hair."""

    AROUND = "around"
    FOREHEAD = "forehead"
    EYES = "eyes"
    NOSE = "nose"
    MOUTH = "mouth"


@dataclass(frozen=True, slots=True)
class Why:
    """What a map says in short.

    attack: which way is asked about. region: where most of what speaks that way lies; share: of
    all that does, 0..1.
    """

    attack: bool
    region: Region
    share: float


def why(heat: Heat, face: Face, *, attack: bool) -> Why | None:
    """Where the map speaks for an attack, or for a live person; None where nowhere."""
    speaking = np.clip(heat.evidence if attack else -heat.evidence, 0, None)
    whole = float(speaking.sum())
    if whole <= 0:
        return None
    regions = _regions(heat, face)
    sums = {region: float(speaking[regions == i].sum()) for i, region in enumerate(Region)}
    region = max(sums, key=lambda each: sums[each])
    return Why(attack, region, sums[region] / whole)


def _regions(heat: Heat, face: Face) -> F32:
    """Index of each cell's region, by where its middle lies."""
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
    """Of eyes, nose and mouth, frame px; BlazeFace's order of keypoints."""
    if len(face.keypoints) >= 4:
        points = face.keypoints[:, 1]
        eyes, nose, mouth = float(points[:2].mean()), float(points[2]), float(points[3])
        if eyes < nose < mouth:  # else the head is tilted too far for bands across it
            return eyes, nose, mouth
    eyes, nose, mouth = (face.box.y1 + part * face.box.height for part in USUAL)
    return eyes, nose, mouth
