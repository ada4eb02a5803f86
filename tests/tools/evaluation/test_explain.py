"""Explanations point where the model looks."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.scorer import Scorer
from edge.types import Box
from models.registry import Registry
from models.spec import InputSpec, OutputSpec
from tools.evaluation.explain.base import EvidenceExplainer, OcclusionExplainer
from tools.evaluation.explain.gradcam import GradCamExplainer
from tools.evaluation.explain.pictures import overlay
from tools.evaluation.torch_network import open_network

BOX = Box(0, 0, 32, 32)


def bright_corner() -> np.ndarray:
    """Dark but for the upper left quarter."""
    image = np.full((32, 32, 3), 20, np.uint8)
    image[:16, :16] = 240
    return image


def scorer(models, *, evidence: bool = True) -> Scorer:
    name = models(evidence=evidence)
    return Scorer.load(Registry.open(), name, ModelsConfig(threads=1))


def strongest(values: np.ndarray) -> tuple[bool, bool]:
    """Whether the strongest place lies in the upper half, in the left half."""
    row, column = np.unravel_index(np.argmax(values), values.shape)
    return bool(row < values.shape[0] / 2), bool(column < values.shape[1] / 2)


def test_evidence_sums_to_the_logit_and_lies_on_the_bright_corner(models):
    loaded = scorer(models)
    found = EvidenceExplainer(loaded).explain(bright_corner(), BOX)
    logit = loaded.score(bright_corner(), [BOX])[0].logit
    assert found.how == "evidence"
    assert float(found.map.sum()) + loaded.bias == pytest.approx(logit, abs=1e-4)
    assert strongest(found.map) == (True, True)


def test_occlusion_finds_the_bright_corner_without_looking_inside(models):
    found = OcclusionExplainer(scorer(models, evidence=False)).explain(bright_corner(), BOX)
    assert found.how == "occlusion"
    assert strongest(cv2.blur(found.map, (5, 5))) == (True, True)


class Corner(torch.nn.Module):
    """Logits (real, attack): attack grows with brightness."""

    def __init__(self) -> None:
        super().__init__()
        self.features = torch.nn.Conv2d(3, 2, 4, stride=4, bias=False)
        torch.nn.init.constant_(self.features.weight, 1 / 48)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean = self.features(x).mean(dim=(2, 3))
        return torch.stack((-mean[:, 0], mean[:, 1]), dim=1)


@pytest.mark.parametrize("layer", [None, "features"])
def test_gradcam_points_at_the_bright_corner(layer):
    spec = InputSpec(size=32, expansions=(1.0,))
    explainer = GradCamExplainer(Corner(), spec, OutputSpec(kind="pair"), layer)
    found = explainer.explain(bright_corner(), BOX)
    assert found.how == "Grad-CAM"
    assert found.map.shape == (8, 8)
    assert strongest(found.map) == (True, True)
    turned = GradCamExplainer(Corner(), spec, OutputSpec(kind="pair", attack_index=0), layer)
    assert np.allclose(turned.explain(bright_corner(), BOX).map, -found.map)


class Two(torch.nn.Module):
    """A tower a crop; the tight one has the finer features."""

    def __init__(self) -> None:
        super().__init__()
        self.towers = torch.nn.ModuleList([Corner(), Corner()])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        tight, wide = x.split(3, dim=1)
        return self.towers[0](tight) - self.towers[1](wide)


def test_gradcam_of_towers_lays_each_map_where_its_crop_is():
    spec = InputSpec(size=32, expansions=(1.0, 2.0))
    bright, box = np.full((64, 64, 3), 240, np.uint8), Box(16, 16, 48, 48)
    found = GradCamExplainer(Two(), spec, OutputSpec(kind="pair")).explain(bright, box)
    assert found.map.shape == (16, 16)
    # brightness speaks for attack in the tight crop, and against it in the wide one around it
    around = np.ones((16, 16), np.bool_)
    around[4:12, 4:12] = False
    assert (found.map[around] < 0).all()
    assert (found.map[4:12, 4:12] > 0).all()


def test_a_layer_that_is_not_there_is_refused():
    with pytest.raises(ModelError, match="no layer 'head'"):
        GradCamExplainer(Corner(), InputSpec(size=32, expansions=(1.0,)), OutputSpec(), "head")


@pytest.mark.parametrize(
    "text",
    ["timm", "timm:no_such_net", "nowhere:factory", "math:no_such", "torchvision.models:resnet18"],
)
def test_a_torch_model_that_cannot_be_made_is_refused(text):
    with pytest.raises(ModelError):
        open_network(text)


def test_an_overlay_is_orange_for_attack_and_blue_for_bona_fide():
    grey = np.full((64, 64, 3), 128, np.uint8)
    values = np.zeros((4, 4), np.float32)
    values[0, 0], values[3, 3] = 1.0, -1.0
    drawn = overlay(grey, values).astype(int)
    blue, _, red = drawn[2, 2]
    assert red > blue
    blue, _, red = drawn[-3, -3]
    assert blue > red
    assert np.allclose(drawn[2, -3], 128, atol=2)


def test_gradcam_explains_the_checkpoint_of_a_training(tmp_path):
    from models.deepfake import DeepfakeNet

    torch.manual_seed(0)
    torch.save({"ema": {"weights": DeepfakeNet().state_dict()}}, tmp_path / "best.pth")
    module = open_network(f"deepfake_net:{tmp_path / 'best.pth'}").module
    explainer = GradCamExplainer(module, InputSpec(size=64, expansions=(1.0,)), OutputSpec())
    found = explainer.explain(bright_corner(), BOX)
    assert found.map.shape == (4, 4)  # a sixteenth of the input
    assert np.isfinite(found.map).all()
    assert found.map.any()
