"""The research models: their exact sizes, their outputs, freezing, explanations, export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import timm
import torch
from torch import nn

from edge.errors import ConfigError, ModelError
from models.research import (
    ARCHITECTURES,
    EfficientNetB5,
    HybridDetector,
    grad_cam,
    research_model,
    tokens_to_map,
)


def sizes(model: nn.Module) -> tuple[int, int]:
    """(all, trainable) parameters."""
    every = list(model.parameters())
    return sum(p.numel() for p in every), sum(p.numel() for p in every if p.requires_grad)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("efficientnet_b5", 28_342_833),
        ("hybrid_resnet18_vit", 97_894_209),
        ("hybrid_resnet50_vit", 111_012_161),
    ],
)
def test_a_research_model_has_exactly_its_published_number_of_parameters_all_trainable(
    name: str, count: int
) -> None:
    with torch.device("meta"):
        assert sizes(research_model(name)) == (count, count)


def test_frozen_backbones_leave_projections_and_head_to_train_and_can_be_thawed() -> None:
    with torch.device("meta"):
        model = HybridDetector()
    model.freeze_backbones()
    assert sizes(model) == (97_894_209, 512 * 513 + 512 * 769 + 256 * 1025 + 257)
    model.freeze_backbones(False)
    assert sizes(model)[1] == 97_894_209


def test_an_unknown_model_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ModelError, match="efficientnet_b5"):
        research_model("efficientnet_b9")


@pytest.mark.parametrize("size", [100, 16, 0])
def test_the_hybrid_refuses_a_size_its_patches_do_not_tile(size: int) -> None:
    with pytest.raises(ConfigError, match="multiple of 16"):
        HybridDetector(image_size=size)


def test_pretrained_weights_that_cannot_be_fetched_are_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def offline(*_args: object, **_options: object) -> nn.Module:
        raise ConnectionError("no network")

    monkeypatch.setattr(timm, "create_model", offline)
    with pytest.raises(ModelError, match="without --pretrained"):
        EfficientNetB5(pretrained=True)


@pytest.fixture(scope="module")
def b5() -> EfficientNetB5:
    torch.manual_seed(0)
    return EfficientNetB5().eval()


@pytest.fixture(scope="module")
def hybrid() -> HybridDetector:
    """The hybrid with its own depth but a ViT of 1/15 the size, so that tests stay quick."""
    torch.manual_seed(0)
    return HybridDetector(vit="vit_tiny_patch16_224", image_size=64).eval()


@pytest.mark.slow
def test_the_evidence_of_b5_sums_with_the_bias_to_its_logit(b5: EfficientNetB5) -> None:
    x = torch.randn(2, 3, 96, 96)
    with torch.no_grad():
        logit, evidence = b5.forward_with_evidence(x)
        plain = b5(x)
    assert evidence.shape == (2, 1, 3, 3)
    torch.testing.assert_close(evidence.sum((2, 3)) + b5.linear.bias, logit)
    torch.testing.assert_close(plain, logit, rtol=1e-4, atol=1e-5)


def test_both_branches_of_the_hybrid_move_its_logit(hybrid: HybridDetector) -> None:
    x = torch.randn(1, 3, 64, 64, requires_grad=True)
    logit = hybrid(x)
    assert logit.shape == (1, 1)
    for layer in (hybrid.project_cnn, hybrid.project_vit):
        (gradient,) = torch.autograd.grad(logit, layer.weight, retain_graph=True)
        assert gradient.abs().max() > 0


@pytest.mark.parametrize("branch", ["texture", "whole"])
@pytest.mark.parametrize("frozen", [False, True])
def test_the_hybrid_explains_itself_through_either_branch_frozen_or_not(
    hybrid: HybridDetector, branch: str, frozen: bool
) -> None:
    hybrid.freeze_backbones(frozen)
    try:
        x = torch.randn(2, 3, 64, 64, generator=torch.Generator().manual_seed(3))
        layer = hybrid.attention_layers()[branch]
        cam = grad_cam(hybrid, layer, x)
    finally:
        hybrid.freeze_backbones(False)
    assert cam.shape == (2, 1, 64, 64)
    assert torch.isfinite(cam).all()
    assert cam.min() >= 0
    assert not layer._forward_hooks
    assert all(p.grad is None for p in hybrid.parameters())


class Weighing(nn.Module):
    """logit = mean of channel 0 minus mean of channel 1, so Grad-CAM is known by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features = self.layer(x)
        return (features[:, 0] - features[:, 1]).mean((1, 2))[:, None]


def test_grad_cam_of_a_known_model_is_the_one_worked_out_by_hand() -> None:
    x = torch.zeros(1, 2, 4, 4)
    x[0, 0, 1, 2] = 3.0  # speaks for attack
    x[0, 1, 0, 0] = 5.0  # speaks against: cut off at 0
    model = Weighing().train()
    cam = grad_cam(model, model.layer, x)
    expected = torch.zeros(1, 1, 4, 4)
    expected[0, 0, 1, 2] = 3.0 / 16  # activation × mean gradient (1 / 16 places)
    torch.testing.assert_close(cam, expected)
    assert model.training


def test_tokens_become_a_map_in_reading_order_without_the_class_token() -> None:
    tokens = torch.arange(10, dtype=torch.float32).reshape(1, 10, 1)
    assert tokens_to_map(tokens)[0, 0].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    with pytest.raises(ValueError, match="tokens"):
        tokens_to_map(torch.zeros(1, 9, 4))


@pytest.mark.parametrize("name", [pytest.param("b5", marks=pytest.mark.slow), "hybrid"])
def test_a_research_model_exports_and_onnxruntime_agrees_with_torch(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from tools.conversion.export import export_module

    model: nn.Module = request.getfixturevalue(name)
    path = tmp_path / "model.onnx"
    export_module(model, torch.zeros(2, 3, 64, 64), ("logit",), path)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    x = torch.randn(3, 3, 64, 64)
    with torch.no_grad():
        expected = model(x).numpy()
    np.testing.assert_allclose(session.run(None, {"input": x.numpy()})[0], expected, atol=1e-3)


def test_every_name_of_the_command_line_is_an_architecture() -> None:
    from tools.training.research_command import MODELS

    assert set(MODELS) == set(ARCHITECTURES)
