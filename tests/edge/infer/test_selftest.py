"""The self-test finds a model that has the right hash and still does not work."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_models import onnx_bytes, spec_of

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.selftest import probe
from models.registry import Registry
from models.spec import Calibration, OutputSpec

ONE_THREAD = ModelsConfig(threads=1)


def probed(folder: Path, content: bytes, **changes: object) -> float:
    path = folder / "toy.onnx"
    path.write_bytes(content)
    score = probe(path, spec_of(content, **changes), ONE_THREAD)
    assert score is not None
    return score.logit


def test_a_good_model_gives_its_grey_score(tmp_path: Path) -> None:
    assert probed(tmp_path, onnx_bytes(weights=(0.1,))) == pytest.approx(
        0.1 * 127 / 255 * 16 + 0.25, abs=1e-4
    )


def test_calibration_does_not_disturb_the_evidence(tmp_path: Path) -> None:
    probed(tmp_path, onnx_bytes(weights=(0.1,)), calibration=Calibration(slope=3, offset=2))


@pytest.mark.parametrize(
    ("content", "changes", "said"),
    [
        (onnx_bytes(fault="nan"), {}, "not a finite number"),
        (onnx_bytes(fault="three"), {}, "its contract states 1 per face"),
        (
            onnx_bytes(),
            {"output": OutputSpec(evidence="evidence", bias=1.0)},
            r"adds up to .* set output\.bias = 0\.2500",
        ),
    ],
    ids=["NaN", "three classes", "wrong bias"],
)
def test_a_bad_one_is_an_error(
    tmp_path: Path, content: bytes, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ModelError, match=said):
        probed(tmp_path, content, **changes)


def test_every_model_that_ships_is_there_and_works(tmp_path: Path) -> None:
    registry = Registry.open(user=tmp_path)
    assert registry.specs()
    for spec in registry.specs():
        probe(registry.verified(spec), spec, ONE_THREAD)
