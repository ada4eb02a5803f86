"""The reader of model files agrees with the onnx package."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from toy_models import onnx_bytes, tflite_bytes

import models
from edge.errors import ModelError
from models.inspection import Graph, Shape, read_onnx
from models.tflite_inspection import read_tflite

PEERS = (
    "minivision_v1se_scale40",
    "minivision_v2_scale27",
    "seed_minifasnet_v2_se_fp32",
    "seed_minifasnet_v2_se_int8",
    "seed_yunet",
)


def by_onnx(content: bytes) -> tuple[Counter[str], dict[str, Shape], dict[str, Shape], int]:
    graph = onnx.load_from_string(content).graph
    weights = {tensor.name for tensor in graph.initializer}

    def shapes(infos: list[onnx.ValueInfoProto]) -> dict[str, Shape]:
        return {
            info.name: tuple(d.dim_value or None for d in info.type.tensor_type.shape.dim)
            for info in infos
            if info.name not in weights
        }

    operators = Counter(node.op_type for node in graph.node)
    return operators, shapes(graph.input), shapes(graph.output), len(weights)


def same(content: bytes) -> bool:
    graph = read_onnx(content)
    return by_onnx(content) == (graph.operators, graph.inputs, graph.outputs, graph.weights)


@pytest.mark.parametrize(
    "content",
    [onnx_bytes(), onnx_bytes(weights=(1, 2), kind="pair", batch=1), onnx_bytes(fault="dynamic")],
)
def test_a_small_model_reads_as_onnx_reads_it(content: bytes) -> None:
    assert same(content)


@pytest.mark.field_data
@pytest.mark.parametrize("name", PEERS)
def test_the_fields_models_read_as_onnx_reads_them(field_data: Path, name: str) -> None:
    assert same((field_data / "peers" / "antispoof" / f"{name}.onnx").read_bytes())


def test_weights_an_old_file_lists_among_its_inputs_are_none() -> None:
    model = onnx.load_from_string(onnx_bytes())
    model.graph.input.append(onnx.helper.make_tensor_value_info("w", 1, [1, 3, 1, 1]))
    assert list(read_onnx(model.SerializeToString()).inputs) == ["input"]


@pytest.mark.parametrize(
    ("operators", "halves", "precision"),
    [
        (["Conv"], 0, "fp32"),
        (["Conv"], 3, "fp16"),
        (["Conv"], 2, "fp32"),
        (["Conv", "ConvInteger", "DynamicQuantizeLinear"], 0, "int8_dynamic"),
        (["MatMulInteger"], 0, "int8_dynamic"),
        (["QuantizeLinear", "DequantizeLinear", "Conv"], 0, "int8"),
        (["QLinearConv"], 0, "int8"),
        (["DequantizeLinear", "Conv"], 0, "q8"),
    ],
)
def test_precision_follows_from_operators_and_weights(
    operators: list[str], halves: int, precision: str
) -> None:
    graph = Graph(operators=Counter(operators), weights=4, halves=halves)
    assert graph.precision == precision


def test_half_precision_weights_are_counted() -> None:
    model = onnx.load_from_string(onnx_bytes())
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.dtype == np.float32:
            tensor.CopyFrom(numpy_helper.from_array(array.astype(np.float16), tensor.name))
    graph = read_onnx(model.SerializeToString())
    assert graph.halves == 2


def test_weights_in_another_file_are_noticed() -> None:
    model = onnx.load_from_string(onnx_bytes())
    assert not read_onnx(model.SerializeToString()).external
    model.graph.initializer[0].data_location = onnx.TensorProto.EXTERNAL
    assert read_onnx(model.SerializeToString()).external


@pytest.mark.parametrize("cut", [0, 1, 7, 100, 300])
def test_a_file_cut_short_is_no_onnx_file(cut: int) -> None:
    with pytest.raises(ModelError, match="is incomplete"):
        read_onnx(onnx_bytes()[:cut])


def test_noise_is_no_onnx_file_and_never_another_error() -> None:
    rng = np.random.default_rng(1)
    for _ in range(300):
        with pytest.raises(ModelError):
            read_onnx(rng.bytes(int(rng.integers(1, 200))))


@pytest.mark.parametrize(("int8", "precision"), [(False, "fp32"), (True, "int8")])
def test_a_tflite_file_says_its_tensors_and_precision(int8: bool, precision: str) -> None:
    graph = read_tflite(tflite_bytes(np.ones((1, 192)), 0.0, int8=int8))
    assert graph.inputs == {"picture": (1, 8, 8, 3)}
    assert graph.outputs == {"logit": (1, 1)}
    assert graph.precision == precision


def test_blazeface_keeps_its_weights_in_half_precision() -> None:
    shipped = Path(models.__file__).parent / "weights" / "blaze_face_short_range.tflite"
    assert read_tflite(shipped.read_bytes()).precision == "fp16"
