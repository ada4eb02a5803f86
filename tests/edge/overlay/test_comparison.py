"""Both models' maps side by side: where their tiles lie, and that they cover nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from makers import a_face, a_quality

from edge.overlay.comparison import BELOW, covered, map_tiles
from edge.overlay.face_shapes import face_shapes
from edge.overlay.opencv_painter import measure
from edge.overlay.primitives import FaceMark, primitives
from edge.overlay.score_memory import TASKS, ScoreMemory
from edge.overlay.words import ENGLISH
from edge.types import Box, Face, FaceResult, FrameResult, Lean, Score, State, TaskEvidence, Verdict

SHAPE = (480, 640, 3)
AREA = Box(0, 0, 640, 480)


def placed(box: Box) -> tuple[FrameResult, ScoreMemory, list[Box]]:
    """A face with two maps at `box`, and what it and its bars cover."""
    evidence = np.zeros((8, 8), np.float32)
    evidence[0, 0] = 1.0
    to_frame = np.array([[box.width, 0, box.x1], [0, box.height, box.y1]], np.float32)
    scores = {each: Score(each, 0.7, 0.8, 1.0, evidence, to_frame) for each in ("m1", "m2")}
    bars = tuple(TaskEvidence(task, 1.0, -4.6, 4.6, Lean.OPEN, 12) for task in TASKS)
    verdict = Verdict(3, State.LIVE, 0.7, 12, 0.0, None, frozenset(), bars)
    face: Face = replace(a_face(), box=box, track_id=3)
    faces = (FaceResult(face, a_quality(), verdict, scores),)
    result = FrameResult(0, 0.0, "t", (640, 480), faces, {})
    memory = ScoreMemory({"m1": "antispoof", "m2": "deepfake"})
    memory.update(result)
    (mark,) = [each for each in primitives(result) if isinstance(each, FaceMark)]
    return result, memory, covered(box, face_shapes(mark, box, AREA, 1.0, measure, ENGLISH))


def apart(one: Box, other: Box) -> bool:
    beside = one.x2 <= other.x1 or other.x2 <= one.x1
    return beside or one.y2 <= other.y1 or other.y2 <= one.y1


@pytest.mark.parametrize(
    "box",
    [
        Box(20, 20, 140, 140),
        Box(480, 320, 600, 440),
        Box(260, 180, 380, 300),
        Box(480, 40, 620, 180),
    ],
)
def test_tiles_and_their_text_cover_neither_a_face_nor_its_bars(box: Box) -> None:
    result, memory, taken = placed(box)
    tiles = map_tiles(result, memory.opinion, AREA, SHAPE, 1.0, taken)
    assert [tile.task for tile in tiles] == ["antispoof", "deepfake"]
    whole = [
        Box(each.place.x1, each.place.y1, each.place.x2, each.place.y2 + BELOW) for each in tiles
    ]
    for block in whole:
        assert all(apart(block, other) for other in taken)
        assert block.x1 >= 0 <= block.y1
        assert block.x2 <= 640
        assert block.y2 <= 480
    assert apart(*whole)


def test_there_are_no_tiles_where_a_face_leaves_no_room() -> None:
    result, memory, taken = placed(Box(100, 60, 560, 440))
    assert map_tiles(result, memory.opinion, AREA, SHAPE, 1.0, taken) == []
    assert len(map_tiles(result, memory.opinion, AREA, SHAPE, 1.0)) == 2
