"""Loads a training checkpoint into the torch network that was trained."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.errors import ModelError


@dataclass(frozen=True, slots=True)
class Architecture:
    """How to build a network.

    build: a function, or `module:function`, that returns the network as it is trained. fold:
    likewise, a function from the loaded network to its released form. channels, size: of the input,
    size in px. outputs: names, in the network's order. arguments: of `build`. like: the id of a
    registered model with the same input and output contract. sized: whether `build` gets the size
    of the input.
    """

    build: str | Callable[..., Any]
    channels: int
    size: int
    outputs: tuple[str, ...]
    fold: str | Callable[[Any], Any] | None = None
    arguments: tuple[str, ...] = ()
    like: str | None = None
    sized: bool = False


def _slim() -> Any:
    from models.antispoof import AntispoofNet
    from models.minifasnet import SLIM_TIGHT, SLIM_WIDE

    return AntispoofNet((SLIM_TIGHT, SLIM_WIDE))


def _lite() -> Any:
    from models.antispoof import AntispoofNet
    from models.lite_tower import LiteShape
    from models.minifasnet import FEW_WIDE

    return AntispoofNet((LiteShape(), FEW_WIDE), norm=False)


def _few(norm: bool) -> Callable[[], Any]:
    def build() -> Any:
        from models.antispoof import AntispoofNet
        from models.minifasnet import FEW_TIGHT, FEW_WIDE

        return AntispoofNet((FEW_TIGHT, FEW_WIDE), norm=norm)

    return build


ARCHITECTURES = {
    **{
        name: Architecture(
            build,
            6,
            128,
            ("logit", "evidence"),
            "models.antispoof:folded",
            like="antispoof_minifasnet_v2_se_fp32",
        )
        for name, build in (
            ("minifasnet_v2_se", "models.antispoof:AntispoofNet"),
            ("minifasnet_v2_se_slim", _slim),
            ("minifasnet_v2_few", _few(norm=True)),  # initialised from the teachers
            ("minifasnet_v2_few_folded", _few(norm=False)),  # from a release, no batch norms
            ("antispoof_lite0_few", _lite),  # tight: EfficientNet-Lite0; wide: from a release
        )
    },
    "deepfake_net": Architecture(
        "models.deepfake:DeepfakeNet",
        3,
        224,
        ("logit", "evidence", "kind_logit"),
        like="deepfake_lite0_fp32",
    ),
    **{
        name: Architecture(
            "models.research:research_model", 3, 224, ("logit",), arguments=(name,), sized=True
        )
        for name in ("efficientnet_b5", "hybrid_resnet18_vit", "hybrid_resnet50_vit")
    },
}


def load_network(checkpoint: Path, architecture: str | None = None) -> Any:
    """The network with the checkpoint's weights, in eval mode, without folding.

    architecture: needed where the checkpoint does not name it. Only weights are read: no code in
    the file is executed. Raises ModelError where they do not fit.
    """
    loaded = _loaded(checkpoint)
    contract = _contract(loaded)
    architecture = architecture or named_in(contract, checkpoint)
    known = ARCHITECTURES.get(architecture)
    if known is None:
        raise ModelError(
            f"there is no architecture {architecture!r}; choose from {', '.join(ARCHITECTURES)}"
        )
    own = {"image_size": contract["size"]} if known.sized and "size" in contract else {}
    network = named(known.build)(*known.arguments, **own)
    found = _weights(loaded)
    misfit = _misfit(network.state_dict(), found)
    if misfit:
        raise ModelError(f"{checkpoint} does not contain a {architecture}: {misfit}")
    network.load_state_dict(found)
    return network.eval()


def contract_in(checkpoint: Path) -> dict[str, Any]:
    """The input and output contract in the checkpoint, with its architecture; {} without one.

    Raises ModelError on a file that is not a checkpoint.
    """
    return _contract(_loaded(checkpoint))


def named_in(contract: dict[str, Any], checkpoint: Path) -> str:
    """The architecture named by a contract. Raises ModelError where there is none."""
    if "architecture" not in contract:
        raise ModelError(
            f"{checkpoint} does not state its architecture; give it with --architecture: "
            f"{', '.join(ARCHITECTURES)}"
        )
    return str(contract["architecture"])


def _contract(loaded: Any) -> dict[str, Any]:
    found = loaded.get("contract") if isinstance(loaded, dict) else None
    return found if isinstance(found, dict) else {}


def _loaded(checkpoint: Path) -> Any:
    import torch

    try:
        return torch.load(checkpoint, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise ModelError(f"there is no checkpoint {checkpoint}; check the path") from None
    except Exception as error:  # noqa: BLE001  unpickling may raise anything
        line = str(error).strip().splitlines()[0]
        raise ModelError(f"{checkpoint} is not a readable checkpoint: {line}") from None


def _misfit(wanted: dict[str, Any], found: Any) -> str:
    """Why weights do not fit the network, as part of a sentence; empty where they fit."""
    if not isinstance(found, dict):
        return "it holds no weights by name"
    said = []
    for what, names in (
        ("missing", [k for k in wanted if k not in found]),
        ("unknown", [k for k in found if k not in wanted]),
        (
            "of another shape",
            [k for k in wanted if _shape(found, k) not in (None, _shape(wanted, k))],
        ),
    ):
        if names:
            said.append(f"{len(names)} {what} ({names[0]}{', …' if len(names) > 1 else ''})")
    return f"of its {len(wanted)} tensors " + "; ".join(said) if said else ""


def _shape(weights: dict[str, Any], name: str) -> tuple[int, ...] | None:
    return tuple(getattr(weights[name], "shape", ())) if name in weights else None


def _weights(loaded: Any) -> Any:
    """The network's weights in a checkpoint: the moving average where there is one."""
    if isinstance(loaded, dict):
        for key in ("ema", "weights", "model", "state_dict", "model_state_dict"):
            if isinstance(loaded.get(key), dict):
                return _weights(loaded[key])
        inside = {k.removeprefix("net."): v for k, v in loaded.items() if k.startswith("net.")}
        return inside or loaded  # the other entries are for training only
    return loaded


def named(reference: str | Callable[..., Any]) -> Any:
    """Resolve `module:function`; a function is returned unchanged."""
    if not isinstance(reference, str):
        return reference
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)
