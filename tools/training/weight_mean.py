"""The mean of the weights of several runs, or of a run and its start."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from edge.errors import ModelError


def mean_state(states: Sequence[dict[str, Tensor]], shares: Sequence[float]) -> dict[str, Tensor]:
    """The weighted mean of states of one network; integer tensors are those of the last state.

    shares: the weight of each state. Raises ModelError where they are of different networks.
    """
    if any({k: v.shape for k, v in s.items()} != {k: v.shape for k, v in states[0].items()}
           for s in states):  # fmt: skip
        raise ModelError("the weights have different shapes; give checkpoints of one architecture")
    total = sum(shares)
    return {
        name: torch.stack([s[name] * (w / total) for s, w in zip(states, shares, strict=True)]).sum(
            0
        )
        if value.is_floating_point()
        else value
        for name, value in states[-1].items()
    }
