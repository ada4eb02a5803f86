"""Prepares an ONNX graph for quantisation: folding, names, and operators with integer kernels."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from edge.errors import ModelError

WEIGHTED = frozenset({"Conv", "ConvTranspose", "Gemm", "MatMul"})


def load_model(path: Path) -> onnx.ModelProto:
    """Read and check an ONNX file. Raises ModelError on an invalid one."""
    if not path.is_file():
        raise ModelError(f"there is no model file {path}; check the path")
    if path.suffix.lower() == ".tflite":
        raise ModelError(f"{path} is a TFLite file; give the ONNX file it was made from")
    try:
        model = onnx.load(str(path))
        onnx.checker.check_model(model)
    except Exception as error:  # noqa: BLE001  protobuf, checker and loader share no base class
        line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"{path} is not a readable ONNX model: {line}") from None
    if not model.graph.node:
        raise ModelError(f"{path} is an ONNX model without operators; export it again")
    return model


def constants(graph: onnx.GraphProto) -> dict[str, NDArray[np.generic]]:
    """The graph's constant tensors by name."""
    return {t.name: numpy_helper.to_array(t) for t in graph.initializer}


def consumers(graph: onnx.GraphProto) -> Counter[str]:
    """The number of uses of each tensor; a graph output counts as one."""
    used = Counter(name for node in graph.node for name in node.input if name)
    used.update(value.name for value in graph.output)
    return used


def prepare(source: Path, out: Path) -> onnx.ModelProto:
    """Fold, rewrite and name the graph of `source`; write it to `out` and return it.

    onnxruntime folds batch norms and constants, pooling and gates are replaced by operators with
    integer kernels, and every node gets a unique name, by which layers are selected.
    Raises ModelError.
    """
    from onnxruntime.quantization.shape_inference import quant_pre_process

    load_model(source)
    with tempfile.TemporaryDirectory() as folder:
        folded = Path(folder) / "folded.onnx"
        try:
            quant_pre_process(str(source), str(folded), skip_symbolic_shape=True)
        except Exception as error:  # noqa: BLE001  its exceptions share no base class
            line = str(error).strip().splitlines()[0]
            raise ModelError(f"onnxruntime cannot prepare {source}: {line}") from None
        model = onnx.load(str(folded))
    pool_globally(model.graph)
    fold_hard_sigmoid(model.graph)
    sum_channels_by_convolution(model.graph)
    name_nodes(model.graph)
    del model.graph.value_info[:]
    model = onnx.shape_inference.infer_shapes(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(out))
    return model


def name_nodes(graph: onnx.GraphProto) -> None:
    """Give each node a unique name; existing unique names are not changed."""
    seen: set[str] = set()
    for index, node in enumerate(graph.node):
        if not node.name or node.name in seen:
            node.name = f"{node.op_type}_{index}"
        seen.add(node.name)


def _axes(node: onnx.NodeProto, values: dict[str, NDArray[np.generic]]) -> list[int] | None:
    """The reduced axes, from the attribute or a constant input; None if unknown."""
    for attribute in node.attribute:
        if attribute.name == "axes":
            return sorted(attribute.ints)
    if len(node.input) > 1 and node.input[1] in values:
        return sorted(int(a) for a in values[node.input[1]].reshape(-1))
    return None


def pool_globally(graph: onnx.GraphProto) -> int:
    """Replace ReduceMean over height and width by GlobalAveragePool; returns the number replaced.

    Both compute the same mean; only the second has an integer kernel (QLinearGlobalAveragePool).
    """
    values, turned = constants(graph), 0
    for node in graph.node:
        if node.op_type != "ReduceMean" or _axes(node, values) not in ([2, 3], [-2, -1]):
            continue
        if any(a.name == "keepdims" and a.i == 0 for a in node.attribute):
            continue
        node.op_type = "GlobalAveragePool"
        del node.attribute[:]
        del node.input[1:]
        turned += 1
    _drop_unread_constants(graph)
    return turned


def sum_channels_by_convolution(graph: onnx.GraphProto) -> int:
    """Replace ReduceSum over the channels by a 1×1 convolution of ones; returns how many.

    The order of summation of onnxruntime's ReduceSum depends on the batch size; that of a
    convolution does not, so the score of a face is bitwise independent of other faces in the image.
    """
    values, turned = constants(graph), 0
    shapes = {
        v.name: [d.dim_value for d in v.type.tensor_type.shape.dim]
        for v in onnx.shape_inference.infer_shapes(onnx.helper.make_model(graph)).graph.value_info
    }
    for node in graph.node:
        shape = shapes.get(node.input[0], []) if node.op_type == "ReduceSum" else []
        if len(shape) != 4 or shape[1] <= 1 or _axes(node, values) not in ([1], [-3]):
            continue
        if any(a.name == "keepdims" and a.i == 0 for a in node.attribute):
            continue
        ones = numpy_helper.from_array(
            np.ones((1, shape[1], 1, 1), np.float32), f"{node.output[0]}_ones"
        )
        graph.initializer.append(ones)
        conv = helper.make_node("Conv", [node.input[0], ones.name], list(node.output), node.name)
        node.CopyFrom(conv)
        turned += 1
    _drop_unread_constants(graph)
    return turned


