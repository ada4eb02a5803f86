"""Facts about a task for the report and for its checkpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the network. role: backbone, fusion, output or training only.

    start: origin of its initial weights. weights: its tensors; empty where it has none.
    """

    role: str
    name: str
    start: str
    weights: Sequence[nn.Parameter] = ()

    @property
    def parameters(self) -> int:
        return sum(w.numel() for w in self.weights)

    @property
    def frozen(self) -> str:
        """yes, no, partly, or a dash where there are no weights."""
        frozen = {not w.requires_grad for w in self.weights}
        if not frozen:
            return "–"
        return "partly" if len(frozen) == 2 else "yes" if frozen.pop() else "no"


def component(role: str, name: str, start: str, *parts: nn.Module | nn.Parameter) -> Component:
    """A component of the weights of modules and of single parameters."""
    weights: list[nn.Parameter] = []
    for part in parts:
        weights += [part] if isinstance(part, nn.Parameter) else list(part.parameters())
    return Component(role, name, start, weights)


@dataclass(frozen=True, slots=True)
class AboutTask:
    """components: the network's parts, in the order of the forward pass.

    data: split → number of (bona fide, attacks). contract: the input and output contract, with the
    keys of `convert onnx`, and `architecture`, the name known there, where it has one.
    """

    components: Sequence[Component] = ()
    data: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    contract: Mapping[str, str | int | float | list[float]] = field(default_factory=dict)


def architecture_of(names: Sequence[str], weights: Mapping[str, Tensor]) -> dict[str, str]:
    """{"architecture": name} with the first of `names` whose tensors have the names and shapes of
    `weights`; {} where none has."""
    from tools.conversion.checkpoint import ARCHITECTURES, named

    shapes = {name: tensor.shape for name, tensor in weights.items()}
    for name in names:
        known = ARCHITECTURES[name]
        with torch.random.fork_rng(devices=[]):  # the training's generator must not advance
            built = named(known.build)(*known.arguments).state_dict()
        if shapes == {key: tensor.shape for key, tensor in built.items()}:
            return {"architecture": name}
    return {}
