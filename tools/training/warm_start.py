"""Initial weights from a release: loads a released FP32 ONNX file into the network's definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from edge.errors import ModelError
from edge.types import F32
from models.antispoof import AntispoofNet, AnyShape, even_contrast
from models.efficientnet_lite import Unit
from models.lite_tower import LiteShape, LiteTower
from models.minifasnet import SqueezeExcite, Tower
from tools.training.batch_norms import pass_through
from tools.training.transfer import transfer


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """The graph of an FP32 file: nodes in order of execution, constants and outputs by name.

    outputs: shapes, 0 for a free dimension.
    """

    nodes: list[Any]
    arrays: dict[str, F32]
    outputs: dict[str, tuple[int, ...]]

    @classmethod
    def read(cls, path: Path, option: str) -> ReleaseFile:
        """Read a file. Raises ModelError, which names `option`, where it is missing or not ONNX."""
        import onnx
        from google.protobuf.message import DecodeError
        from onnx import numpy_helper

        if not path.is_file():
            raise ModelError(
                f"there is no file {path} with initial weights; give another one with {option}"
            )
        try:
            graph = onnx.load(str(path)).graph
        except DecodeError as error:
            raise ModelError(
                f"{path} is not an ONNX file; give an FP32 .onnx file with {option}"
            ) from error
        return cls(
            list(graph.node),
            {i.name: np.array(numpy_helper.to_array(i), np.float32) for i in graph.initializer},
            {
                o.name: tuple(d.dim_value for d in o.type.tensor_type.shape.dim)
                for o in graph.output
            },
        )

    def convolutions(self, biased: bool = True) -> list[list[F32]]:
        """[weights, bias] of each convolution that has a bias, or [weights] of those without."""
        return [
            [self.arrays[name] for name in n.input[1:]]
            for n in self.nodes
            if n.op_type == "Conv" and (len(n.input) == 3) == biased
        ]

    def fill(self, convs: Sequence[nn.Conv2d], norms: Sequence[nn.BatchNorm2d | None] = ()) -> bool:
        """Copy the convolutions with bias to `convs`; returns False, without a change, where shapes
        differ.

        norms: the batch norm behind each of `convs`, None where it has none; they are set to add
        the biases only.
        """
        found = self.convolutions()
        if [c.weight.shape for c in convs] != [weight.shape for weight, _ in found]:
            return False
        for k, (conv, (weight, bias)) in enumerate(zip(convs, found, strict=True)):
            conv.weight.data = torch.from_numpy(weight.copy())
            norm = norms[k] if norms else None
            if norm is not None:
                pass_through(norm, torch.from_numpy(bias))
            else:
                assert conv.bias is not None
                conv.bias.data = torch.from_numpy(bias.copy())
        return True

    def added_to(self, output: str) -> Tensor:
        """The constant operand of the addition that gives an output."""
        last = next(n for n in self.nodes if output in n.output)
        return torch.from_numpy(next(self.arrays[i] for i in last.input if i in self.arrays).copy())


def read_release(path: Path, shapes: Sequence[tuple[AnyShape, ...]]) -> AntispoofNet:
    """The network in an FP32 file that `facevouch train antispoof` made, without batch norms, or,
    in a Lite tower, with norms that add the biases only.

    shapes: candidate definitions; the first that fits is used. Raises ModelError where the file is
    missing or none fits.
    """
    file = ReleaseFile.read(path, "--start")
    for candidate in shapes:
        net = AntispoofNet(candidate, norm=False).eval()
        if _fill(net, file):
            return net
    raise ModelError(f"{path} does not contain a network that this version of facevouch trains")


def _fill(net: AntispoofNet, file: ReleaseFile) -> bool:
    """Copy the file's weights into `net`; False where their shapes differ."""
    own = [m for m in net.modules() if isinstance(m, nn.Conv2d)]
    behind = {unit[0]: unit[1] for unit in net.modules() if isinstance(unit, Unit)}
    tails = [
        file.arrays[name]
        for n in file.nodes
        for name in n.input
        if n.op_type == "Mul" and name in file.arrays and file.arrays[name].ndim == 4
    ]
    if not file.fill(own, [behind.get(conv) for conv in own]) or len(tails) != len(net.towers):
        return False
    for module in net.modules():
        if isinstance(module, SqueezeExcite):  # the export folds clip(x / 6 + 1 / 2) into `up`
            assert module.up.bias is not None
            module.up.weight.data *= 6
            module.up.bias.data = (module.up.bias.data - 0.5) * 6
    for tower, tail in zip(net.towers, tails, strict=True):
        assert isinstance(tower, Tower | LiteTower)
        scale = tower.shape.grid**2 if isinstance(tower, LiteTower) else 1
        tower.tail.data = torch.from_numpy(tail) * scale
    net.bias.data = file.added_to("logit")
    return True


def reshaped(net: AntispoofNet, shapes: tuple[AnyShape, ...], crops: Tensor) -> AntispoofNet:
    """`net` itself if it has `shapes`, else towers of these shapes fitted to it; a Lite tower is
    fitted to nothing and has random weights.

    crops: (N, 3·k, S, S), RGB, on which the fit is made.
    """
    if net.shapes == shapes:
        return net
    out = AntispoofNet(shapes, norm=False)
    for k, shape in enumerate(shapes):
        old = net.towers[k]
        if isinstance(shape, LiteShape) or not isinstance(old, Tower):
            continue
        if old.shape == shape:
            out.towers[k] = old
            continue
        seen = even_contrast(crops[:, 3 * k : 3 * k + 3].contiguous())
        out.towers[k] = transfer(old, shape, seen, norms=False)
    out.bias.data = net.bias.data.clone()
    return out
