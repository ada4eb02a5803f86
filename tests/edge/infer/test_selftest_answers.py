"""A model whose answers differ from the recorded ones is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from toy_models import onnx_bytes, shipped_folder, spec_of

from edge.config import Config, ModelsConfig
from edge.errors import ModelError
from edge.infer.scorer import Scorer
from edge.infer.selftest import PICTURES, SHARE, TOLERANCE, pictures, record, refuse_other
from edge.runtime.factory import build_detector
from edge.types import Frame
from models.registry import Registry
from models.spec import Calibration

GOOD = onnx_bytes()
SETTINGS = ModelsConfig(threads=1)


def scorer(folder: Path, **fields: object) -> Scorer:
    spec = spec_of(GOOD, **fields)
    registry = Registry.open(shipped_folder(folder, (spec, GOOD)), folder / "user")
    return Scorer.load(registry, "toy", SETTINGS)


def test_the_pictures_are_always_the_same_with_the_face_in_its_box() -> None:
    detector = build_detector(Config(), Registry.open(), video=False)
    try:
        for index, (bgr, box) in enumerate(pictures().values()):
            (face, *_) = detector.detect(Frame(bgr.copy(), index, "known", 0.0))
            assert face.box.iou(box) > 0.9
    finally:
        detector.close()
    first = {name: bgr.copy() for name, (bgr, _) in pictures().items()}
    pictures.cache_clear()
    assert all(np.array_equal(first[name], bgr) for name, (bgr, _) in pictures().items())


def test_a_model_gives_the_answers_that_were_recorded_whatever_its_calibration(
    tmp_path: Path,
) -> None:
    answers = record(scorer(tmp_path / "a"))
    assert answers.keys() == PICTURES.keys()
    calibrated = scorer(
        tmp_path / "b", answers=answers, calibration=Calibration(slope=2.0, offset=-9.0)
    )
    assert refuse_other(calibrated) == len(PICTURES)


def test_an_entry_without_answers_is_not_asked(tmp_path: Path) -> None:
    assert refuse_other(scorer(tmp_path)) == 0
    assert refuse_other(scorer(tmp_path / "b", answers={"a picture of tomorrow": 1.0})) == 0


@pytest.mark.parametrize(("far", "refused"), [(0.9, False), (1.1, True)])
def test_another_answer_is_refused_beyond_what_rounding_may_do(
    tmp_path: Path, far: float, refused: bool
) -> None:
    answers = record(scorer(tmp_path / "a"))
    name = next(iter(answers))
    wanted = answers[name]
    answers[name] = wanted + far * (TOLERANCE + SHARE * abs(wanted)) / (1 - SHARE * far)
    other = scorer(tmp_path / "b", answers=answers)
    if not refused:
        assert refuse_other(other) == len(PICTURES)
        return
    with pytest.raises(ModelError, match=f"the test picture {name}"):
        refuse_other(other)


@pytest.mark.parametrize(
    "model_id",
    [s.id for s in Registry.open().shipped_specs() if s.task in ("antispoof", "deepfake")],
)
def test_every_model_that_ships_gives_its_recorded_answers_here(model_id: str) -> None:
    loaded = Scorer.load(Registry.open(), model_id, SETTINGS)
    assert refuse_other(loaded) == len(PICTURES), (
        f"put what `facevouch models answers {model_id}` prints into its entry, then sign it"
    )
