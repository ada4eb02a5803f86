"""The research models: their exact sizes, outputs, freezing and export."""

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
    research_model,
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


def test_both_branches_of_the_hybrid_move_its_logit(hybrid: HybridDetector) -> None:
    x = torch.randn(1, 3, 64, 64, requires_grad=True)
    logit = hybrid(x)
    assert logit.shape == (1, 1)
    for layer in (hybrid.project_cnn, hybrid.project_vit):
        (gradient,) = torch.autograd.grad(logit, layer.weight, retain_graph=True)
        assert gradient.abs().max() > 0


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
