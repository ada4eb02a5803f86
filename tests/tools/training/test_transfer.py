"""Initial weights from a teacher: the student gives similar scores before any training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from models.antispoof import AntispoofNet
from models.minifasnet import Tower, TowerShape, teacher_shape
from tools.training.range_equalisation import equalise
from tools.training.transfer import transfer, with_norms

SMALL = replace(
    teacher_shape((3, 2, 1), 8, squeeze=True),
    first=8,
    expand_23=12,
    expand_3=(8, 8, 8, 8),
    expand_34=12,
    expand_4=(12, 8, 8, 8, 8, 8),
    expand_45=12,
    expand_5=(8, 8),
    head=24,
)


def teacher(squeeze: bool = False, grid: int = 8, slope: float = 0.0) -> Tower:
    """Random weights; PReLU slopes up to `slope` (0: its PReLUs are ReLUs)."""
    torch.manual_seed(3)
    tower = Tower(replace(SMALL, squeeze=squeeze, grid=grid), norm=False, outputs=2)
    for module in tower.modules():
        if isinstance(module, nn.PReLU):
            nn.init.uniform_(module.weight, 0.0, slope)
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
    return tower.eval().requires_grad_(False)


def pictures(n: int = 32) -> torch.Tensor:
    """Smooth random pictures: random colours at 8 x 8, enlarged."""
    torch.manual_seed(5)
    return nn.functional.interpolate(torch.rand(n, 3, 8, 8), size=(128, 128), mode="bilinear")


def answers(tower: Tower, x: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        _, last = tower.features(x)
        scores = torch.einsum("nchw,kchw->nk", last, tower.tail)
    return scores[:, 1] - scores[:, 0] if scores.shape[1] == 2 else scores[:, 0]


def correlation(a: torch.Tensor, b: torch.Tensor) -> float:
    return float(np.corrcoef(a.numpy(), b.numpy())[0, 1])


def student_shape(**changes: object) -> TowerShape:
    return replace(SMALL, activation="relu", **changes)  # type: ignore[arg-type]


def middle(tower: Tower, x: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return tower.features(x)[0].flatten()


def test_a_student_of_a_relu_teacher_gives_its_answers() -> None:
    source, x = teacher(), pictures()
    student = transfer(source, student_shape(squeeze=False), x).eval()
    assert correlation(answers(source, x), answers(student, x)) > 0.99


@pytest.mark.parametrize(("squeeze", "slope"), [(False, 0.15), (True, 0.0), (True, 0.15)])
def test_prelus_and_gates_are_imitated_in_the_features(squeeze: bool, slope: float) -> None:
    source, x = teacher(squeeze, slope=slope), pictures()
    student = transfer(source, student_shape(squeeze=squeeze), x).eval()
    untaught = Tower(student_shape(squeeze=squeeze)).eval()
    assert correlation(middle(source, x), middle(student, x)) > 0.8
    assert correlation(middle(source, x), middle(untaught, x)) < 0.5


def test_a_student_with_more_channels_than_its_teacher_is_filled_up() -> None:
    source, x = teacher(), pictures()
    wider = student_shape(squeeze=False, expand_3=(16, 16, 16, 16), expand_23=16, head=32)
    student = transfer(source, wider, x).eval()
    assert student.fine[1].expand.conv.out_channels == 16
    assert correlation(answers(source, x), answers(student, x)) > 0.95


def test_a_student_with_fewer_channels_keeps_those_that_matter() -> None:
    source, x = teacher(), pictures()
    idle = source.middle[0]
    idle.project.conv.weight.data[:, :6] = 0  # half of the block's channels lead nowhere
    narrower = student_shape(squeeze=False, expand_34=6)
    student = transfer(source, narrower, x).eval()
    assert correlation(middle(source, x), middle(student, x)) > 0.99


def test_a_stem_of_stride_four_starts_as_mean_then_stem() -> None:
    source, x = teacher(squeeze=False, grid=4), pictures(8)
    student = transfer(source, student_shape(stem=(6, 4, 2), squeeze=False, grid=4), x).eval()
    small = nn.functional.avg_pool2d(x, 2)
    with torch.no_grad():
        want = source.stem.conv(small)
        got = student.stem.norm(student.stem.conv(x))
    inner = (slice(None), slice(None), slice(1, -1), slice(1, -1))
    shift = (got - want)[inner].mean((0, 2, 3), keepdim=True)  # the ReLU's shift is in the bias
    assert torch.allclose(got[inner], (want + shift)[inner], atol=1e-3)


def test_equalised_channels_compute_the_same_with_ranges_nearer_to_each_other() -> None:
    torch.manual_seed(2)
    shapes = (student_shape(), student_shape(stem=(6, 4, 2), squeeze=False, grid=4))
    net = AntispoofNet(shapes, norm=False).eval().requires_grad_(False)
    for tower in net.towers:
        tower.stem.conv.weight.data *= torch.logspace(-1, 1, 8)[:, None, None, None]
    x = pictures(8).repeat(1, 2, 1, 1)
    logit, evidence = net(x)
    before = net.towers[0].stem(x[:, :3]).amax((0, 2, 3))
    equalise(net, x)
    after = net.towers[0].stem(x[:, :3]).amax((0, 2, 3))
    assert torch.allclose(net(x)[0], logit, rtol=1e-3, atol=1e-5)
    assert torch.allclose(net(x)[1], evidence, rtol=1e-3, atol=1e-5)
    alive = before > 0
    assert after[alive].log().std() < 0.7 * before[alive].log().std()


def test_added_batch_norms_do_not_change_the_function() -> None:
    torch.manual_seed(1)
    plain = Tower(student_shape(), norm=False).eval().requires_grad_(False)
    x = pictures(8)
    assert torch.allclose(
        answers(plain, x), answers(with_norms(plain, x).eval(), x), rtol=1e-3, atol=1e-4
    )
