"""The evidence maps of the faces in view, moved to their current boxes, and the maps' summaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from edge.overlay.primitives import Heat, one_scale
from edge.overlay.regions import Why, why
from edge.overlay.score_memory import Opinion
from edge.types import F32, Box, FaceResult, FrameResult

OpinionOf = Callable[[int, str], Opinion | None]
"""(track id, task) → the newest opinion, or None."""


def maps(result: FrameResult, opinion_of: OpinionOf, task: str) -> list[Heat]:
    """The newest map of every face in view, moved to the face's current box, all on one scale."""
    found = (face_map(face, opinion_of, task) for face in result.faces)
    return one_scale(heat for heat in found if heat is not None)


def face_map(face: FaceResult, opinion_of: OpinionOf, task: str) -> Heat | None:
    """The newest map of a face, moved to the face's current box; None without one.

    Its limit is the placeholder 1.0, which `one_scale` replaces.
    """
    opinion = opinion_of(face.face.track_id, task)
    if opinion is None or opinion.score.evidence is None or opinion.score.to_frame is None:
        return None
    evidence, to_frame = opinion.score.evidence, opinion.score.to_frame
    if opinion.box != face.face.box:
        to_frame = (_moved(opinion.box, face.face.box) @ np.vstack([to_frame, (0, 0, 1)]))[:2]
    return Heat(evidence, to_frame, 1.0)


def largest_face(result: FrameResult) -> FaceResult | None:
    """The face with the longest side, which the sentence beside a map describes."""
    return max(result.faces, key=lambda face: face.face.box.side, default=None)


def reason(result: FrameResult, opinion_of: OpinionOf, task: str) -> tuple[int, Why] | None:
    """Track id and summary of the largest face's map."""
    face = largest_face(result)
    found = None if face is None else reason_of(face, opinion_of, task)
    return None if face is None or found is None else (face.face.track_id, found)


def reason_of(face: FaceResult, opinion_of: OpinionOf, task: str) -> Why | None:
    """The summary of a face's map, for the direction (attack or live) of the score it belongs to;
    `alone` where the track's evidence sum goes the other way. None without a map.
    """
    opinion, heat = opinion_of(face.face.track_id, task), face_map(face, opinion_of, task)
    if opinion is None or heat is None:
        return None
    totals = {evidence.task: evidence.total for evidence in face.verdict.evidence}
    attack, total = opinion.score.logit > 0, totals.get(task, 0.0)
    found = why(heat, face.face, attack=attack)
    other_way = total != 0 and (total > 0) is not attack
    return found if found is None else replace(found, alone=other_way)


def evidence_at(
    result: FrameResult, opinion_of: OpinionOf, task: str, x: float, y: float
) -> float | None:
    """The evidence (logits) of the cell at a position of the frame (px); None outside all maps."""
    for face in result.faces:
        heat = face_map(face, opinion_of, task)
        if heat is None:
            continue
        square = np.vstack([heat.to_frame, (0, 0, 1)])
        u, v, _ = np.linalg.solve(square, (x, y, 1.0))
        rows, columns = heat.evidence.shape
        if 0 <= u < 1 and 0 <= v < 1:
            return float(heat.evidence[int(v * rows), int(u * columns)])
    return None


def _moved(before: Box, now: Box) -> F32:
    """(3, 3) float32: the homogeneous transform from box `before` to box `now`, frame px."""
    x, y = now.width / max(before.width, 1e-6), now.height / max(before.height, 1e-6)
    moved = np.array([[x, 0, now.x1 - before.x1 * x], [0, y, now.y1 - before.y1 * y], [0, 0, 1]])
    return np.asarray(moved, np.float32)
