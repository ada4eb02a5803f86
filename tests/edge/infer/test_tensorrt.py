"""The options of an engine are the same when it is built and when it is used."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_models import onnx_bytes, spec_of

from edge.errors import ModelError
from edge.infer.tensorrt import recipe_for
from models.inspection import read_onnx
from models.registry import Registry
from models.spec import InputSpec

GOOD = onnx_bytes()
FOLDER = Path("/cache/engines")


def test_an_engine_is_for_one_face_regardless_of_their_number() -> None:
    options = recipe_for(spec_of(GOOD), read_onnx(GOOD), "fp16").options(FOLDER)
    assert options == {
        "trt_engine_cache_enable": True,
        "trt_engine_cache_path": "/cache/engines",
        "trt_fp16_enable": True,
        "trt_profile_min_shapes": "input:1x3x16x16",
        "trt_profile_opt_shapes": "input:1x3x16x16",
        "trt_profile_max_shapes": "input:1x3x16x16",
    }


def test_only_where_it_is_built_are_timings_kept_and_nothing_else_differs() -> None:
    recipe = recipe_for(spec_of(GOOD), read_onnx(GOOD), "fp32")
    building = recipe.options(FOLDER, Path("/cache/timings"))
    assert building.items() - recipe.options(FOLDER).items() == {
        ("trt_timing_cache_enable", True),
        ("trt_timing_cache_path", "/cache/timings"),
    }


def test_a_file_that_fixes_its_shape_needs_no_profile() -> None:
    content = onnx_bytes(batch=1)
    options = recipe_for(spec_of(content), read_onnx(content), "fp32").options(FOLDER)
    assert not any("profile" in name for name in options)


def test_another_file_and_another_precision_have_another_folder() -> None:
    other = onnx_bytes(bias=0.5)
    names = {
        recipe_for(spec_of(content), read_onnx(content), precision).folder
        for content in (GOOD, other)
        for precision in ("fp32", "fp16")
    }
    assert len(names) == 4


@pytest.mark.parametrize("task", ["antispoof", "deepfake"])
def test_the_8_bit_models_that_ship_are_refused_and_the_one_in_floats_is_named(task: str) -> None:
    registry = Registry.open()
    spec = registry.default(task)
    assert spec is not None
    graph = read_onnx(registry.path(spec).read_bytes())
    with pytest.raises(ModelError, match="TensorRT needs a float model") as refused:
        recipe_for(spec, graph, "fp16", registry.specs())
    (named,) = [s for s in registry.specs() if f'models.{task} = "{s.id}"' in str(refused.value)]
    assert recipe_for(named, read_onnx(registry.path(named).read_bytes()), "fp16").shape[0] == 1


def test_an_8_bit_model_whose_activations_are_signed_and_around_0_is_built_in_8_bits() -> None:
    graph = read_onnx(GOOD)
    graph.operators["QuantizeLinear"] = 1
    graph.symmetric = True
    options = recipe_for(spec_of(GOOD, precision="int8"), graph, "fp16").options(FOLDER)
    assert options["trt_int8_enable"] is True
    assert options["trt_fp16_enable"] is True
    assert "trt_int8_enable" not in recipe_for(spec_of(GOOD), read_onnx(GOOD), "fp16").options(
        FOLDER
    )


@pytest.mark.parametrize(
    "changes",
    [{"file": "toy.tflite"}, {"task": "detector", "input": None}],
)
def test_a_model_that_does_not_run_in_onnxruntime_needs_no_engine(
    changes: dict[str, object],
) -> None:
    with pytest.raises(ModelError, match="it needs no engine"):
        recipe_for(spec_of(GOOD, **changes), read_onnx(GOOD), "fp32")


def test_the_shape_is_the_contracts() -> None:
    spec = spec_of(GOOD, input=InputSpec(size=128, expansions=(1.0, 2.7)))
    assert recipe_for(spec, read_onnx(GOOD), "fp32").shape == (1, 6, 128, 128)
