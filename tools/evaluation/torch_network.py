"""A torch network with the weights it was asked for; one without weights is never scored."""

from __future__ import annotations

import hashlib
import importlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.errors import MissingExtraError, ModelError

PRETRAINED = "pretrained"
REACH_SECONDS = 5.0
HUB = ("huggingface.co", 443)


@dataclass(frozen=True, slots=True)
class TorchNetwork:
    """module: in eval mode. weights: what they are called; sha256, bytes: of their file, or of
    the tensors where they came from timm."""

    module: Any
    weights: str
    sha256: str
    bytes: int


def open_network(text: str) -> TorchNetwork:
    """`ARCHITECTURE:CHECKPOINT` of a training of ours, `timm:NAME[:CHECKPOINT]` or
    `PACKAGE.MODULE:FACTORY:CHECKPOINT`.

    A checkpoint is a state dict (weights only: nothing in it is executed). timm:NAME alone takes
    the weights timm publishes, from its cache or the network. Raises ModelError, also where there
    would be no weights but random ones.
    """
    from tools.conversion.checkpoint import ARCHITECTURES, load_network

    try:
        import torch  # noqa: F401
    except ImportError:
        raise MissingExtraError("torch", "train") from None
    where, _, rest = text.partition(":")
    if where in ARCHITECTURES:
        return _from_file(load_network(Path(rest), where), Path(rest))
    name, _, checkpoint = rest.partition(":")
    if not name:
        raise ModelError(
            f"'{text}' is not ARCHITECTURE:CHECKPOINT ({', '.join(ARCHITECTURES)}), "
            "timm:NAME[:CHECKPOINT] or MODULE:FACTORY:CHECKPOINT"
        )
    module = _built(where, name)
    if checkpoint:
        _load(module, Path(checkpoint), f"{where}:{name}")
        return _from_file(module, Path(checkpoint))
    if where == "timm":
        return _published(name)
    raise ModelError(
        f"{text} has no weights, so its scores would be random; give a checkpoint: {text}:FILE"
    )


def _built(where: str, name: str) -> Any:
    from tools.conversion.checkpoint import ARCHITECTURES

    try:
        if where == "timm":
            import timm

            return timm.create_model(name, pretrained=False)
        return getattr(importlib.import_module(where), name)()
    except (ImportError, AttributeError, RuntimeError, TypeError) as error:
        if isinstance(error, ModuleNotFoundError) and error.name == where:
            raise ModelError(
                f"'{where}' is neither an architecture ({', '.join(ARCHITECTURES)}) nor "
                "timm nor an importable module"
            ) from None
        raise ModelError(f"cannot make the torch model {where}:{name}: {error}") from error


def _load(module: Any, checkpoint: Path, shown: str) -> None:
    import torch

    try:
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
        module.load_state_dict(state.get("model", state))
    except (OSError, RuntimeError, AttributeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(f"{checkpoint} does not fit {shown}: {reason}") from error


def _from_file(module: Any, path: Path) -> TorchNetwork:
    content = path.read_bytes()
    return TorchNetwork(module.eval(), path.name, hashlib.sha256(content).hexdigest(), len(content))


def _published(name: str) -> TorchNetwork:
    """timm's own weights of `name`, from the cache, else from the network where it is there."""
    import timm

    try:
        with _offline():
            module = timm.create_model(name, pretrained=True)
    except (OSError, RuntimeError) as cached:
        try:
            socket.create_connection(HUB, timeout=REACH_SECONDS).close()
            module = timm.create_model(name, pretrained=True)
        except (OSError, RuntimeError):
            raise ModelError(
                f"the timm weights of {name} are not on this machine and cannot be "
                f"downloaded ({str(cached).splitlines()[0][:80]}); give a checkpoint: "
                f"timm:{name}:FILE"
            ) from cached
    digest, count = hashlib.sha256(), 0
    for key, tensor in module.state_dict().items():
        content = tensor.cpu().numpy().tobytes()
        digest.update(key.encode() + content)
        count += len(content)
    tag = str(getattr(module, "pretrained_cfg", {}).get("tag") or PRETRAINED)
    return TorchNetwork(module.eval(), f"timm {tag}", digest.hexdigest(), count)


@contextmanager
def _offline() -> Iterator[None]:
    """The hub's client asks its cache alone: its own retries take most of a minute."""
    from huggingface_hub import constants

    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before
