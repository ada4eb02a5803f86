"""The teachers: public networks, loaded from ONNX into the project's definition of a tower.

Both references (MiniFASNetV2-SE of the 600 KB model and Silent-Face's MiniFASNetV2 / V1SE) end in
a depthwise reduction, a linear layer, a batch norm and a linear layer without bias: a linear map,
collapsed here to one weight per class, channel and position.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from edge.errors import ModelError
from edge.types import U8
from models.minifasnet import Tower, TowerShape, teacher_shape

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TeacherLook:
    """One teacher network on one crop, with its weight in the weighted sum of the target.

    expansion: side of the crop over the face box's. size: of the input, px.

    classes: how the class scores become a logit: `pair` = attack − real of two logits;
    `three` = log-odds of the two attack classes of a softmax against class 1, real.
    mirrored: use the mean of the crop and its mirror image (more accurate, twice the time); else
    one of the two at random, which has the same expectation. tower: the tower it is a target of.
    """

    name: str
    file: str
    expansion: float
    size: int
    colour: Literal["RGB", "BGR"]
    classes: Literal["pair", "three"]
    weight: float
    tower: Literal["tight", "wide"]
    mirrored: bool


# The weights were chosen by mean AUC over the val sources (0.984; the plain pair of the first and
# the third has 0.955). The logits are not clipped: a confident network must be able to
# outweigh one with a small error, and clipping lowers the mean AUC (0.977 at ±8, 0.952 at ±5).
_SEED = "seed_minifasnet_v2_se_fp32.onnx"
_V2 = "minivision_v2_scale27.onnx"
_V1 = "minivision_v1se_scale40.onnx"
LOOKS = (
    TeacherLook("seed_2.0", _SEED, 2.0, 128, "RGB", "pair", 0.35, "tight", False),
    TeacherLook("seed_1.5", _SEED, 1.5, 128, "RGB", "pair", 0.15, "tight", False),
    TeacherLook("v2_2.4", _V2, 2.4, 80, "BGR", "three", 0.20, "wide", True),
    TeacherLook("v1_2.4", _V1, 2.4, 80, "BGR", "three", 0.20, "wide", True),
    TeacherLook("v2_2.0", _V2, 2.0, 80, "BGR", "three", 0.10, "wide", True),
)


class Teacher(nn.Module):
    """A reference network as an equivalent Tower with a tail of one weight map per class."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        graph = _read(path)
        convs = [n for n in graph.nodes if n.op_type == "Conv"]
        tail_conv = graph.array(convs[-1].input[1])  # depthwise reduction over all positions
        shape = _shape_of(graph, convs)
        matrices = [graph.array(n.input[1]) for n in graph.nodes if n.op_type == "MatMul"]
        self.tower = Tower(shape, norm=False, outputs=matrices[-1].shape[1])
        _load_units(self.tower, graph, convs[:-1])
        # minivision's graphs scale an input in 0..1 to 0..255: fold the factor into the stem
        self.tower.stem.conv.weight.data *= graph.input_scale()
        norm = next(n for n in graph.nodes if n.op_type == "BatchNormalization")
        gain, shift, mean, var = (graph.array(name) for name in norm.input[1:5])
        eps = next((a.f for a in norm.attribute if a.name == "epsilon"), 1e-5)
        scale = gain / np.sqrt(var + eps)
        linear = (matrices[0] * scale) @ matrices[1]  # (head, classes)
        tail = linear.T[:, :, None, None] * tail_conv[None, :, 0]
        reduced_bias = graph.array(convs[-1].input[2]) @ (matrices[0] * scale)
        bias = (reduced_bias + shift - mean * scale) @ matrices[1]
        self.tower.tail.data = torch.from_numpy(np.ascontiguousarray(tail, np.float32))
        self.register_buffer("bias", torch.from_numpy(np.asarray(bias, np.float32)))
        self.requires_grad_(False).eval()

    def rgb_tower(self, colour: str) -> Tower:
        """The tower for RGB input. colour: the channel order it was trained on."""
        tower = copy.deepcopy(self.tower)
        if colour == "BGR":
            tower.stem.conv.weight.data = tower.stem.conv.weight.data.flip(1).clone()
        return tower

    @property
    def classes(self) -> int:
        return int(self.tower.tail.shape[0])

    def scores(self, x: Tensor) -> Tensor:
        """(N, 3, S, S) in 0..1 to class scores (N, classes) before any softmax."""
        _, last = self.tower.features(x)
        bias = self.bias
        assert isinstance(bias, Tensor)
        return torch.einsum("nchw,kchw->nk", last.float(), self.tower.tail) + bias

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, S, S) in 0..1 to the logit of attack (N,)."""
        z = self.scores(x)
        if self.classes == 2:
            return z[:, 1] - z[:, 0]
        return torch.logsumexp(z[:, [0, 2]], 1) - z[:, 1]


class Teachers:
    """The teachers of `LOOKS`, loaded once. Not thread-safe.

    fast: bfloat16 on the CPU, three to four times faster; changes a logit by about 0.05.
    """

    def __init__(
        self, folder: Path, looks: Sequence[TeacherLook] = LOOKS, fast: bool = True
    ) -> None:
        self.looks = tuple(looks)
        self.fast = fast
        files = {look.file for look in looks}
        self.nets = {f: Teacher(folder / f).to(memory_format=torch.channels_last) for f in files}

    @torch.inference_mode()
    def logits(self, crops: Sequence[Sequence[U8]], rng: np.random.Generator) -> F32:
        """Logits, float32 (N, looks). crops[i][j]: sample i, look j, uint8 (size, size, 3) BGR."""
        out = np.zeros((len(crops), len(self.looks)), np.float32)
        for j, look in enumerate(self.looks):
            batch = np.stack([sample[j] for sample in crops])
            if not look.mirrored:
                turned = rng.random(len(batch)) < 0.5
                batch[turned] = batch[turned][:, :, ::-1]
            if look.colour == "RGB":
                batch = batch[..., ::-1]
            x = torch.from_numpy(np.ascontiguousarray(batch)).permute(0, 3, 1, 2).float() / 255
            x = x.contiguous(memory_format=torch.channels_last)
            with torch.autocast("cpu", torch.bfloat16, enabled=self.fast):
                logit = self.nets[look.file](x).float()
                if look.mirrored:
                    logit = (logit + self.nets[look.file](x.flip(3)).float()) / 2
            out[:, j] = logit.numpy()
        return out

    def weights(self, tower: str | None = None) -> F32:
        """The weights of the looks, float32 (looks,); with `tower`, zero for the other tower's."""
        return np.array(
            [k.weight if tower in (None, k.tower) else 0.0 for k in self.looks], np.float32
        )


