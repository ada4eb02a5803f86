"""MediaPipe's face mesh from TFLite to ONNX, done once: the runtime then needs no LiteRT.

`python -m tools.conversion.mesh face_landmark.tflite face_mesh.onnx` reads the file that the
mediapipe 0.10.21 wheel carries, writes the same network as ONNX with its 16-bit weights as they
are, and refuses to write where both do not give the same points on noise. Needs the extras tools
and litert. Six kinds of layer are enough for this network; another is refused by name.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from edge.errors import FacevouchError, ModelError, OutputError
from edge.system.files import write_atomically
from models.tflite_inspection import interpreter

OPSET = 17
INPUT, POINTS, PRESENCE = "image", "points", "presence"
TOLERANCE = 1e-3
"""Largest allowed difference of a landmark between both runtimes (float32), px of 192."""


@dataclass
class _Tensor:
    """A tensor's name in ONNX, and its shape in TFLite (N, H, W, C)."""

    name: str
    shape: tuple[int, ...]


@dataclass
class _MeshGraph:
    nodes: list[Any] = field(default_factory=list)
    weights: list[Any] = field(default_factory=list)

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def weight(self, name: str, value: NDArray[Any]) -> str:
        """Add a constant; float16 is stored as such and converted to float32 in the graph."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        if value.dtype != np.float16:
            return name
        return self.node("Cast", [name], f"{name}_f32", to=TensorProto.FLOAT)


class Converter:
    """Converts a TFLite file like the face mesh's. Raises ModelError on an unsupported layer."""

    def __init__(self, content: bytes) -> None:
        from ai_edge_litert import schema_py_generated as schema

        self._schema = schema
        self._model = schema.ModelT.InitFromPackedBuf(content, 0)
        self._sub = self._model.subgraphs[0]
        self._kinds = {
            value: name for name, value in vars(schema.BuiltinOperator).items() if name[0] != "_"
        }
        self._graph = _MeshGraph()
        self._constants: dict[int, NDArray[Any]] = {}

    def onnx(self) -> bytes:
        """The network as ONNX: image (N, 3, S, S) to points (N, 1404) and presence (N, 1)."""
        for index in range(len(self._sub.tensors)):
            self._note_constant(index)
        for operator in self._sub.operators:
            self._convert(operator)
        size = int(self._sub.tensors[self._sub.inputs[0]].shape[1])
        outputs = []
        for index in self._sub.outputs:
            count = int(self._sub.tensors[index].shape[-1])
            name = POINTS if count > 1 else PRESENCE
            self._graph.node("Flatten", [self._name(index)], name, axis=1)
            outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", count]))
        image = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["N", 3, size, size])
        graph = helper.make_graph(
            self._graph.nodes, "face_mesh", [image], outputs, self._graph.weights
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="facevouch"
        )
        model.ir_version = 8
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString())

    def _note_constant(self, index: int) -> None:
        tensor = self._sub.tensors[index]
        data = self._model.buffers[tensor.buffer].data
        if data is None or len(data) == 0:
            return
        types = self._schema.TensorType
        kind = {types.FLOAT16: np.float16, types.FLOAT32: np.float32, types.INT32: np.int32}.get(
            tensor.type
        )
        if kind is None:
            raise ModelError(f"the file holds a constant of type {tensor.type}, which is unknown")
        raw = np.asarray(data, np.uint8).tobytes()
        self._constants[index] = np.frombuffer(raw, kind).reshape(tensor.shape)

    def _convert(self, operator: Any) -> None:
        code = self._model.operatorCodes[operator.opcodeIndex]
        kind = self._kinds[max(code.builtinCode, code.deprecatedBuiltinCode)]
        make = getattr(self, f"_{kind.lower()}", None)
        if make is None:
            raise ModelError(f"a face mesh has no layers of type {kind}; nothing was written")
        make(operator)

    # -- layers, each from (N, H, W, C) to (N, C, H, W) ---------------------------------------

    def _dequantize(self, operator: Any) -> None:
        self._constants[operator.outputs[0]] = self._constants[operator.inputs[0]]

    def _conv_2d(self, operator: Any) -> None:
        kernel = self._constants[operator.inputs[1]].transpose(0, 3, 1, 2)  # OHWI to OIHW
        self._conv(operator, kernel, group=1)

    def _depthwise_conv_2d(self, operator: Any) -> None:
        kernel = self._constants[operator.inputs[1]].transpose(3, 0, 1, 2)  # 1HWC to C1HW
        self._conv(operator, kernel, group=kernel.shape[0])

    def _conv(self, operator: Any, kernel: NDArray[Any], group: int) -> None:
        options, (source, _, bias) = operator.builtinOptions, operator.inputs
        out = self._name(operator.outputs[0])
        inputs = [
            self._name(source),
            self._graph.weight(f"{out}_w", kernel),
            self._graph.weight(f"{out}_b", self._constants[bias]),
        ]
        pads = self._pads(options, source, operator.outputs[0], kernel.shape[2:])
        strides = [options.strideH, options.strideW]
        made = self._before_activation(options, out)
        self._graph.node("Conv", inputs, made, group=group, pads=pads, strides=strides)
        self._activate(options, made, out)

    def _max_pool_2d(self, operator: Any) -> None:
        options, source, target = operator.builtinOptions, operator.inputs[0], operator.outputs[0]
        window = [options.filterHeight, options.filterWidth]
        out = self._name(target)
        made = self._before_activation(options, out)
        self._graph.node(
            "MaxPool",
            [self._name(source)],
            made,
            kernel_shape=window,
            strides=[options.strideH, options.strideW],
            pads=self._pads(options, source, target, window),
        )
        self._activate(options, made, out)

    def _prelu(self, operator: Any) -> None:
        out = self._name(operator.outputs[0])
        slope = self._constants[operator.inputs[1]].reshape(-1, 1, 1)
        inputs = [self._name(operator.inputs[0]), self._graph.weight(f"{out}_s", slope)]
        self._graph.node("PRelu", inputs, out)

    def _add(self, operator: Any) -> None:
        out = self._name(operator.outputs[0])
        made = self._before_activation(operator.builtinOptions, out)
        self._graph.node("Add", [self._name(i) for i in operator.inputs], made)
        self._activate(operator.builtinOptions, made, out)

    def _pad(self, operator: Any) -> None:
        out = self._name(operator.outputs[0])
        n, h, w, c = self._constants[operator.inputs[1]].astype(np.int64)
        pads = np.stack([n, c, h, w], axis=1).ravel()  # all beginnings, then all ends
        inputs = [self._name(operator.inputs[0]), self._graph.weight(f"{out}_p", pads)]
        self._graph.node("Pad", inputs, out)

    # -- helpers ------------------------------------------------------------------------------

    def _name(self, index: int) -> str:
        return INPUT if index == self._sub.inputs[0] else f"t{index}"

    def _pads(self, options: Any, source: int, target: int, window: Any) -> list[int]:
        """Padding in ONNX order; SAME puts an odd pixel at the end."""
        if options.padding == self._schema.Padding.VALID:
            return [0, 0, 0, 0]
        begin, end = [], []
        for axis, stride in ((1, options.strideH), (2, options.strideW)):
            size = self._sub.tensors[source].shape[axis]
            out = self._sub.tensors[target].shape[axis]
            total = max(0, int((out - 1) * stride + window[axis - 1] - size))
            begin.append(total // 2)
            end.append(total - total // 2)
        return [*begin, *end]

    def _before_activation(self, options: Any, out: str) -> str:
        none = self._schema.ActivationFunctionType.NONE
        return out if options.fusedActivationFunction == none else f"{out}_linear"

    def _activate(self, options: Any, made: str, out: str) -> None:
        if made == out:
            return
        if options.fusedActivationFunction != self._schema.ActivationFunctionType.RELU:
            raise ModelError("a face mesh has no activation other than ReLU")
        self._graph.node("Relu", [made], out)


def difference(tflite: bytes, converted: bytes, images: int = 8) -> float:
    """The largest absolute difference of any output between both files, on random images."""
    import onnxruntime as ort

    made = interpreter(tflite, threads=1)
    session = ort.InferenceSession(converted, providers=["CPUExecutionProvider"])
    source = made.get_input_details()[0]
    rng = np.random.default_rng(7)
    worst = 0.0
    for _ in range(images):
        image = rng.random(tuple(source["shape"]), dtype=np.float32)
        made.set_tensor(source["index"], image)
        made.invoke()
        theirs = {
            out["shape"][-1]: made.get_tensor(out["index"]) for out in made.get_output_details()
        }
        ours = session.run([POINTS, PRESENCE], {INPUT: image.transpose(0, 3, 1, 2)})
        for value in ours:
            other = theirs[value.shape[-1]].reshape(value.shape)
            worst = max(worst, float(np.abs(value - other).max()))
    return worst


def main(argv: list[str]) -> int:
    """Exit status 0: written; 1: the outputs differ; 2: an error, in one line on stderr."""
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)  # noqa: T201
        return 2
    source, target = Path(argv[0]), Path(argv[1])
    try:
        content = source.read_bytes()
        converted = Converter(content).onnx()
        worst = difference(content, converted)
        if worst > TOLERANCE:
            print(f"the points differ by {worst:.2g} px; nothing was written", file=sys.stderr)  # noqa: T201
            return 1
        write_atomically(target, converted)
    except OSError as error:
        print(OutputError(f"cannot read {source}: {error.strerror}"), file=sys.stderr)  # noqa: T201
        return 2
    except FacevouchError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    print(f"{target}: {len(converted)} bytes; largest difference {worst:.2g} px of 192")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
