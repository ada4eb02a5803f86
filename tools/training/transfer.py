"""Initialise the student from a teacher's weights, with fewer channels and ReLU for PReLU.

Block by block on real crops: the most important channels are kept; each PReLU becomes a shifted
ReLU whose scale and offset are absorbed by the next convolution; the projection of each block is
then fitted by least squares to the output of the teacher's block. Student and teacher have the same
trunk widths.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.minifasnet import ConvUnit, Separable, SqueezeExcite, Tower, TowerShape
from tools.training.batch_norms import pass_through, refit_norms

ROWS = 40_000  # spatial positions in a least-squares fit


@dataclass(slots=True)
class Carry:
    """The scale and offset per channel that the next convolution must apply to an activation."""

    scale: Tensor
    offset: Tensor


@torch.no_grad()
def transfer(teacher: Tower, shape: TowerShape, crops: Tensor, norms: bool = True) -> Tower:
    """A student tower fitted to `teacher`, with batch norms or without.

    crops: (N, 3, S, S) in the colour order of the student. The teacher gets them at the size that
    gives the same grid: S, or S / 2 where the student's stem has a stride of four.
    """
    student = Tower(shape, norm=False).eval()
    same = shape.stem == teacher.shape.stem or shape.stem[1] == 2
    small = crops if same else nn.functional.avg_pool2d(crops, 2)
    _copy_stem(student, teacher)
    xs, ys, carry = _fit_act(student.stem, crops, teacher.stem(small))
    keep = torch.arange(shape.first)
    _absorb(student.texture, teacher.texture, carry, keep, keep)
    xs, ys, carry = _fit_act(student.texture, xs, teacher.texture(ys))
    waiting: Carry | None = carry  # until the next unit has taken it up
    for stage_s, stage_t in (
        (student.fine, teacher.fine),
        (student.middle, teacher.middle),
        (student.coarse, teacher.coarse),
    ):
        for block_s, blocks_t in zip(stage_s, _shared_out(stage_t, len(stage_s)), strict=True):
            assert isinstance(block_s, Separable)
            xs, ys = _block(block_s, blocks_t, xs, ys, waiting)
            waiting = None
    tail = _resized(teacher.tail, shape.grid)
    importance = teacher.head(ys).std((0, 2, 3)) * tail.flatten(2).norm(dim=2).sum(0)
    kept = _keep(importance, shape.head)
    trunk = torch.arange(ys.shape[1])
    _absorb(student.head, teacher.head, None, kept, trunk)
    _, _, last = _fit_act(student.head, xs, teacher.head(ys)[:, kept])
    direction = {
        1: lambda: tail[0],
        2: lambda: tail[1] - tail[0],
        3: lambda: (tail[0] + tail[2]) / 2 - tail[1],
    }[len(tail)]()
    student.tail.data[:] = 0
    student.tail.data[0, : len(kept)] = direction[kept] * last.scale[: len(kept), None, None]
    return with_norms(student, crops) if norms else student


@torch.no_grad()
def with_norms(plain: Tower, crops: Tensor) -> Tower:
    """The same function with batch norms, whose statistics are measured on these crops."""
    tower = Tower(plain.shape, norm=True)
    wanted = tower.state_dict()
    tower.load_state_dict(
        {**wanted, **{k: v for k, v in plain.state_dict().items() if k in wanted}}
    )
    own = dict(plain.named_modules())
    for name, module in tower.named_modules():
        if isinstance(module, ConvUnit) and isinstance(module.norm, nn.BatchNorm2d):
            unit = own[name]
            assert isinstance(unit, ConvUnit)
            assert unit.conv.bias is not None
            pass_through(module.norm, unit.conv.bias)
    refit_norms(tower, lambda: tower.features(crops))
    return tower


def _copy_stem(student: Tower, teacher: Tower) -> None:
    weight = teacher.stem.conv.weight
    if (
        student.shape.stem != teacher.shape.stem
    ):  # a 2x2 mean followed by a 3x3 kernel of stride 2 equals a 6x6 kernel of stride 4
        weight = weight.repeat_interleave(2, 2).repeat_interleave(2, 3) / 4
    student.stem.conv.weight.data = weight.clone()
    student.stem.conv.bias.data = teacher.stem.conv.bias.data.clone()


def _keep(importance: Tensor, count: int) -> Tensor:
    """The indices of the `count` most important channels (all, where there are fewer)."""
    return importance.argsort(descending=True)[:count].sort().values


def _absorb(
    unit: ConvUnit, source: ConvUnit, carry: Carry | None, out: Tensor, inputs: Tensor
) -> None:
    """Copy the most important channels of `source` to `unit`; additional channels of `unit` start
    with small random weights."""
    depthwise = source.conv.groups > 1
    weight, bias = source.conv.weight, source.conv.bias
    assert bias is not None
    assert unit.conv.bias is not None
    weight = weight[out] if depthwise else weight[out][:, inputs]
    bias = bias[out].clone()
    if carry is not None:
        n = weight.shape[0] if depthwise else weight.shape[1]
        scale, offset = carry.scale[:n], carry.offset[:n]
        if depthwise:
            bias += weight.sum((1, 2, 3)) * offset
            weight = weight * scale[:, None, None, None]
        else:
            bias += weight[:, :, 0, 0] @ offset
            weight = weight * scale[None, :, None, None]
    nn.init.kaiming_normal_(unit.conv.weight)
    unit.conv.weight.data *= 0.3
    unit.conv.bias.data.zero_()
    if depthwise:
        unit.conv.weight.data[: len(out)] = weight
    else:
        unit.conv.weight.data[: len(out), : len(inputs)] = weight
    unit.conv.bias.data[: len(out)] = bias


def _fit_act(unit: ConvUnit, x: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor, Carry]:
    """Shift the unit's ReLU so that scale · relu + offset is closest to `wanted`, per channel.

    Returns the student's activation, `wanted`, and the scale and offset for the next layer.
    """
    pre = unit.conv(x)
    channels, known = pre.shape[1], wanted.shape[1]
    flat = pre.transpose(0, 1).flatten(1)
    target = wanted.transpose(0, 1).flatten(1)
    pick = torch.randint(flat.shape[1], (8192,), generator=torch.Generator().manual_seed(1))
    a, y = flat[:known, pick], target[:, pick]
    best = torch.full((known,), float("inf"))
    shift, scale, offset = torch.zeros(channels), torch.ones(channels), torch.zeros(channels)
    levels = torch.tensor([0.001, 0.02, 0.08, 0.2, 0.35, 0.5, 0.65])
    candidates = [torch.zeros(known), *torch.quantile(a, levels, dim=1)]
    for threshold in candidates:
        r = (a - threshold[:, None]).relu()
        mean_r, mean_y = r.mean(1), y.mean(1)
        centred = r - mean_r[:, None]
        s = (centred * (y - mean_y[:, None])).mean(1) / centred.square().mean(1).clamp_min(1e-8)
        o = mean_y - s * mean_r
        error = (s[:, None] * r + o[:, None] - y).square().mean(1)
        better = error < best
        best = torch.where(better, error, best)
        for held, new in ((shift, threshold), (scale, s), (offset, o)):
            held[:known] = torch.where(better, new, held[:known])
    assert unit.conv.bias is not None
    unit.conv.bias.data -= shift
    return (pre - shift[:, None, None]).relu(), wanted, Carry(scale, offset)


def _shared_out(stage: nn.Module, count: int) -> list[list[Separable]]:
    """Assign a stage's teacher blocks to `count` student blocks: one each, the last gets the rest.

    Consecutive residual blocks are approximately a sum of parallel ones, so one wide block can
    imitate several.
    """
    blocks = [block for block in stage.children() if isinstance(block, Separable)]
    return [[block] for block in blocks[: count - 1]] + [blocks[count - 1 :]]


def _side_by_side(units: list[ConvUnit]) -> ConvUnit:
    """One unit with the concatenated output channels of `units` (if depthwise, inputs too)."""
    first = units[0].conv
    outputs = sum(unit.conv.out_channels for unit in units)
    depthwise = first.groups > 1
    kernel, stride, padding = first.kernel_size[0], first.stride[0], first.padding[0]
    joined = ConvUnit(
        outputs if depthwise else first.in_channels,
        outputs,
        kernel,
        stride,
        int(padding),
        outputs if depthwise else 1,
        None,
        norm=False,
    )
    joined.conv.weight.data = torch.cat([unit.conv.weight for unit in units])
    joined.conv.bias.data = torch.cat([unit.conv.bias for unit in units])
    return joined


def _block(
    student: Separable, teachers: list[Separable], xs: Tensor, xt: Tensor, carry: Carry | None
) -> tuple[Tensor, Tensor]:
    """Fit one student block to one or several consecutive teacher blocks.

    xs, xt: the inputs of student and teacher. Returns the outputs of both.
    """
    insides, outs, weights = [], [], []
    yt = xt
    for teacher in teachers:
        inside = teacher.expand(yt)
        out = teacher.depthwise(inside)
        insides.append(inside)
        outs.append(out)
        weights.append(teacher.project.conv.weight[:, :, 0, 0])
        branch = teacher.project(out)
        yt = teacher(yt)
    inside_t, out_t, weight = torch.cat(insides, 1), torch.cat(outs, 1), torch.cat(weights, 1)
    kept = _keep(out_t.std((0, 2, 3)) * weight.norm(dim=0), student.expand.conv.out_channels)
    inputs = torch.arange(xt.shape[1])
    _absorb(student.expand, _side_by_side([t.expand for t in teachers]), carry, kept, inputs)
    inside_s, _, carry = _fit_act(student.expand, xs, inside_t[:, kept])
    _absorb(student.depthwise, _side_by_side([t.depthwise for t in teachers]), carry, kept, kept)
    out_s, _, _ = _fit_act(student.depthwise, inside_s, out_t[:, kept])
    gated = isinstance(student.squeeze, SqueezeExcite)
    residual = yt - xs if student.skip else yt
    wanted = branch if gated else residual
    _solve(student.project, out_s, wanted)
    last = teachers[-1].squeeze
    if isinstance(student.squeeze, SqueezeExcite) and isinstance(last, SqueezeExcite):
        student.squeeze.load_state_dict(last.state_dict())
        # the slope at the origin is 1/6 for the hard sigmoid and 1/4 for the sigmoid
        student.squeeze.up.weight.data *= 1.5
        assert student.squeeze.up.bias is not None
        student.squeeze.up.bias.data *= 1.5
    return student(xs), yt


def _solve(unit: ConvUnit, x: Tensor, wanted: Tensor) -> None:
    """Fit the unit's 1x1 convolution of x to `wanted` by ridge regression."""
    a, y = (t.permute(0, 2, 3, 1).flatten(0, 2) for t in (x, wanted))
    pick = torch.randint(len(a), (ROWS,), generator=torch.Generator().manual_seed(2))
    a, y = a[pick].double(), y[pick].double()
    a = torch.cat([a, torch.ones(len(a), 1, dtype=a.dtype)], 1)
    gram = a.T @ a
    ridge = 1e-4 * gram.diagonal().mean() * torch.eye(len(gram), dtype=a.dtype)
    ridge[-1, -1] = 0
    solution = torch.linalg.solve(gram + ridge, a.T @ y).float()
    unit.conv.weight.data = solution[:-1].T[:, :, None, None].clone()
    unit.conv.bias.data = solution[-1].clone()


def _resized(tail: Tensor, grid: int) -> Tensor:
    """The weight maps of a tail, resampled to a grid × grid map of the same sum."""
    if tail.shape[-1] == grid:
        return tail
    factor = (tail.shape[-1] / grid) ** 2
    resized = nn.functional.interpolate(tail, size=(grid, grid), mode="bilinear", antialias=True)
    return resized * factor
