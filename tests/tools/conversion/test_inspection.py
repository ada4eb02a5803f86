"""The inspection of a model file names its layers and their consequences."""

from __future__ import annotations

from collections import Counter

import pytest

from edge.errors import ModelError
from tools.conversion.inspection import anatomy, quantisation
from tools.conversion.variants import VariantRecipe, make_variant


@pytest.mark.parametrize(
    ("operators", "kind"),
    [
        ({"Conv": 3}, "none"),
        ({"QuantizeLinear": 1, "DequantizeLinear": 2}, "static"),
        ({"QLinearConv": 1}, "static"),
        ({"DequantizeLinear": 2}, "weight-only"),
        ({"DynamicQuantizeLinear": 1, "ConvInteger": 1}, "dynamic"),
        ({"MatMulInteger": 1, "QuantizeLinear": 1}, "dynamic"),
    ],
)
def test_the_kind_of_quantisation_is_recognised_by_the_operators(operators, kind):
    assert quantisation(Counter(operators)) == kind


def test_the_anatomy_counts_what_is_there(subject):
    found = anatomy(subject.path)
    assert found.operators["Conv"] == 5
    assert found.inputs == {"input": ["n", 3, 32, 32]}
    assert set(found.outputs) == {"logit", "evidence"}
    assert found.parameters == 432 + 16 + 144 + 16 + 64 + 4 + 64 + 16 + 512 + 32 + 2048 + 1
    assert found.quantisation == "none"


def test_an_int8_file_says_it_is_static(subject, batches, tmp_path):
    made = make_variant(subject, "int8", tmp_path / "i.onnx", VariantRecipe(batches=batches))
    found = anatomy(made.path)
    assert found.quantisation == "static"
    assert any("does not depend on the faces beside it" in r for r in found.remarks)


def test_operators_without_an_integer_kernel_are_named(graph, tmp_path):
    import numpy as np

    graph.add("PRelu", "input", graph.constant(np.ones((4, 1, 1), np.float32)), out="y")
    path = graph.save(tmp_path / "g.onnx", [1, 4, 2, 2], {"y": [1, 4, 2, 2]})
    assert any(r.startswith("1 × PRelu: has no integer kernel") for r in anatomy(path).remarks)


@pytest.mark.field_data
def test_the_reference_is_seen_to_be_dynamic_and_full_of_prelu(field_data):
    found = anatomy(field_data / "peers/antispoof/seed_minifasnet_v2_se_int8.onnx")
    assert found.quantisation == "dynamic"
    assert found.operators["ConvInteger"] == 55
    assert any("33 × PRelu" in r for r in found.remarks)
    assert any("moves with the other faces" in r for r in found.remarks)


def test_a_file_that_is_no_model_is_refused_with_a_sentence(tmp_path):
    (bad := tmp_path / "bad.onnx").write_bytes(b"\x00" * 50)
    with pytest.raises(ModelError, match=r"not a readable ONNX model|without operators"):
        anatomy(bad)