def fold_hard_sigmoid(graph: onnx.GraphProto) -> int:
    """Replace Conv → HardSigmoid by a rescaled Conv → Clip(0, 1); returns the number replaced.

    hard-sigmoid(x) = clip(α·x + β, 0, 1). The affine part is folded into the convolution's weights,
    and the clip costs nothing once the convolution's output is quantised with the range 0..1.
    """
    values, used, turned = constants(graph), consumers(graph), 0
    made = {name: node for node in graph.node for name in node.output}
    tensors = {t.name: t for t in graph.initializer}
    limits: tuple[str, str] | None = None
    for node in graph.node:
        conv = made.get(node.input[0]) if node.op_type == "HardSigmoid" else None
        if conv is None or conv.op_type != "Conv" or used[conv.output[0]] != 1:
            continue
        if conv.input[1] not in values or (len(conv.input) > 2 and conv.input[2] not in values):
            continue
        if any(used[name] != 1 for name in conv.input[1:]):
            continue  # a weight that another layer uses too must not change
        given = {a.name: a.f for a in node.attribute}
        alpha, beta = given.get("alpha", 0.2), given.get("beta", 0.5)
        weight = values[conv.input[1]]
        bias = values[conv.input[2]] if len(conv.input) > 2 else np.zeros(len(weight), np.float32)
        tensors[conv.input[1]].CopyFrom(
            numpy_helper.from_array((weight * alpha).astype(np.float32), conv.input[1])
        )
        shifted = numpy_helper.from_array((bias * alpha + beta).astype(np.float32), "")
        if len(conv.input) > 2:
            shifted.name = conv.input[2]
            tensors[conv.input[2]].CopyFrom(shifted)
        else:
            shifted.name = f"{conv.output[0]}_bias"
            graph.initializer.append(shifted)
            conv.input.append(shifted.name)
        if limits is None:
            limits = ("clip_from_zero", "clip_to_one")
            for name, limit in zip(limits, (0.0, 1.0), strict=True):
                graph.initializer.append(numpy_helper.from_array(np.array(limit, np.float32), name))
        clip = helper.make_node("Clip", [node.input[0], *limits], list(node.output), node.name)
        node.CopyFrom(clip)
        turned += 1
    return turned


def _drop_unread_constants(graph: onnx.GraphProto) -> None:
    used = consumers(graph)
    kept = [t for t in graph.initializer if used[t.name]]
    del graph.initializer[:]
    graph.initializer.extend(kept)


def input_levels(graph: onnx.GraphProto) -> list[str]:
    """Names of the nodes before the first weighted layers: the normalisation of the input.

    They stay in float arithmetic: means and deviations of a whole crop need more than 256 levels.
    Returns an empty list where these nodes only split, slice or transpose the input.
    """
    constant = {t.name for t in graph.initializer}
    fed = {value.name for value in graph.input} - constant
    found: list[onnx.NodeProto] = []
    for node in graph.node:
        if node.op_type not in WEIGHTED and all(n in fed | constant for n in node.input if n):
            found.append(node)
            fed.update(node.output)
    plain = all(node.op_type in ("Split", "Slice", "Transpose") for node in found)
    return [] if plain else [node.name for node in found]


def linear_tail(graph: onnx.GraphProto) -> list[str]:
    """Names of the nodes between the last weighted layer and the outputs, that layer included.

    They stay in float arithmetic: outputs keep their resolution, and the sum of an evidence map
    still equals the logit, because both are computed from the same numbers. A layer whose weights
    are all equal is a plain sum and does not count as weighted.
    """
    made = {name: node for node in graph.node for name in node.output}
    weights = {name for name, value in constants(graph).items() if np.ptp(value) > 0}
    tail: dict[str, None] = {}
    waiting = [value.name for value in graph.output]
    while waiting:
        node = made.get(waiting.pop())
        if node is None or node.name in tail:
            continue
        tail[node.name] = None
        weighted = node.op_type in WEIGHTED or node.op_type == "Mul"
        if not (weighted and any(name in weights for name in node.input)):
            waiting.extend(node.input)
    return list(tail)
