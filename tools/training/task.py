"""What the loop asks of a task: batches, a loss, a validation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import torch
from torch import nn

from tools.training.final_scores import FinalScores
from tools.training.task_facts import AboutTask


class Task(Protocol):
    """One model to train on one kind of data.

    name: used in folder names and reports.
    model: what is trained; the loop moves it to the device and switches train/eval.
    steps_per_epoch: how many batches `batches` yields when none is skipped.
    """

    name: str
    model: nn.Module

    @property
    def steps_per_epoch(self) -> int: ...

    def batches(self, epoch: int, skip: int = 0) -> Iterator[Any]:
        """Batches of this epoch without the first `skip`.

        Must depend on the seed, the epoch and the position only, so that a resumed run sees
        exactly what the unbroken one would have seen.
        """
        ...

    def loss(
        self, model: nn.Module, batch: Any, device: torch.device, progress: float
    ) -> dict[str, torch.Tensor]:
        """Scalars of one batch; `loss` is minimised, the others are only written down.

        progress: 0..1 over the whole run, for schedules of the task's own.
        """
        ...

    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        """Metrics on the val split (never test); must hold the configured metric (`auc`)."""
        ...

    def final_scores(self, model: nn.Module, device: torch.device) -> FinalScores | None:
        """Of val and test, once the run is over, for the report alone; None without a test split.

        model: the best epoch's averaged weights.
        """
        ...

    def describe(self) -> dict[str, str]:
        """Rows for the report: architecture, data, sizes, the task's own hyper-parameters."""
        ...

    def about(self) -> AboutTask:
        """The network's parts, the data and the contract."""
        ...

    @property
    def skipped(self) -> int:
        """Images that could not be read so far, and were replaced by others."""
        ...
