"""Exponential moving average of the weights; these are validated, saved as best and released."""

from __future__ import annotations

import copy

import torch
from torch import nn


class Ema:
    """Averages parameters and floating-point buffers; integer buffers are copied.

    The decay grows with the number n of updates, min(decay, (1 + n) / (10 + n)), so that random
    initial weights soon lose their influence. With decay 0 the average equals the model.
    at_once: use the full decay from the first update, for initial weights that are already trained.
    """

    def __init__(self, model: nn.Module, decay: float, *, at_once: bool = False) -> None:
        self.decay, self.at_once = decay, at_once
        self.updates = 0
        self.model = copy.deepcopy(model).eval()
        self.model.requires_grad_(False)

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Update the average with `model`'s weights."""
        decay = self.decay
        if decay and not self.at_once:
            decay = min(decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        averages, values = [], []
        source = model.state_dict()
        for name, average in self.model.state_dict().items():
            value = source[name].detach()
            if average.dtype.is_floating_point:
                averages.append(average)
                values.append(value)
            else:
                average.copy_(value)
        torch._foreach_lerp_(averages, values, 1 - decay)

    def state_dict(self) -> dict[str, object]:
        return {"updates": self.updates, "weights": self.model.state_dict()}

    def load_state_dict(self, state: dict[str, object]) -> None:
        self.updates = int(state["updates"])  # type: ignore[call-overload]
        self.model.load_state_dict(state["weights"])
