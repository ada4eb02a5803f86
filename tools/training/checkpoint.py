"""Checkpoints: the complete state of a run, so that a resumed run equals an uninterrupted one."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any

import torch

from edge.errors import ModelError, OutputError

FORMAT = 1


def epoch_name(epoch: int, metric: str, value: float) -> str:
    """`epoch_003_auc_0.9932.pth`; epochs count from 1."""
    return f"epoch_{epoch:03d}_{metric}_{value:.4f}.pth"


def save(path: Path, state: dict[str, Any]) -> None:
    """Write `state` atomically: after a crash there is the old file or the new one, complete.

    Raises OutputError.
    """
    part = path.with_suffix(path.suffix + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"format": FORMAT, **state}, part)
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"the checkpoint {path} cannot be written ({error.strerror or error}); free "
            "some space or choose another --out"
        ) from error


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint of `save`; only tensors and plain values are unpickled.

    Raises ModelError where the file is missing, damaged or not such a checkpoint.
    """
    if not path.is_file():
        raise ModelError(f"there is no checkpoint at {path}; give the path of a .pth file")
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"the checkpoint {path} is damaged or is not a checkpoint; use another one "
            "(checkpoints/last.pth is written after every epoch)"
        ) from error
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise ModelError(f"{path} was not written by this training loop; it cannot be resumed")
    return state
