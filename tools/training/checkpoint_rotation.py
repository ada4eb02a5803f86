"""The checkpoints a run keeps: the best and the last few."""

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
    """The checkpoint of one epoch. bytes: None once it is dropped."""

    epoch: int
    value: float
    name: str
    bytes: int | None


class CheckpointShelf:
    """Under `folder`: last.pth, best.pth and the newest `keep` epochs, all of them where 0.

    The three names of one state are one file on the disk where the file system has hard links.
    Only what was put here is ever dropped: checkpoints of another run, or of a run before this
    rule, stay.
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
        """What an earlier sitting had put here, as `state` gave it."""
        for epoch, value, name in rows:
            path = self.folder / name
            size = path.stat().st_size if path.is_file() else None
            self.epochs.append(Kept(epoch, value, name, size))

    def state(self) -> list[list[Any]]:
        """Plain values, for the checkpoint itself."""
        return [[k.epoch, k.value, k.name] for k in self.epochs]

    def put(self, state: dict[str, Any], epoch: int, value: float, *, better: bool) -> None:
        """Save an epoch under all its names, then drop what is neither among the newest nor best.

        Raises OutputError; then last.pth and best.pth are as they were.
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
    """Another name for a file, put in place at once; a copy where links are not to be had."""
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
            f"The checkpoint {alias} cannot be written ({error.strerror or error}); free some "
            "space or choose another --out."
        ) from error
