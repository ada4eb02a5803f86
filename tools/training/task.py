"""The interface between the training loop and a task: batches, a loss, a validation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import torch
from torch import nn

from tools.training.final_scores import FinalScores
from tools.training.task_facts import AboutTask


class Task(Protocol):
    """One model with its training and validation data.

    name: for folder names and reports.
    model: the network; the loop moves it to the device and switches between train and eval mode.
    steps_per_epoch: the number of batches that `batches` yields with skip = 0.
    """

    name: str
    model: nn.Module

    @property
    def steps_per_epoch(self) -> int: ...

    def batches(self, epoch: int, skip: int = 0) -> Iterator[Any]:
        """Batches of this epoch without the first `skip`.

        Must depend on the seed, the epoch and the position only, so that a resumed run gets the
        same batches as an uninterrupted one.
        """
        ...

    def loss(
        self, model: nn.Module, batch: Any, device: torch.device, progress: float
    ) -> dict[str, torch.Tensor]:
        """Scalars of one batch; `loss` is minimised, the others are only logged.

        progress: 0..1 over the whole run, for schedules within the loss.
        """
        ...

    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        """Metrics on the val split (never test); must include the configured metric (`auc`)."""
        ...

    def final_scores(self, model: nn.Module, device: torch.device) -> FinalScores | None:
        """Scores on val and test, after the run, for the report only; None without a test split.

        model: the best epoch's averaged weights.
        """
        ...

    def describe(self) -> dict[str, str]:
        """Rows for the report: architecture, data, sizes, the task's own hyper-parameters."""
        ...

    def about(self) -> AboutTask:
        """The network's components, the data and the input and output contract."""
        ...

    @property
    def skipped(self) -> int:
        """Number of images so far that could not be read and were replaced."""
        ...
