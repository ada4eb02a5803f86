"""A dynamically quantised graph converted back to floats keeps its weights unrounded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from edge.errors import ModelError
from tools.quantise import quantise_static
from tools.quantise.dynamic import is_dynamic, to_float
from tools.quantise.run import executed_operators, outputs_of


@pytest.fixture(params=[False, True], ids=["a scale a tensor", "a scale a channel"])
def dynamic(request, graph, tmp_path) -> Path:
    """Convolutions, one in groups, and two matrix products, as onnxruntime quantises them."""
    x = graph.add("Relu", graph.conv("input", 3, 8, 3, stride=2))
    x = graph.add("Relu", graph.conv(x, 8, 8, 3, stride=2, group=8))
    x = graph.add("Flatten", graph.add("GlobalAveragePool", x))
    for rows, columns, out in ((8, 6, None), (6, 1, "logit")):
        weight = graph.rng.normal(0, 0.3, (rows, columns)).astype(np.float32)
        more = {} if out is None else {"out": out}
        x = graph.add("MatMul", x, graph.constant(weight), **more)
    float_file = graph.save(tmp_path / "f.onnx", ["n", 3, 32, 32], {"logit": ["n", 1]})
    quantised = tmp_path / "dynamic.onnx"
    quantize_dynamic(
        float_file, quantised, per_channel=request.param, weight_type=QuantType.QInt8
    )  # fmt: skip
    return quantised


def logits(path: Path, feed) -> np.ndarray:
    return np.concatenate([o["logit"].ravel() for o in outputs_of(path, feed)])


def test_the_float_graph_computes_what_the_float_model_did_but_for_the_weights_rounding(
    dynamic, batches, tmp_path
):
    assert is_dynamic(onnx.load(str(dynamic)).graph)
    assert to_float(dynamic, tmp_path / "back.onnx") == 4
    model = onnx.load(str(tmp_path / "back.onnx"))
    kinds = {node.op_type for node in model.graph.node}
    assert not {"DynamicQuantizeLinear", "ConvInteger", "MatMulInteger", "Cast"} & kinds
    assert not [t.name for t in model.graph.initializer if t.data_type == onnx.TensorProto.INT8]
    original = logits(tmp_path / "f.onnx", batches)
    back = logits(tmp_path / "back.onnx", batches)
    assert np.corrcoef(back, original)[0, 1] > 0.999
    assert np.abs(back - original).max() < 0.1 * np.abs(original).max()


def test_the_weights_are_the_levels_times_their_scale(dynamic, tmp_path):
    to_float(dynamic, tmp_path / "back.onnx")
    before = {t.name: numpy_helper.to_array(t) for t in onnx.load(str(dynamic)).graph.initializer}
    after = [
        numpy_helper.to_array(t)
        for t in onnx.load(str(tmp_path / "back.onnx")).graph.initializer
        if "_float_" in t.name
    ]
    assert len(after) == 4
    levels = [v for name, v in before.items() if name.endswith("_quantized")]
    for weight in after:
        assert any(
            weight.shape == v.shape and np.array_equal(np.sign(weight), np.sign(v)) for v in levels
        )


def test_a_converted_model_can_be_quantised_statically(dynamic, batches, tmp_path):
    with pytest.raises(ModelError, match="already quantised"):
        quantise_static(dynamic, tmp_path / "x.onnx", batches)
    to_float(dynamic, tmp_path / "back.onnx")
    quantise_static(tmp_path / "back.onnx", tmp_path / "int8.onnx", batches)
    assert executed_operators(tmp_path / "int8.onnx")["QLinearConv"] >= 1


def test_a_float_model_is_refused(small_net, tmp_path):
    with pytest.raises(ModelError, match="not quantised dynamically"):
        to_float(small_net(), tmp_path / "x.onnx")


def test_another_form_is_refused_and_nothing_written(dynamic, tmp_path):
    model = onnx.load(str(dynamic))
    next(n for n in model.graph.node if n.op_type == "Cast").op_type = "Identity"
    onnx.save(model, str(tmp_path / "odd.onnx"))
    with pytest.raises(ModelError):
        to_float(tmp_path / "odd.onnx", tmp_path / "x.onnx")
    assert not (tmp_path / "x.onnx").exists()


def test_the_fields_dynamic_model_is_as_near_to_its_float_model_in_floats(field_data, tmp_path):
    folder = field_data / "peers" / "antispoof"
    assert to_float(folder / "seed_minifasnet_v2_se_int8.onnx", tmp_path / "back.onnx") == 57
    rng = np.random.default_rng(0)
    feed = [rng.random((1, 3, 128, 128)).astype(np.float32) for _ in range(4)]

    def margins(path: Path) -> np.ndarray:
        return np.concatenate(
            [o["output"][:, 0] - o["output"][:, 1] for o in outputs_of(path, feed)]
        )

    original = margins(folder / "seed_minifasnet_v2_se_fp32.onnx")
    assert np.abs(margins(tmp_path / "back.onnx") - original).max() < 0.5
