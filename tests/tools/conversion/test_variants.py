"""Every variant of a model: its format, its size and its agreement with the original."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from edge.errors import ModelError
from tools.conversion.scores import logits_of
from tools.conversion.variants import (
    VARIANTS,
    VariantRecipe,
    make_variant,
    packed_size,
    prune,
    saving,
)

ONNX = [name for name, (suffix, _) in VARIANTS.items() if suffix == ".onnx"]


@pytest.mark.parametrize("name", ONNX)
def test_every_onnx_variant_is_smaller_or_pruned_and_ranks_alike(
    subject, crops, batches, tmp_path, name
):
    made = make_variant(subject, name, tmp_path / f"{name}.onnx", VariantRecipe(batches=batches))
    before, after = logits_of(subject, crops), logits_of(made, crops)
    assert np.corrcoef(before, after)[0, 1] > (0.8 if "p50" in name else 0.99)
    assert made.spec.bytes == made.path.stat().st_size
    if name != "q32-p50":
        assert made.spec.bytes < subject.spec.bytes


@pytest.mark.parametrize(
    ("name", "precision"),
    [("q16", "fp16"), ("q8", "q8"), ("int8", "int8"), ("q32-p50", "fp32"), ("q8-p50", "q8")],
)
def test_the_contract_states_the_precision_the_file_has(
    subject, batches, tmp_path, name, precision
):
    made = make_variant(subject, name, tmp_path / "v.onnx", VariantRecipe(batches=batches))
    assert made.spec.precision == precision
    assert made.spec.id == f"small_{name}"
    assert made.spec.input == subject.spec.input


def test_pruning_zeroes_the_smallest_half_and_leaves_the_tail(subject, tmp_path):
    done = prune(subject.path, tmp_path / "p.onnx")
    assert done.share == pytest.approx(0.5, abs=0.01)
    before = {
        t.name: numpy_helper.to_array(t) for t in onnx.load(str(subject.path)).graph.initializer
    }
    after = {
        t.name: numpy_helper.to_array(t)
        for t in onnx.load(str(tmp_path / "p.onnx")).graph.initializer
    }
    for name, weight in before.items():
        pruned = after[name]
        if weight.ndim == 4 and weight.shape[0] > 1:
            gone = (pruned == 0) & (weight != 0)
            assert np.abs(weight[gone]).max() <= np.abs(weight[~gone]).min()
        else:
            np.testing.assert_array_equal(weight, pruned)


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0, float("nan")])
def test_a_share_that_prunes_nothing_or_everything_is_refused(subject, tmp_path, share):
    with pytest.raises(ModelError, match="between 0 and 1"):
        prune(subject.path, tmp_path / "p.onnx", share)


@pytest.mark.parametrize(
    ("ratio", "says"),
    [(1.02, "no millisecond"), (0.5, "50% of the time"), (1.5, "cost 50% more time")],
)
def test_pruning_says_what_it_saved(tmp_path, ratio, says):
    rng = np.random.default_rng(0)
    (before := tmp_path / "a").write_bytes(rng.bytes(4000))
    (after := tmp_path / "b").write_bytes(bytes(4000))
    plain, packed, sentence = saving(before, after, ratio)
    assert plain == 0
    assert packed == packed_size(before) - packed_size(after) > 3900
    assert sentence.startswith("saved no byte (")
    assert says in sentence


@pytest.mark.parametrize("name", ["q16", "tflite-fp32"])
def test_a_quantised_model_is_no_source_for_another_float_form(subject, batches, tmp_path, name):
    int8 = make_variant(subject, "int8", tmp_path / "i.onnx", VariantRecipe(batches=batches))
    with pytest.raises(ModelError, match="already quantised"):
        make_variant(int8, name, tmp_path / f"x{VARIANTS[name][0]}", VariantRecipe())


def test_an_unknown_variant_and_a_wrong_suffix_are_named(subject, tmp_path):
    with pytest.raises(ModelError, match="no variant 'q4'"):
        make_variant(subject, "q4", tmp_path / "x.onnx", VariantRecipe())
    with pytest.raises(ModelError, match=r"is a \.tflite file"):
        make_variant(subject, "tflite-fp32", tmp_path / "x.onnx", VariantRecipe())


@pytest.mark.usefixtures("no_convert_environment")
def test_a_missing_conversion_environment_is_reported_with_how_to_make_it(subject, tmp_path):
    with pytest.raises(ModelError, match="make convert-env"):
        make_variant(subject, "tflite-fp32", tmp_path / "x.tflite", VariantRecipe())


@pytest.fixture
def dynamic(subject, tmp_path):
    """The small net as onnxruntime's dynamic quantizer leaves it."""
    path = tmp_path / "dynamic.onnx"
    quantize_dynamic(subject.path, path, weight_type=QuantType.QInt8)
    return subject.variant(path, "int8")


@pytest.mark.parametrize("name", ["fp32", "int8", "q16", "q8"])
def test_a_dynamically_quantised_model_goes_through_floats(dynamic, crops, batches, tmp_path, name):
    recipe = VariantRecipe(batches=batches)
    made = make_variant(dynamic, name, tmp_path / f"{name}.onnx", recipe)
    before, after = logits_of(dynamic, crops), logits_of(made, crops)
    assert np.corrcoef(before, after)[0, 1] > 0.99
    assert made.spec.id == f"small_{name}"
    noted = recipe.notes.get(f"{name}.onnx", "")
    assert ("turned back into floats first" in noted) == (name != "fp32")


def test_only_a_dynamically_quantised_model_is_put_into_floats(subject, tmp_path):
    with pytest.raises(ModelError, match="not quantised dynamically"):
        make_variant(subject, "fp32", tmp_path / "x.onnx", VariantRecipe())