class _Graph:
    """Nodes and initialisers of an ONNX file, by name."""

    def __init__(self, model: Any) -> None:
        from onnx import numpy_helper

        self.nodes = list(model.graph.node)
        self._arrays = {i.name: i for i in model.graph.initializer}
        self._numpy = numpy_helper

    def array(self, name: str) -> F32:
        return np.asarray(self._numpy.to_array(self._arrays[name]), np.float32)

    def input_scale(self) -> float:
        """The constant factor on the input before the first convolution."""
        first = next(n for n in self.nodes if n.op_type in ("Mul", "Conv"))
        if first.op_type == "Conv":
            return 1.0
        makers = {n.output[0]: n for n in self.nodes if n.op_type == "Constant"}
        constant = next(name for name in first.input if name in makers or name in self._arrays)
        if constant in self._arrays:
            return float(self.array(constant))
        return float(self._numpy.to_array(makers[constant].attribute[0].t))


def _read(path: Path) -> _Graph:
    import onnx

    if not path.is_file():
        raise ModelError(
            f"the teacher {path} is missing; give the folder of the reference models with "
            "--teachers, or train without them with --no-distillation"
        )
    return _Graph(onnx.load(str(path)))


def _shape_of(graph: _Graph, convs: list[Any]) -> TowerShape:
    """The widths of the tower, from the shapes of the convolutions."""
    squeeze = any(n.op_type == "GlobalAveragePool" for n in graph.nodes)
    blocks = [graph.array(n.input[1]).shape for n in convs[2:-2]]
    wide = [s for s in blocks if s[1:] == (1, 3, 3)]  # one depthwise convolution per block
    inside = [s[0] for s in wide]
    kernel = graph.array(convs[-1].input[1]).shape[-1]
    base = teacher_shape((3, 2, 1), kernel, squeeze)
    n3, n4 = len(base.expand_3), len(base.expand_4)
    return replace(
        base,
        first=graph.array(convs[0].input[1]).shape[0],
        expand_23=inside[0],
        expand_3=tuple(inside[1 : 1 + n3]),
        expand_34=inside[1 + n3],
        expand_4=tuple(inside[2 + n3 : 2 + n3 + n4]),
        expand_45=inside[2 + n3 + n4],
        expand_5=tuple(inside[3 + n3 + n4 :]),
        head=graph.array(convs[-2].input[1]).shape[0],
    )


def _load_units(tower: Tower, graph: _Graph, convs: list[Any]) -> None:
    own = list(tower.units())
    if len(own) != len(convs):
        raise ModelError(f"a teacher has {len(convs)} convolutions where {len(own)} were expected")
    for conv, node in zip(own, convs, strict=True):
        weight = torch.from_numpy(graph.array(node.input[1]).copy())
        assert conv.bias is not None
        conv.weight.data = weight.reshape(conv.weight.shape)
        conv.bias.data = torch.from_numpy(graph.array(node.input[2]).copy())
    slopes = [n for n in graph.nodes if n.op_type == "PRelu"]
    acts = [m for m in tower.modules() if isinstance(m, nn.PReLU)]
    for act, node in zip(acts, slopes, strict=True):
        act.weight.data = torch.from_numpy(graph.array(node.input[1]).reshape(-1).copy())
