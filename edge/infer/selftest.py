"""Self-test of a model on known pictures: a grey one, and frames of the demo.

The grey picture tests that the file loads, accepts the contract's input and gives finite numbers;
the demo's frames test that this machine computes the logits that were recorded with the model.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from edge.capture.synthetic import Demo
from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.load import open_session
from edge.infer.scorer import Scorer
from edge.types import U8, Box, Frame, Score
from models.spec import ModelSpec

PICTURES = {
    "person_20": (20, Box(237, 146, 429, 338)),
    "person_150": (150, Box(210, 143, 398, 331)),
    "replay_200": (200, Box(250, 197, 434, 381)),
    "replay_280": (280, Box(211, 211, 400, 400)),
}
"""By name: index of a demo frame, and the box of the face in it."""

TOLERANCE, SHARE = 0.5, 0.1
"""Raw logits may differ by TOLERANCE + SHARE × |logit|: 8-bit kernels differ by processor."""

DIGITS = 3


@cache
def pictures() -> dict[str, tuple[U8, Box]]:
    """By name: the picture, uint8 (480, 640, 3), and the face in it."""
    demo = Demo(count=1)
    demo.open()
    return {name: (demo.render(index), box) for name, (index, box) in PICTURES.items()}


def record(scorer: Scorer) -> dict[str, float]:
    """The model's raw logits, by picture. Raises ModelError."""
    platt = scorer.spec.calibration
    return {
        name: round((scorer.score(bgr, [box])[0].logit - platt.offset) / platt.slope, DIGITS)
        for name, (bgr, box) in pictures().items()
    }


def refuse_other(scorer: Scorer) -> int:
    """Compare the logits with those recorded; returns how many, 0 where the entry has none.

    Raises ModelError where one differs by more than the tolerance.
    """
    wanted = scorer.spec.answers
    known = pictures()
    if not wanted.keys() & known.keys():
        return 0
    given = record(scorer)
    for name in sorted(wanted.keys() & known.keys()):
        far = abs(given[name] - wanted[name])
        if not far <= TOLERANCE + SHARE * abs(wanted[name]):
            raise ModelError(
                f"model {scorer.spec.id} gives {given[name]:.2f} for the test picture "
                f"{name} instead of the recorded {wanted[name]:.2f}: it does not run "
                'correctly on this machine; try models.provider = "cpu"'
            )
    return len(wanted.keys() & known.keys())


GREY = 127
SIDE = 256
EVIDENCE_TOLERANCE = 0.01
"""Relative to the logit, absolute for logits below 1: rounding errors of an 8-bit network."""


def probe(path: Path, spec: ModelSpec, models: ModelsConfig) -> Score | None:
    """The score of a grey face for the tasks antispoof and deepfake, else None.

    Raises ModelError where the file does not load, breaks its contract, gives no finite number,
    or gives evidence that does not add up to its score.
    """
    picture = np.full((SIDE, SIDE, 3), GREY, np.uint8)
    if spec.task == "detector" and path.suffix.lower() == ".tflite":
        from edge.vision.detector import BlazeFace

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
        from edge.infer.face_mesh import FaceMesh

        FaceMesh(spec, session).try_on_grey()
        return None
    return try_on_grey(Scorer(spec, session))


def try_on_grey(scorer: Scorer) -> Score:
    """Score a grey face, which also warms the session up.

    Raises ModelError when the score or the evidence breaks the contract.
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
                f"the evidence of model {spec.id} adds up to {total + scorer.bias:.4f} "
                f"instead of its raw logit {raw:.4f}; set output.bias = "
                f"{turned * (raw - total):.4f} in its manifest entry, or give --bias when "
                "importing"
            )
    return score
