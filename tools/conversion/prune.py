"""p50: the smaller half of each layer's weights set to zero — and what that really saved."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from edge.errors import ModelError
from tools.conversion.onnx_file import save_onnx
from tools.quantise.graph import WEIGHTED, linear_tail, load_model, name_nodes


@dataclass(frozen=True, slots=True)
class Pruned:
    """zeroed, weights: numbers set to zero, of how many in the pruned layers."""

    zeroed: int
    weights: int

    @property
    def share(self) -> float:
        return self.zeroed / self.weights


def prune(source: Path, out: Path, share: float = 0.5) -> Pruned:
    """Zero the `share` smallest weights of every layer but the linear tail.

    Magnitude pruning without retraining (Han et al. 2015, first step). A dense file stores zeros
    as it stores any number, and dense kernels multiply by them: see `saving`.
    Raises ModelError on a share outside 0..1 or a model without float weights.
    """
    if not 0 < share < 1:
        raise ModelError(f"the share to prune lies between 0 and 1, got {share:g}")
    model = load_model(source)
    name_nodes(model.graph)
    kept = set(linear_tail(model.graph))
    layers = {
        node.input[1]
        for node in model.graph.node
        if node.op_type in WEIGHTED and node.name not in kept
    }
    zeroed = weights = 0
    for tensor in model.graph.initializer:
        if tensor.name not in layers or tensor.data_type != onnx.TensorProto.FLOAT:
            continue
        weight = numpy_helper.to_array(tensor).copy()
        count = int(weight.size * share)
        if count:
            smallest = np.argpartition(np.abs(weight).reshape(-1), count - 1)[:count]
            weight.reshape(-1)[smallest] = 0
        tensor.CopyFrom(numpy_helper.from_array(weight, tensor.name))
        zeroed += int(np.count_nonzero(weight == 0))
        weights += weight.size
    if not weights:
        raise ModelError(f"{source} has no float weights to prune; prune before quantising")
    save_onnx(model, out)
    return Pruned(zeroed, weights)


def packed_size(path: Path) -> int:
    """Bytes of the file after deflate, level 9: what a download or a package would weigh."""
    return len(zlib.compress(path.read_bytes(), 9))


def saving(
    before: Path, after: Path, latency_ratio: float, noise: float = 0.05
) -> tuple[int, int, str]:
    """(bytes saved, bytes saved after deflate, what to think of it) by pruning.

    latency_ratio: pruned over unpruned, in alternation; within `noise` of 1 it is no change.
    """
    plain = before.stat().st_size - after.stat().st_size
    packed = packed_size(before) - packed_size(after)
    bytes_said = f"saved {plain:,} bytes" if plain > 0 else "saved no byte"
    if abs(latency_ratio - 1) <= noise:
        time_said = "no millisecond"
    elif latency_ratio < 1:
        time_said = f"{1 - latency_ratio:.0%} of the time"
    else:
        time_said = f"cost {latency_ratio - 1:.0%} more time"
    return plain, packed, f"{bytes_said} ({packed:,} once compressed) and {time_said}"
