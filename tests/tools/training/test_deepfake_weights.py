"""The released weights are the mean of checkpoints, with a share of the initial weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from small_deepfake import SMALL

from edge.errors import ModelError
from models.deepfake import DeepfakeNet
from tools.conversion.export import export_module
from tools.training import checkpoint
from tools.training.deepfake_weights import released
from tools.training.weight_mean import mean_state

X = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(1)) * 2 - 1


def small_net(seed: int) -> DeepfakeNet:
    torch.manual_seed(seed)
    net = DeepfakeNet(SMALL, near=8, far=16)
    for norm in (m for m in net.modules() if isinstance(m, torch.nn.BatchNorm2d)):
        torch.nn.init.normal_(norm.bias, std=0.3)
        torch.nn.init.uniform_(norm.running_var, 0.5, 2.0)
    for head in (net.linear, net.kind):
        torch.nn.init.normal_(head.weight)
    return net.eval()


def saved(folder: Path, net: DeepfakeNet, epoch: int) -> Path:
    path = folder / f"{epoch}.pth"
    checkpoint.save(path, {"ema": {"weights": net.state_dict()}, "epoch": epoch})
    return path


@torch.no_grad()
def logits(net: DeepfakeNet) -> torch.Tensor:
    out: torch.Tensor = net(X)[0]
    return out


def test_a_mean_of_states_weighs_each_by_its_share_and_keeps_integers() -> None:
    states = [
        {"w": torch.tensor([1.0, 3.0]), "n": torch.tensor(1)},
        {"w": torch.tensor([5.0, 7.0]), "n": torch.tensor(2)},
    ]
    found = mean_state(states, [1, 3])
    assert found["w"].tolist() == [4.0, 6.0]
    assert int(found["n"]) == 2
    with pytest.raises(ModelError, match="one architecture"):
        mean_state([states[0], {"w": torch.zeros(3), "n": torch.tensor(1)}], [1, 1])


def test_one_checkpoint_is_released_as_it_is_and_the_last_one_is_named(tmp_path: Path) -> None:
    net = small_net(1)
    out = small_net(9)
    state = released(out, [saved(tmp_path, net, 4)])
    assert state["epoch"] == 4
    assert torch.equal(logits(out), logits(net))
    assert not out.training


def test_a_share_of_the_start_lies_between_the_start_and_the_end(tmp_path: Path) -> None:
    start, end = small_net(1), small_net(2)
    file = tmp_path / "start.onnx"
    export_module(start, X, ("logit", "evidence", "kind_logit"), file)
    trained = [saved(tmp_path, end, 3)]
    mixed, nearly, none = (small_net(9) for _ in range(3))
    released(none, trained, file, 0.0)
    assert torch.equal(logits(none), logits(end))
    released(nearly, trained, file, 0.9999)
    assert torch.allclose(logits(nearly), logits(start), atol=0.02)
    released(mixed, trained, file, 0.5)
    assert not torch.allclose(logits(mixed), logits(end), atol=0.02)
    head = (start.linear.weight + end.linear.weight) / 2
    assert torch.allclose(mixed.linear.weight, head, atol=1e-4)
    with pytest.raises(ModelError, match="between 0 and 1"):
        released(mixed, trained, file, 1.0)
