"""Checkpoint rotation: a run stores the best epoch and the last few."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.errors import OutputError
from tools.training import checkpoint


@dataclass(frozen=True, slots=True)
class Kept:
    """The checkpoint of one epoch. bytes: its size; None once the file is deleted."""

    epoch: int
    value: float
    name: str
    bytes: int | None


class CheckpointShelf:
    """Stores last.pth, best.pth and the newest `keep` epochs (0: all) under `folder`.

    metric: the validation metric, for the file names. The names of one state are hard links to one
    file where the file system supports them. Only checkpoints that this object wrote, or that
    `restore` lists, are ever deleted.
    """

    def __init__(self, folder: Path, metric: str, keep: int) -> None:
        self.folder, self._metric, self._keep = folder, metric, keep
        self.epochs: list[Kept] = []

    @property
    def last(self) -> Path:
        return self.folder / "last.pth"

    @property
    def best(self) -> Path:
        return self.folder / "best.pth"

    def restore(self, rows: list[list[Any]]) -> None:
        """Restore the list of checkpoints from `state` of the interrupted run."""
        for epoch, value, name in rows:
            path = self.folder / name
            size = path.stat().st_size if path.is_file() else None
            self.epochs.append(Kept(epoch, value, name, size))

    def state(self) -> list[list[Any]]:
        """The list of checkpoints as plain values, to be stored in the checkpoint."""
        return [[k.epoch, k.value, k.name] for k in self.epochs]

    def put(self, state: dict[str, Any], epoch: int, value: float, *, better: bool) -> None:
        """Save an epoch under all its names, then delete epochs that are neither recent nor best.

        epoch: from 1. value: of the validation metric. better: whether it is the best so far.
        Raises OutputError; last.pth and best.pth are then unchanged.
        """
        name = checkpoint.epoch_name(epoch, self._metric, value)
        self.epochs.append(Kept(epoch, value, name, None))
        path = self.folder / name
        checkpoint.save(path, {**state, "checkpoints": self.state()})
        for alias in (self.last, self.best) if better else (self.last,):
            _alias(path, alias)
        self.epochs[-1] = Kept(epoch, value, name, path.stat().st_size)
        if self._keep:
            self._drop()

    def _drop(self) -> None:
        best = max(self.epochs, key=lambda k: (k.value, -k.epoch))
        for position, kept in enumerate(self.epochs[: -self._keep]):
            if kept.bytes is not None and kept is not best:
                (self.folder / kept.name).unlink(missing_ok=True)
                self.epochs[position] = Kept(kept.epoch, kept.value, kept.name, None)


def _alias(path: Path, alias: Path) -> None:
    """Replace `alias` atomically by a hard link to `path`, or by a copy without link support."""
    part = alias.with_suffix(".pth.part")
    part.unlink(missing_ok=True)
    try:
        try:
            os.link(path, part)
        except OSError:
            shutil.copyfile(path, part)
        part.replace(alias)
    except OSError as error:
        raise OutputError(
            f"the checkpoint {alias} cannot be written ({error.strerror or error}); free "
            "some space or choose another --out"
        ) from error
