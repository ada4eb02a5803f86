"""A small network with every part our quantiser treats, built without torch, and its crops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

F32 = NDArray[np.float32]


class Graph:
    """Collects nodes and constants; the last tensor made is `.top`."""

    def __init__(self, seed: int = 0) -> None:
        self.rng = np.random.default_rng(seed)
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []
        self.top = "input"

    def constant(self, value: NDArray[np.generic]) -> str:
        name = f"a_rather_long_constant_name_{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(value, name))
        return name

    def add(self, kind: str, *inputs: str, out: str | None = None, **attributes: object) -> str:
        self.top = out or f"a_rather_long_tensor_name_{len(self.nodes)}"
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [self.top], name, **attributes))
        return self.top

    def conv(
        self, x: str, cin: int, cout: int, kernel: int, *, stride: int = 1, group: int = 1
    ) -> str:
        spread = np.sqrt(2 / (cin // group * kernel * kernel))
        weight = self.rng.normal(0, spread, (cout, cin // group, kernel, kernel))
        bias = self.rng.normal(0, 0.1, cout)
        return self.add(
            "Conv",
            x,
            self.constant(weight.astype(np.float32)),
            self.constant(bias.astype(np.float32)),
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[kernel // 2] * 4,
            group=group,
        )

    def save(self, path: Path, shape: list[object], outputs: dict[str, list[object]]) -> Path:
        graph = helper.make_graph(
            self.nodes,
            "small",
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, dims)
                for name, dims in outputs.items()
            ],
            self.tensors,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
        onnx.checker.check_model(model)
        onnx.save(model, str(path))
        return path


@pytest.fixture
def graph() -> Graph:
    return Graph()


@pytest.fixture
def small_net(tmp_path: Path) -> Callable[..., Path]:
    """Builds: stem, depthwise, squeeze-excite with hard-sigmoid, a tail whose evidence is exact."""

    def build(name: str = "small.onnx", seed: int = 0) -> Path:
        g = Graph(seed)
        x = g.add("Relu", g.conv("input", 3, 16, 3, stride=2))
        x = g.add("Relu", g.conv(x, 16, 16, 3, stride=2, group=16))
        gate = g.add("ReduceMean", x, axes=[2, 3], keepdims=1)
        gate = g.add("Relu", g.conv(gate, 16, 4, 1))
        gate = g.add("HardSigmoid", g.conv(gate, 4, 16, 1), alpha=1 / 6, beta=0.5)
        x = g.add("Mul", x, gate)
        x = g.add("Relu", g.conv(x, 16, 32, 1))
        tail = g.rng.normal(0, 0.1, (1, 32, 8, 8)).astype(np.float32)
        x = g.add("Mul", x, g.constant(tail))
        axis = g.constant(np.array([1], np.int64))
        x = g.add("ReduceSum", x, axis, out="evidence", keepdims=1)
        where = g.constant(np.array([2, 3], np.int64))
        x = g.add("ReduceSum", x, where, keepdims=0)
        g.add("Add", x, g.constant(np.array([0.25], np.float32)), out="logit")
        return g.save(
            tmp_path / name,
            ["n", 3, 32, 32],
            {"logit": ["n", 1], "evidence": ["n", 1, 8, 8]},
        )

    return build


@pytest.fixture
def batches() -> list[F32]:
    """Four batches of four smooth random pictures each, 0..1."""
    rng = np.random.default_rng(1)
    coarse = rng.random((4, 4, 3, 8, 8), dtype=np.float32)
    return list(np.kron(coarse, np.ones((1, 1, 1, 4, 4), np.float32)))
