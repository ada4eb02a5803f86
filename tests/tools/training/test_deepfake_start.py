"""The deepfake network starts from ImageNet weights of its trunk, or from a file that shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from small_deepfake import small_net

from edge.errors import ModelError
from models.deepfake import DeepfakeNet
from tools.conversion.export import export_module
from tools.training.deepfake_start import start_from, start_from_release


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[DeepfakeNet, Path]:
    net = small_net(1)
    for head in (net.linear, net.kind):
        torch.nn.init.normal_(head.weight)
        torch.nn.init.normal_(head.bias)
    for norm in (m for m in net.modules() if isinstance(m, torch.nn.BatchNorm2d)):
        torch.nn.init.normal_(norm.bias)
        torch.nn.init.uniform_(norm.running_var, 0.5, 2.0)
    path = tmp_path_factory.mktemp("release") / "fp32.onnx"
    export_module(net.eval(), torch.rand(2, 3, 64, 64), ("logit", "evidence", "kind_logit"), path)
    return net, path


@pytest.fixture
def crops() -> list[torch.Tensor]:
    torch.manual_seed(2)
    return [torch.rand(4, 3, 32, 32) * 2 - 1 for _ in range(2)]


def test_a_network_that_starts_from_a_release_answers_as_the_file_does(
    released: tuple[DeepfakeNet, Path], crops: list[torch.Tensor]
) -> None:
    net, path = released
    again = small_net(5)
    start_from_release(again, path, crops)
    assert again.training
    x = torch.rand(3, 3, 64, 64) * 2 - 1
    with torch.inference_mode():
        pairs = zip(net.eval()(x), again.eval()(x), strict=True)
    for want, got in pairs:
        assert torch.allclose(got, want, rtol=1e-3, atol=1e-3)


def test_a_network_that_starts_from_a_release_answers_in_training_as_outside_of_it(
    released: tuple[DeepfakeNet, Path], crops: list[torch.Tensor]
) -> None:
    again = small_net(5)
    start_from_release(again, released[1], crops)
    x = torch.cat(crops)
    with torch.inference_mode():
        training = again.train().forward_in_training(x)[0]
        outside = again.eval()(x)[0]
    assert torch.allclose(training, outside, atol=0.05 * float(outside.std()) + 0.05)


def test_a_start_from_a_missing_file_or_another_network_is_refused(
    released: tuple[DeepfakeNet, Path], crops: list[torch.Tensor], tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="--initial"):
        start_from_release(small_net(0), tmp_path / "none.onnx", crops)
    junk = tmp_path / "junk.onnx"
    junk.write_bytes(b"\xff" * 64)
    with pytest.raises(ModelError, match="not an ONNX"):
        start_from_release(small_net(0), junk, crops)
    with pytest.raises(ModelError, match="not contain a network of this architecture"):
        start_from_release(DeepfakeNet(), released[1], crops)


@pytest.mark.parametrize("content", [None, b"nothing", "other"])
def test_a_start_that_holds_no_weights_of_lite0_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes | str | None
) -> None:
    path = tmp_path / "weights.pth"
    if content == "other":
        torch.save({"weight": torch.zeros(3)}, path)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"weights\.pth .*--initial"):
        start_from(small_net(0), path)
