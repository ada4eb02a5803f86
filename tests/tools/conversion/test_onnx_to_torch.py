"""The torch modules compute the same as onnxruntime, operator by operator."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
import torch

from edge.errors import ModelError
from tools.conversion.onnx_to_torch import OnnxModule, TailOperator
from tools.quantise.graph import linear_tail, load_model
from tools.quantise.run import outputs_of

torch.set_num_threads(1)
I64 = np.int64


def _ints(*values):
    return np.array(values, I64)


def _floats(*shape):
    return np.random.default_rng(5).normal(size=shape).astype(np.float32)


CASES = [
    ("Relu", {}, []),
    ("PRelu", {}, [_floats(4, 1, 1)]),
    ("LeakyRelu", {"alpha": 0.2}, []),
    ("HardSwish", {}, []),
    ("HardSigmoid", {"alpha": 0.3, "beta": 0.4}, []),
    ("Sigmoid", {}, []),
    ("Softmax", {"axis": 1}, []),
    ("LogSoftmax", {"axis": 1}, []),
    ("Clip", {}, [np.array(-0.5, np.float32), np.array(0.5, np.float32)]),
    ("Mul", {}, [_floats(1, 4, 1, 1)]),
    ("Sub", {}, [_floats(1)]),
    ("Div", {}, [np.array(3.0, np.float32)]),
    ("GlobalAveragePool", {}, []),
    ("MaxPool", {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}, []),
    ("AveragePool", {"kernel_shape": [2, 2], "strides": [2, 2]}, []),
    ("ReduceMean", {"axes": [1], "keepdims": 0}, []),
    ("ReduceSum", {"keepdims": 1}, [_ints(1, 2)]),
    ("ReduceSum", {"keepdims": 0}, []),
    ("Transpose", {"perm": [0, 2, 3, 1]}, []),
    ("Reshape", {}, [_ints(0, 2, -1)]),
    ("Flatten", {"axis": 2}, []),
    ("Unsqueeze", {}, [_ints(1, -1)]),
    ("Expand", {}, [_ints(2, 1, 4, 6, 6)]),
    ("Conv", {"kernel_shape": [3, 3], "pads": [0, 1, 2, 1], "group": 2}, [_floats(4, 2, 3, 3)]),
    ("Conv", {"kernel_shape": [3, 3], "dilations": [2, 2]}, [_floats(2, 4, 3, 3), _floats(2)]),
    (
        "BatchNormalization",
        {"epsilon": 0.01},
        [_floats(4), _floats(4), _floats(4), np.abs(_floats(4))],
    ),
    ("Concat", {"axis": 1}, [_floats(1, 2, 6, 6)]),
    ("Identity", {}, []),
    *(
        (
            "Resize",
            {"mode": mode, "coordinate_transformation_mode": where, "nearest_mode": "floor"},
            [_floats(0), np.array(scales, np.float32)],
        )
        for mode, where in (
            ("nearest", "asymmetric"),
            ("linear", "half_pixel"),
            ("linear", "align_corners"),
        )
        for scales in ([1, 1, 2, 2], [1, 1, 1.5, 0.5])
    ),
]


@pytest.mark.parametrize(("kind", "attributes", "constants"), CASES, ids=lambda v: str(v)[:30])
def test_an_operator_gives_the_same_numbers(graph, tmp_path, kind, attributes, constants):
    graph.add(kind, "input", *(graph.constant(c) for c in constants), out="y", **attributes)
    path = graph.save(tmp_path / "g.onnx", [1, 4, 6, 6], {"y": []})
    model = onnx.load(str(path))
    del model.graph.output[0].type.tensor_type.shape.dim[:]
    model.graph.output[0].type.tensor_type.ClearField("shape")
    onnx.save(model, str(path))
    x = np.random.default_rng(0).normal(size=(1, 4, 6, 6)).astype(np.float32)
    expected = next(iter(outputs_of(path, [x])))["y"]
    with torch.no_grad():
        (got,) = OnnxModule(model.graph, set())(torch.from_numpy(x))
    np.testing.assert_allclose(got.numpy(), expected, atol=1e-5)


def test_split_parts_keep_their_order(graph, tmp_path):
    graph.nodes.append(onnx.helper.make_node("Split", ["input", "sizes"], ["a", "b"], "s", axis=1))
    graph.tensors.append(onnx.numpy_helper.from_array(_ints(1, 3), "sizes"))
    path = graph.save(tmp_path / "g.onnx", [1, 4, 2, 2], {"b": [1, 3, 2, 2], "a": [1, 1, 2, 2]})
    x = torch.arange(16.0).reshape(1, 4, 2, 2)
    b, a = OnnxModule(load_model(path).graph, set())(x)
    np.testing.assert_array_equal(a, x[:, :1])
    np.testing.assert_array_equal(b, x[:, 1:])


def test_a_whole_network_gives_the_same_scores_and_marks_its_tail(small_net, batches):
    path = small_net()
    graph = load_model(path).graph
    module = OnnxModule(graph, set(linear_tail(graph)))
    expected = next(iter(outputs_of(path, batches)))
    with torch.no_grad():
        got = dict(zip(module.results, module(torch.from_numpy(batches[0])), strict=True))
    for name, value in expected.items():
        np.testing.assert_allclose(got[name].numpy(), value, atol=1e-5)
    assert sum(isinstance(m, TailOperator) for m in module.modules()) == 4


def test_an_operator_without_a_counterpart_is_named(graph, tmp_path):
    graph.add("Erf", "input", out="y")
    path = graph.save(tmp_path / "g.onnx", [1, 4], {"y": [1, 4]})
    with pytest.raises(ModelError, match="operators Erf to TFLite"):
        OnnxModule(load_model(path).graph, set())


@pytest.mark.parametrize(("rounding", "scale"), [("ceil", 2), ("floor", 1.3)])
def test_a_resize_that_torch_rounds_otherwise_is_refused(graph, tmp_path, rounding, scale):
    scales = graph.constant(np.array([1, 1, scale, scale], np.float32))
    graph.add("Resize", "input", "", scales, out="y", mode="nearest", nearest_mode=rounding,
              coordinate_transformation_mode="asymmetric")  # fmt: skip
    path = graph.save(tmp_path / "g.onnx", [1, 1, 4, 4], {"y": [1, 1, None, None]})
    module = OnnxModule(load_model(path).graph, set())
    with pytest.raises(ModelError, match="Resize by nearest, asymmetric"):
        module(torch.zeros(1, 1, 4, 4))
