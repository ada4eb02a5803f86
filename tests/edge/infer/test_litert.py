"""TFLite models run behind the same interface, stored in floats or in 8 bits."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest
from toy_models import SIZE, spec_of, tflite_bytes

import models
from edge.config import ModelsConfig
from edge.errors import MissingExtraError, ModelError
from edge.infer.litert import dequantise, quantise
from edge.infer.load import open_session
from edge.infer.scorer import Scorer
from edge.types import Box
from models.spec import InputSpec, ModelSpec, OutputSpec
from models.tflite_inspection import interpreter_class

ONE_THREAD = ModelsConfig(threads=1)
WEIGHTS = np.random.default_rng(2).normal(size=(1, SIZE * SIZE * 3)).astype(np.float32) / 50
IMAGE = np.random.default_rng(4).random((1, SIZE, SIZE, 3), np.float32)
INPUT = InputSpec(size=SIZE, expansions=(1.5,), layout="NHWC")
BLAZEFACE = Path(models.__file__).parent / "weights" / "blaze_face_short_range.tflite"


def saved(folder: Path, content: bytes, **changes: object) -> tuple[Path, ModelSpec]:
    path = folder / "toy.tflite"
    path.write_bytes(content)
    fields: dict[str, object] = {"file": path.name, "input": INPUT, "output": OutputSpec()}
    return path, spec_of(content, **(fields | changes))


@pytest.mark.parametrize(
    ("int8", "apart"), [(False, 1e-5), (True, 0.0625)], ids=["float", "8 bits, a step apart"]
)
def test_a_model_gives_the_number_its_weights_give(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], int8: bool, apart: float
) -> None:
    session = open_session(*saved(tmp_path, tflite_bytes(WEIGHTS, 0.5, int8=int8)), ONE_THREAD)
    outputs = session.run(IMAGE)
    expected = float(IMAGE.reshape(-1) @ WEIGHTS.reshape(-1)) + 0.5
    assert outputs["logit"].dtype == np.float32
    assert float(outputs["logit"][0, 0]) == pytest.approx(expected, abs=apart)
    assert session.providers == ("LiteRT",)
    assert session.one_by_one
    assert capfd.readouterr().err == ""


def test_faces_are_scored_one_after_the_other_channels_last(tmp_path: Path) -> None:
    path, spec = saved(
        tmp_path, tflite_bytes(np.ones_like(WEIGHTS) / WEIGHTS.size, 0.0, int8=False)
    )
    toy = Scorer(spec, open_session(path, spec, ONE_THREAD))
    frame = np.zeros((64, 128, 3), np.uint8)
    frame[:, 64:] = 255
    dark, bright = toy.score(frame, [Box(16, 16, 40, 40), Box(88, 16, 112, 40)])
    assert (dark.logit, bright.logit) == pytest.approx((0.0, 1.0), abs=1e-5)


def test_a_real_model_names_its_outputs() -> None:
    content = BLAZEFACE.read_bytes()
    spec = spec_of(
        content,
        id="blazeface",
        file=BLAZEFACE.name,
        task="landmarks",
        input=None,
    )
    outputs = open_session(BLAZEFACE, spec, ONE_THREAD).run(np.zeros((1, 128, 128, 3), np.float32))
    assert {n: v.shape for n, v in outputs.items()} == {
        "regressors": (1, 896, 16),
        "classificators": (1, 896, 1),
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a TFLite file"),
        (b"no model at all" * 50, "not a TFLite file"),
        (tflite_bytes(WEIGHTS, 0.5, int8=False)[:300], "not a TFLite file"),
    ],
    ids=["empty", "no model", "truncated"],
)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        open_session(*saved(tmp_path, content), ONE_THREAD)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"input": InputSpec(size=SIZE, expansions=(1.5,))}, "1×16×16×3, .*N×3×16×16"),
        ({"output": OutputSpec(name="score")}, "no output 'score'; it has logit"),
    ],
    ids=["channels first", "another name"],
)
def test_a_model_that_breaks_its_contract_is_refused(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ModelError, match=said):
        open_session(
            *saved(tmp_path, tflite_bytes(WEIGHTS, 0.5, int8=False), **changes), ONE_THREAD
        )


def test_a_tensor_of_another_shape_is_one_clear_error(tmp_path: Path) -> None:
    session = open_session(*saved(tmp_path, tflite_bytes(WEIGHTS, 0.5, int8=False)), ONE_THREAD)
    with pytest.raises(ModelError, match=r"failed on a tensor of shape \(2, 16, 16, 3\)"):
        session.run(np.zeros((2, SIZE, SIZE, 3), np.float32))


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16])
def test_numbers_come_back_from_integers_within_half_a_step(kind: type[np.integer]) -> None:
    detail = {"dtype": kind, "quantization": (0.01, 5)}
    x = np.linspace(0, 1.2, 50, dtype=np.float32)
    stored = quantise(x, detail)
    assert stored.dtype == kind
    np.testing.assert_allclose(dequantise(stored, detail), x, atol=0.00501)


def test_numbers_beyond_the_range_stop_at_its_ends() -> None:
    detail = {"dtype": np.int8, "quantization": (0.01, 0)}
    assert quantise(np.array([-9, 9], np.float32), detail).tolist() == [-128, 127]


def test_the_older_library_is_taken_first_and_none_is_a_missing_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Older:
        class Interpreter:
            pass

    installed: dict[str, object] = {"tflite_runtime.interpreter": Older}

    def load(name: str) -> object:
        if name in installed:
            return installed[name]
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", load)
    assert interpreter_class() is Older.Interpreter
    installed.clear()
    with pytest.raises(MissingExtraError, match=r"pip install 'facevouch\[litert\]'"):
        interpreter_class()
