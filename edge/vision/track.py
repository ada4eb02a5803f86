"""Tracks faces from frame to frame: a track's number stands for one person.

Each track is predicted with its last velocity; predicted and detected boxes are paired by overlap,
the best pair first. A track without a detection is continued for `max_lost_s` (an occlusion, a
missed detection) and then ends; a face that appears later gets a new number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from edge.config import TrackConfig
from edge.types import Box, Face

SMOOTHING = 0.5
"""Weight of the newest motion in a track's velocity (exponential smoothing)."""

REACH = 0.6
"""Boxes whose centres are closer than this many face sides may match without overlap."""


@dataclass(slots=True)
class _TrackState:
    face: Face
    seen_at: float
    velocity: tuple[float, float] = (0.0, 0.0)  # px/s

    def predicted(self, now: float) -> Box:
        """The predicted box; after half a second without a detection the face is taken as still."""
        dt = min(now - self.seen_at, 0.5)
        return self.face.box.shifted(self.velocity[0] * dt, self.velocity[1] * dt)

    def moved_to(self, face: Face, now: float) -> None:
        dt = now - self.seen_at
        if dt > 0:
            (x0, y0), (x1, y1) = self.face.box.center, face.box.center
            step = ((x1 - x0) / dt, (y1 - y0) / dt)
            self.velocity = (
                SMOOTHING * step[0] + (1 - SMOOTHING) * self.velocity[0],
                SMOOTHING * step[1] + (1 - SMOOTHING) * self.velocity[1],
            )
        self.face, self.seen_at = face, now


class Tracker:
    """Assigns track_id, 1, 2, 3 …; no number is used twice on one source."""

    def __init__(self, config: TrackConfig) -> None:
        self._config = config
        self._tracks: dict[int, _TrackState] = {}
        self._next_id = 1

    def update(self, faces: list[Face], now: float) -> list[Face]:
        """The same faces, in the same order, with a track_id. now: seconds, not decreasing."""
        self._drop_lost(now)
        numbers = self._match([f.box for f in faces], now)
        numbered = []
        for i, face in enumerate(faces):
            track_id = numbers.get(i)
            if track_id is None:
                track_id, self._next_id = self._next_id, self._next_id + 1
                face = replace(face, track_id=track_id)
                self._tracks[track_id] = _TrackState(face, now)
            else:
                face = replace(face, track_id=track_id)
                self._tracks[track_id].moved_to(face, now)
            numbered.append(face)
        return numbered

    def coast(self, now: float) -> list[Face]:
        """The faces of the last update at their predicted boxes, for frames without detection."""
        if not self._tracks:
            return []
        newest = max(track.seen_at for track in self._tracks.values())
        return [
            _shifted(track.face, track.predicted(now))
            for track in self._tracks.values()
            if track.seen_at == newest
        ]

    def alive(self) -> frozenset[int]:
        """All tracks that have not ended."""
        return frozenset(self._tracks)

    def reset(self, *, renumber: bool = False) -> None:
        """Drop all tracks. renumber: begin with 1 again, as for another source."""
        self._tracks.clear()
        if renumber:
            self._next_id = 1

    def _drop_lost(self, now: float) -> None:
        oldest = now - self._config.max_lost_s
        self._tracks = {i: t for i, t in self._tracks.items() if t.seen_at >= oldest}

    def _match(self, boxes: list[Box], now: float) -> dict[int, int]:
        """Index of the box to track id: pairs in order of similarity, each used once."""
        pairs = []
        for track_id, track in self._tracks.items():
            predicted = track.predicted(now)
            for i, box in enumerate(boxes):
                similarity = _similarity(predicted, box, self._config.min_iou)
                if similarity > 0:
                    pairs.append((similarity, -track_id, i))
        matched: dict[int, int] = {}
        taken: set[int] = set()
        for _, negative_id, i in sorted(pairs, reverse=True):
            if i not in matched and -negative_id not in taken:
                matched[i] = -negative_id
                taken.add(-negative_id)
        return matched


def _similarity(predicted: Box, box: Box, min_iou: float) -> float:
    """1..2 by overlap; below 1 by distance, for boxes of similar size; 0: no match."""
    iou = predicted.iou(box)
    if iou >= min_iou:
        return 1 + iou
    (x0, y0), (x1, y1) = predicted.center, box.center
    side = max(predicted.side, box.side)
    distance = float(np.hypot(x1 - x0, y1 - y0)) / side
    alike = min(predicted.side, box.side) / side
    return (1 - distance / REACH) * alike if distance < REACH and alike > 0.5 else 0.0


def _shifted(face: Face, box: Box) -> Face:
    dx = box.center[0] - face.box.center[0]
    dy = box.center[1] - face.box.center[1]
    keypoints = face.keypoints + np.array([dx, dy], np.float32)
    return replace(face, box=box, keypoints=keypoints)
