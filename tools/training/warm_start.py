"""Start from weights that shipped: an FP32 ONNX file of ours, read back into its definition."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from edge.errors import ModelError
from models.minifasnet import MiniFASNetV2SE, SqueezeExcite, Tower, TowerShape
from tools.training.transfer import transfer


def read_release(path: Path, shapes: Sequence[tuple[TowerShape, ...]]) -> MiniFASNetV2SE:
    """The network in an FP32 file that `facevouch train antispoof` made, without batch norms.

    shapes: definitions it may have; the first that fits is taken. Raises ModelError where the file
    is missing or none fits.
    """
    import onnx
    from onnx import numpy_helper

    if not path.is_file():
        raise ModelError(f"There are no weights {path} to start from; give others with --start.")
    graph = onnx.load(str(path)).graph
    arrays = {i.name: np.array(numpy_helper.to_array(i), np.float32) for i in graph.initializer}
    for candidate in shapes:
        net = MiniFASNetV2SE(candidate, norm=False).eval()
        if _fill(net, graph, arrays):
            return net
    raise ModelError(f"{path} holds no network that this version of facevouch trains.")


def _fill(net: MiniFASNetV2SE, graph: Any, arrays: dict[str, Any]) -> bool:
    """Copy the file's weights into `net`; False where their shapes differ."""
    own = [m for m in net.modules() if isinstance(m, nn.Conv2d)]
    convs = [n for n in graph.node if n.op_type == "Conv" and len(n.input) == 3]
    tails = [
        arrays[name]
        for n in graph.node
        for name in n.input
        if n.op_type == "Mul" and name in arrays and arrays[name].ndim == 4
    ]
    fits = [tuple(c.weight.shape) for c in own] == [arrays[n.input[1]].shape for n in convs]
    if not fits or len(tails) != len(net.towers):
        return False
    for conv, node in zip(own, convs, strict=True):
        assert conv.bias is not None
        conv.weight.data = torch.from_numpy(arrays[node.input[1]])
        conv.bias.data = torch.from_numpy(arrays[node.input[2]])
    for module in net.modules():
        if isinstance(module, SqueezeExcite):  # the export folds clip(x / 6 + 1 / 2) into `up`
            assert module.up.bias is not None
            module.up.weight.data *= 6
            module.up.bias.data = (module.up.bias.data - 0.5) * 6
    for tower, tail in zip(net.towers, tails, strict=True):
        assert isinstance(tower, Tower)
        tower.tail.data = torch.from_numpy(tail)
    bias = next(n for n in graph.node if "logit" in n.output)
    net.bias.data = torch.from_numpy(arrays[next(i for i in bias.input if i in arrays)].copy())
    return True


def reshaped(net: MiniFASNetV2SE, shapes: tuple[TowerShape, ...], crops: Tensor) -> MiniFASNetV2SE:
    """The same function as nearly as towers of other widths or fewer blocks can imitate it."""
    if net.shapes == shapes:
        return net
    out = MiniFASNetV2SE(shapes, norm=False)
    for k, shape in enumerate(shapes):
        old = net.towers[k]
        assert isinstance(old, Tower)
        out.towers[k] = transfer(old, shape, crops[:, 3 * k : 3 * k + 3].contiguous(), norms=False)
    out.bias.data = net.bias.data.clone()
    return out
