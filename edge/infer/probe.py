"""Tries a model on a grey picture: does it load, take what its contract says, give numbers?"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.scorer import Scorer
from edge.infer.session import open_session
from edge.types import Box, Frame, Score
from models.spec import ModelSpec

GREY = 127
SIDE = 256
EVIDENCE_TOLERANCE = 0.01
"""Of the logit, or absolutely below 1: what rounding in an 8-bit network may leave."""


def probe(path: Path, spec: ModelSpec, models: ModelsConfig) -> Score | None:
    """The score of a grey face for antispoof and deepfake, else None.

    Raises ModelError where the file does not load, breaks its contract, gives no finite number,
    or gives evidence that does not add up to its score.
    """
    picture = np.full((SIDE, SIDE, 3), GREY, np.uint8)
    if spec.task == "detector" and path.suffix.lower() == ".tflite":
        from edge.detect.blazeface import BlazeFace

        detector = BlazeFace(path, video=False, min_score=0.5, max_faces=1)
        try:
            detector.detect(Frame(picture, 0, "grey", 0.0))
        finally:
            detector.close()
        return None
    session = open_session(path, spec, models)
    if spec.input is None:
        return None
    if spec.task == "landmarks":
        from edge.landmarks.face_mesh import FaceMesh

        FaceMesh(spec, session).try_on_grey()
        return None
    return try_on_grey(Scorer(spec, session))


def try_on_grey(scorer: Scorer) -> Score:
    """Score a grey face: also the warm-up that a first frame need not wait for.

    Raises ModelError when the score or the evidence is not what the contract says.
    """
    spec = scorer.spec
    picture = np.full((SIDE, SIDE, 3), GREY, np.uint8)
    score = scorer.score(picture, [Box(64, 64, 192, 192)])[0]
    if score.evidence is not None:
        raw = (score.logit - spec.calibration.offset) / spec.calibration.slope
        total = float(score.evidence.sum(dtype=np.float64))
        if abs(total + scorer.bias - raw) > EVIDENCE_TOLERANCE * max(1.0, abs(raw)):
            turned = 1 if spec.output.attack_index == 1 else -1
            raise ModelError(
                f"the evidence of model {spec.id} adds up to {total + scorer.bias:.4f} instead of "
                f"its raw logit {raw:.4f}; say output.bias = {turned * (raw - total):.4f} in its "
                "manifest entry, or --bias when importing"
            )
    return score
