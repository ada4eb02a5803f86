"""Small real models: a linear network whose score and evidence are known by arithmetic.

evidence[j, y, x] = weights[j] · mean of crop j's cell (y, x) over its pixels and channels;
logit = sum of evidence + bias. So a picture of one value v scores v · sum(weights) · cells² + bias.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import flatbuffers
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from models.manifest import write_manifest
from models.registry import Registry
from models.spec import InputSpec, ModelSpec, OutputSpec

SIZE, CELLS = 16, 4


def onnx_bytes(
    *,
    weights: tuple[float, ...] = (1.0,),
    bias: float = 0.25,
    kind: str = "logit",
    batch: int | str = "n",
    fault: str | None = None,
    names: tuple[str, str] = ("logit", "evidence"),
    kinds: bool = False,
) -> bytes:
    """A model of k = len(weights) crops. kinds: a further output kind_logit, 3 − the score.
    fault: `nan`, `inf`, `three` (three classes),
    `dynamic` (passes its input through DynamicQuantizeLinear, so a batch shares one scale)."""
    k = len(weights)
    logit, evidence = names
    pool = np.repeat(np.asarray(weights, np.float32), 3).reshape(k, 3, 1, 1) / 3
    arrays = {
        "w": pool,
        "b": np.array([[bias]], np.float32),
        "axes": np.array([1, 2, 3]),
        "flat": np.array([0, 1]),
        "sides": np.array([[-0.5, 0.5]], np.float32),
        "thirds": np.array([[1, 2, 3]], np.float32),
        "zero": np.array([[0]], np.float32),
    }
    nodes = [helper.make_node("Identity", ["input"], ["x"])]
    if fault == "dynamic":
        nodes = [
            helper.make_node("DynamicQuantizeLinear", ["input"], ["q", "s", "z"]),
            helper.make_node("DequantizeLinear", ["q", "s", "z"], ["x"]),
        ]
    step = SIZE // CELLS
    nodes += [
        helper.make_node(
            "AveragePool", ["x"], ["pooled"], kernel_shape=[step, step], strides=[step, step]
        ),
        helper.make_node("Conv", ["pooled", "w"], [evidence], group=k),
        helper.make_node("ReduceSum", [evidence, "axes"], ["summed"], keepdims=0),
        helper.make_node("Unsqueeze", ["summed", "one"], ["column"]),
        helper.make_node("Add", ["column", "b"], ["total"]),
    ]
    arrays["one"] = np.array([1])
    end = {
        "logit": helper.make_node("Identity", ["total"], [logit]),
        "pair": helper.make_node("Mul", ["total", "sides"], [logit]),
    }[kind]
    if fault in ("nan", "inf"):
        top = "zero" if fault == "nan" else "b"
        nodes.append(helper.make_node("Div", [top, "zero"], ["broken"]))
        end = helper.make_node("Add", ["total", "broken"], [logit])
    if fault == "three":
        end = helper.make_node("Mul", ["total", "thirds"], [logit])
    nodes.append(end)
    outputs = []
    if kinds:
        arrays["three"] = np.array([[3.0]], np.float32)
        nodes.append(helper.make_node("Sub", ["three", "total"], ["kind_logit"]))
        outputs = [helper.make_tensor_value_info("kind_logit", TensorProto.FLOAT, [batch, 1])]
    used = {name for node in nodes for name in node.input}
    graph = helper.make_graph(
        nodes,
        "toy",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [batch, 3 * k, SIZE, SIZE])],
        [
            helper.make_tensor_value_info(
                logit,
                TensorProto.FLOAT,
                [batch, 3 if fault == "three" else 2 if kind == "pair" else 1],
            ),
            helper.make_tensor_value_info(evidence, TensorProto.FLOAT, [batch, k, CELLS, CELLS]),
            *outputs,
        ],
        [numpy_helper.from_array(a, name) for name, a in arrays.items() if name in used],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def spec_of(content: bytes, **changes: object) -> ModelSpec:
    """A registry entry for one of the toy models."""
    fields: dict[str, object] = {
        "id": "toy",
        "task": "antispoof",
        "architecture": "linear",
        "precision": "fp32",
        "file": "toy.onnx",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": max(1, len(content)),
        "input": InputSpec(size=SIZE, expansions=(1.5,)),
        "output": OutputSpec(evidence="evidence", bias=0.25),
        "licence": "Apache-2.0",
    }
    return ModelSpec.model_validate(fields | changes)


def shipped_folder(folder: Path, *models: tuple[ModelSpec, bytes | None]) -> Path:
    """A folder like the package's: a manifest, and the files that are given."""
    write_manifest(folder / "manifest.toml", [spec for spec, _ in models])
    for spec, content in models:
        if content is not None:
            spec.path(folder).parent.mkdir(parents=True, exist_ok=True)
            spec.path(folder).write_bytes(content)
    return folder


