"""The facts about a network in reports and checkpoints."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from models.deepfake import DeepfakeNet
from tools.training.task_facts import architecture_of, component


def test_a_part_is_frozen_partly_frozen_or_not():
    layers = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    assert component("backbone", "two layers", "random", layers).frozen == "no"
    layers[0].requires_grad_(False)
    assert component("backbone", "two layers", "random", layers).frozen == "partly"
    layers[1].requires_grad_(False)
    assert component("backbone", "two layers", "random", layers).frozen == "yes"
    assert component("fusion", "a sum", "–").frozen == "–"
    assert component("output", "a bias", "random", layers[1].bias).parameters == 1


@pytest.mark.parametrize(("near", "expected"), [(64, {"architecture": "deepfake_net"}), (32, {})])
def test_an_architecture_is_named_where_every_tensor_has_its_shape(near, expected):
    assert architecture_of(["deepfake_net"], DeepfakeNet(near=near).state_dict()) == expected


def test_naming_an_architecture_leaves_the_random_numbers_of_the_training_alone():
    weights = DeepfakeNet().state_dict()
    before = torch.random.get_rng_state()
    architecture_of(["deepfake_net"], weights)
    assert torch.equal(torch.random.get_rng_state(), before)
