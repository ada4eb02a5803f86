"""Starting from a teacher: the student imitates it before it has learned anything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from models.minifasnet import Tower, TowerShape, teacher_shape
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


def teacher(squeeze: bool = True, grid: int = 8) -> Tower:
    torch.manual_seed(3)
    tower = Tower(replace(SMALL, squeeze=squeeze, grid=grid), norm=False, outputs=2)
    for module in tower.modules():
        if isinstance(module, nn.PReLU):
            nn.init.uniform_(module.weight, 0.0, 0.3)
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


@pytest.mark.parametrize("squeeze", [True, False])
def test_a_relu_student_of_the_same_widths_answers_as_its_prelu_teacher(squeeze: bool) -> None:
    source, x = teacher(squeeze), pictures()
    student = transfer(source, student_shape(squeeze=squeeze), x).eval()
    assert correlation(answers(source, x), answers(student, x)) > 0.9


def test_a_student_with_more_channels_than_its_teacher_is_filled_up() -> None:
    source, x = teacher(), pictures()
    wider = student_shape(expand_3=(16, 16, 16, 16), expand_23=16, head=32)
    student = transfer(source, wider, x).eval()
    assert student.fine[1].expand.conv.out_channels == 16
    assert correlation(answers(source, x), answers(student, x)) > 0.85


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


def test_added_batch_norms_do_not_change_the_function() -> None:
    torch.manual_seed(1)
    plain = Tower(student_shape(), norm=False).eval().requires_grad_(False)
    x = pictures(8)
    assert torch.allclose(
        answers(plain, x), answers(with_norms(plain, x).eval(), x), rtol=1e-3, atol=1e-4
    )