def a_toy(name: str, bias: float, **changes: object) -> tuple[ModelSpec, bytes]:
    """An anti-spoof model with evidence that says the same of nearly every face: bias, a logit."""
    content = onnx_bytes(bias=bias, weights=(0.1,))
    output = OutputSpec(evidence="evidence", bias=bias)
    return spec_of(content, id=name, file=f"{name}.onnx", output=output, **changes), content


def a_registry(folder: Path, *models: tuple[ModelSpec, bytes | None]) -> Registry:
    """The detector that ships, and these models."""
    package = Registry.open(user=folder / "none")
    detector = package.default("detector")
    assert detector is not None
    shipped = folder / "shipped"
    shipped.mkdir(parents=True)
    detection = (detector, package.path(detector).read_bytes())
    return Registry(shipped_folder(shipped, detection, *models), folder / "own")


def tflite_bytes(
    weights: np.ndarray, bias: float, *, int8: bool, input_scale: float = 1 / 255
) -> bytes:
    """A TFLite model of one fully connected layer over a (1, S, S, 3) picture: one logit.

    int8: input, weights and output are stored in 8 bits (zero points −128, 0 and 3).
    """
    from ai_edge_litert import schema_py_generated as schema

    side = int(np.sqrt(weights.size // 3))
    weight_scale = float(np.abs(weights).max() / 127) or 1.0
    arrays: list[np.ndarray] = [weights.astype(np.float32), np.array([bias], np.float32)]
    if int8:
        arrays = [
            np.rint(weights / weight_scale).astype(np.int8),
            np.array([round(bias / (weight_scale * input_scale))], np.int32),
        ]
    kind = schema.TensorType.INT8 if int8 else schema.TensorType.FLOAT32
    layout = [
        ("picture", [1, side, side, 3], kind, 0, (input_scale, -128)),
        ("weights", [1, weights.size], kind, 1, (weight_scale, 0)),
        (
            "bias",
            [1],
            schema.TensorType.INT32 if int8 else kind,
            2,
            (weight_scale * input_scale, 0),
        ),
        ("logit", [1, 1], kind, 0, (0.0625, 3)),
    ]
    model, graph = schema.ModelT(), schema.SubGraphT()
    graph.tensors, graph.inputs, graph.outputs = [], [0], [3]
    for name, shape, stored, buffer, (scale, zero) in layout:
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.type, tensor.buffer = name, shape, stored, buffer
        if int8:
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale, tensor.quantization.zeroPoint = [scale], [zero]
        graph.tensors.append(tensor)
    operator = schema.OperatorT()
    operator.inputs, operator.outputs, operator.opcodeIndex = [0, 1, 2], [3], 0
    operator.builtinOptionsType = schema.BuiltinOptions.FullyConnectedOptions
    operator.builtinOptions = schema.FullyConnectedOptionsT()
    graph.operators = [operator]
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.FULLY_CONNECTED
    code.version = 4
    empty = schema.BufferT()
    model.version, model.subgraphs, model.operatorCodes = 3, [graph], [code]
    model.buffers = [empty]
    for array in arrays:
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(array.tobytes(), np.uint8)
        model.buffers.append(buffer)
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())
