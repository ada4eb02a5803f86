"""Bias correction: the mean error of each integer layer, added back into its bias.

Rounding weights shifts a layer's mean output a little, and every later layer inherits the shift
(Nagel et al., ICCV 2019, section 4.2; here measured on crops instead of derived).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from tools.quantise.graph import WEIGHTED
from tools.quantise.run import outputs_of

F32 = NDArray[np.float32]
CROPS = 64
"""A mean needs fewer crops than a range does."""


def correct_biases(
    prepared: Path, raw: Path, feed: Sequence[F32], excluded: Collection[str], folder: Path
) -> int:
    """Correct the biases of `raw` in place, and return their number.

    prepared: the float graph that `raw` was quantised from, with the same names of nodes. feed:
    crops, of which CROPS at most are run. excluded: layers in float. folder: of temporary files.
    Layer by layer in the order of the graph, so that each mean has the corrections before it. A
    bias that several layers share stays as it is.
    """
    crops = _first(feed, CROPS)
    model = onnx.load(str(raw))
    biases = {one.name: one for one in model.graph.initializer}
    uses = Counter(name for node in model.graph.node for name in node.input)
    layers = [
        node
        for node in model.graph.node
        if node.op_type in WEIGHTED
        and node.name not in excluded
        and len(node.input) > 2
        and node.input[2] in biases
        and uses[node.input[2]] == 1
    ]
    float_model = onnx.load(str(prepared))
    outputs = {node.name: node.output[0] for node in float_model.graph.node}
    layers = [node for node in layers if node.name in outputs]
    if not layers:
        return 0
    probe = folder / "probe.onnx"
    expected = _means(float_model, [outputs[node.name] for node in layers], crops, probe)
    for node in layers:
        found = _means(model, [node.output[0]], crops, probe)[node.output[0]]
        bias = biases[node.input[2]]
        corrected = numpy_helper.to_array(bias) - (found - expected[outputs[node.name]])
        bias.CopyFrom(numpy_helper.from_array(corrected.astype(np.float32), bias.name))
    onnx.save(model, str(raw))
    return len(layers)


def _first(feed: Sequence[F32], count: int) -> list[F32]:
    kept: list[F32] = []
    for batch in feed:
        if sum(map(len, kept)) >= count:
            break
        kept.append(batch)
    return kept


def _means(
    model: onnx.ModelProto, names: Sequence[str], feed: Sequence[F32], probe: Path
) -> dict[str, NDArray[np.float64]]:
    """The mean of each tensor over crops and places, by channel."""
    part = onnx.ModelProto()
    part.CopyFrom(model)
    del part.graph.output[:]
    part.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in names)
    onnx.save(part, str(probe))
    totals: dict[str, NDArray[np.float64]] = {}
    for outputs in outputs_of(probe, feed):
        for name, values in outputs.items():
            axes = tuple(axis for axis in range(values.ndim) if axis != 1)
            of_crops = values.mean(axes, dtype=np.float64) * len(values)
            totals[name] = totals.get(name, np.zeros_like(of_crops)) + of_crops
    count = sum(map(len, feed))
    return {name: total / count for name, total in totals.items()}
