"""How fast a torch network trains: forward, loss, backward and a step, on random images."""

from __future__ import annotations

import copy

import numpy as np

from edge.errors import ModelError
from tools.evaluation.backbone import Backbone
from tools.evaluation.leaderboard import repeated


def train_row(backbone: Backbone, batch: int) -> dict[str, str]:
    """A row of benchmark-train; the network itself is left as it is.

    Raises ModelError where it is no torch network.
    """
    if backbone.module is None:
        raise ModelError(
            f"{backbone.name} is not a torch network and cannot be trained; leave out --train"
        )
    import torch

    network = copy.deepcopy(backbone.module).train()
    size = backbone.framing.size
    images = torch.from_numpy(
        np.random.default_rng(0).random((batch, 3, size, size), np.float32)
    )  # fmt: skip
    labels = torch.zeros(batch, dtype=torch.long)
    optimiser = torch.optim.SGD(network.parameters(), lr=1e-4)

    def step() -> None:
        optimiser.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(network(images), labels).backward()
        optimiser.step()

    found = repeated(step)
    return {
        "model": backbone.name,
        "train_samples_per_sec": f"{batch / found.step:.2f}",
        "train_step_time": f"{1000 * found.step:.3f}",
        "train_batch_size": str(batch),
        "train_img_size": str(size),
        "param_count": f"{backbone.cost.parameters:.3f}",
        "train_repetitions": str(found.repetitions),
        "train_step_time_low": f"{1000 * found.low:.3f}",
        "train_step_time_high": f"{1000 * found.high:.3f}",
        "others_cores": f"{found.others:.2f}",
    }
