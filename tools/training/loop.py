"""The training loop of all tasks, with exact resumption and selection by a validation metric."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from edge.errors import ConfigError, ModelError
from tools.training import checkpoint
from tools.training.checkpoint_rotation import CheckpointShelf
from tools.training.config import LoopConfig
from tools.training.ema import Ema
from tools.training.final_scores import FinalResult, final_result
from tools.training.metrics_log import MetricsLog, Row
from tools.training.randomness import random_state, restore_random_state, seed_everything
from tools.training.report import TrainingSummary, write_report
from tools.training.schedule import warmup_cosine
from tools.training.task import Task


def choose_device(name: str) -> torch.device:
    """`auto`: the first GPU, else the CPU. Raises ConfigError where the device does not exist."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ConfigError(f"--device {name} is unknown; try auto, cpu or cuda") from error
    if device.type == "cuda" and not torch.cuda.is_available():
        raise ConfigError(f"--device {name} was asked for, but torch sees no GPU; use cpu")
    return device


class Trainer:
    """Trains a task, from its initial weights or from a checkpoint.

    Under `out`: checkpoints/{best,last,epoch_…}.pth, metrics.csv, tensorboard/, report.md.
    command: the arguments of the command line, for the report. Call `run` once; not thread-safe.
    """

    def __init__(
        self,
        task: Task,
        config: LoopConfig,
        out: Path,
        console: Console | None = None,
        *,
        command: Sequence[str] = (),
    ) -> None:
        if config.threads:
            torch.set_num_threads(config.threads)
        self.task = task
        self.config = config
        self.out = out
        self.command = command
        self.console = console or Console(stderr=True)
        self.shelf = CheckpointShelf(out / "checkpoints", config.metric, config.keep)
        self.device = choose_device(config.device)
        self.model = task.model.to(self.device)
        self.ema = Ema(self.model, config.ema, at_once=config.ema_at_once)
        kind = torch.optim.AdamW if config.optimiser == "adamw" else torch.optim.Adam
        weights = [p for p in self.model.parameters() if p.requires_grad]
        self.optimiser = kind(weights, lr=config.lr, weight_decay=config.weight_decay)
        self.mixed = config.amp and self.device.type == "cuda"
        self.scaler = torch.amp.GradScaler("cuda", enabled=self.mixed)
        self.total_steps = config.epochs * task.steps_per_epoch
        self.epoch, self.step_in_epoch = 0, 0
        self.sums: dict[str, float] = {}
        self.since_best = 0
        self.seconds_in_epoch = 0.0
        self.about = task.about()
        self.summary = TrainingSummary(task.name, config.metric)

    def run(self, resume: Path | None = None) -> TrainingSummary:
        """Train to the end. Raises DataError, ModelError (loss not finite), OutputError."""
        seed_everything(self.config.seed)
        if resume is not None:
            self._restore(checkpoint.load(resume), resume)
        log = MetricsLog(self.out, purge_step=self.epoch + 1 if resume else None)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        bar = Progress(*columns, TimeRemainingColumn(), console=self.console)
        try:
            with bar:
                while self.epoch < self.config.epochs and not self._stop_early():
                    self._epoch(bar, log)
        finally:
            log.close()
        if self.config.test and self.summary.best_path is not None:
            self.summary.final = self._final(self.summary.best_path)
        self._report()
        return self.summary

    def _final(self, best: Path) -> FinalResult | None:
        """The result of the best epoch on the test split; None where it is not scored."""
        network = copy.deepcopy(self.ema.model)
        network.load_state_dict(checkpoint.load(best)["ema"]["weights"])
        self.console.print("scoring the test split with the best epoch")
        scores = self.task.final_scores(network.to(self.device).eval(), self.device)
        return None if scores is None else final_result(scores)

    def _report(self) -> None:
        self.summary.skipped = self.task.skipped
        self.summary.checkpoints = self.shelf.epochs
        facts = {"steps": self.total_steps, **self.config.as_dict()}
        write_report(
            self.out / "report.md", self.summary, self.model, self.task.describe(),
            self.about, facts, self.device, self.command,
        )  # fmt: skip

    def _stop_early(self) -> bool:
        stop = 0 < self.config.patience <= self.since_best
        if stop:
            self.summary.stopped = f"no better epoch in {self.config.patience}"
        return stop

    def _epoch(self, bar: Progress, log: MetricsLog) -> None:
        begun = time.monotonic()
        steps = self.task.steps_per_epoch
        title = f"epoch {self.epoch + 1}/{self.config.epochs}"
        row_of_bar = bar.add_task(title, total=steps, completed=self.step_in_epoch)
        self.model.train()
        for batch in self.task.batches(self.epoch, self.step_in_epoch):
            self._step(batch)
            bar.update(row_of_bar, advance=1, description=f"{title} loss {self._mean('loss'):.4f}")
            if self.config.save_every and self.step_in_epoch % self.config.save_every == 0:
                begun = self._took(begun)
                checkpoint.save(self.shelf.last, self._state())
        if self.step_in_epoch == 0:
            raise ModelError("an epoch had no batch; check the data and the batch size")
        metrics = self.task.validate(self.ema.model, self.device)
        bar.remove_task(row_of_bar)
        self._took(begun)
        self._close_epoch(metrics, log)

    def _took(self, begun: float) -> float:
        """Add the time since `begun` to the run's; returns the present time, s."""
        now = time.monotonic()
        self.summary.seconds += now - begun
        self.seconds_in_epoch += now - begun
        return now

    def _step(self, batch: Any) -> None:
        step = self.epoch * self.task.steps_per_epoch + self.step_in_epoch
        rate = self.config.lr * warmup_cosine(
            step, self.total_steps, self.config.warmup, self.config.final_lr
        )
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        with torch.autocast(self.device.type, enabled=self.mixed):
            parts = self.task.loss(self.model, batch, self.device, step / self.total_steps)
        loss = parts["loss"]
        if not torch.isfinite(loss):
            raise ModelError(
                f"the loss is {float(loss.detach()):g} at epoch {self.epoch + 1}, step "
                f"{self.step_in_epoch + 1}; lower --lr (now {self.config.lr:g}) and "
                f"continue with --resume {self.shelf.last}"
            )
        self.optimiser.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        if self.config.clip:
            self.scaler.unscale_(self.optimiser)
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.config.clip)
        self.scaler.step(self.optimiser)
        self.scaler.update()
        self.ema.update(self.model)
        self.step_in_epoch += 1
        for name, value in parts.items():
            self.sums[name] = self.sums.get(name, 0.0) + float(value.detach())

    def _mean(self, name: str) -> float:
        return self.sums.get(name, math.nan) / max(1, self.step_in_epoch)

    def _close_epoch(self, metrics: dict[str, float], log: MetricsLog) -> None:
        metric = self.config.metric
        value = metrics.get(metric, math.nan)
        if not math.isfinite(value):
            raise ModelError(
                f"validation gave {metric} = {value}; the model's scores are not usable"
            )
        row: Row = {"epoch": self.epoch + 1, **{n: self._mean(n) for n in self.sums}}
        row |= {"lr": self.optimiser.param_groups[0]["lr"], **metrics}
        self.summary.rows.append(row)
        self.epoch, self.step_in_epoch, self.sums = self.epoch + 1, 0, {}
        self.summary.epoch_seconds[self.epoch] = self.seconds_in_epoch
        self.seconds_in_epoch = 0.0
        better = value > self.summary.best_value
        self.since_best = 0 if better else self.since_best + 1
        if better:
            self.summary.best_epoch, self.summary.best_value = self.epoch, value
            self.summary.best_path = self.shelf.best
        self.shelf.put(self._state(), self.epoch, value, better=better)
        log.write(self.summary.rows)
        ended, self.summary.stopped = self.summary.stopped, f"not yet: {self.epoch} epochs done"
        self._report()  # so that an interrupted run has a report
        self.summary.stopped = ended
        numbers = "  ".join(f"{k} {v:.4g}" for k, v in row.items() if k != "epoch")
        self.console.print(f"epoch {self.epoch}: {numbers}{'  (best)' if better else ''}")

    def _state(self) -> dict[str, Any]:
        return {
            "task": self.task.name,
            "contract": dict(self.about.contract),
            "config": self.config.as_dict(),
            "model": self.model.state_dict(),
            "ema": self.ema.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "scaler": self.scaler.state_dict(),
            "random": random_state(),
            "epoch": self.epoch,
            "step_in_epoch": self.step_in_epoch,
            "sums": self.sums,
            "since_best": self.since_best,
            "rows": self.summary.rows,
            "best": (self.summary.best_epoch, self.summary.best_value),
            "seconds": self.summary.seconds,
            "seconds_in_epoch": self.seconds_in_epoch,
            "epoch_seconds": self.summary.epoch_seconds,
            "checkpoints": self.shelf.state(),
        }

    def _restore(self, state: dict[str, Any], path: Path) -> None:
        if state["task"] != self.task.name:
            raise ModelError(f"{path} is a checkpoint of {state['task']}, not of {self.task.name}")
        try:
            self.model.load_state_dict(state["model"])
            self.ema.load_state_dict(state["ema"])
            self.optimiser.load_state_dict(state["optimiser"])
        except (RuntimeError, ValueError, KeyError) as error:
            raise ModelError(
                f"{path} contains another architecture; give the options it was trained with"
            ) from error
        self.scaler.load_state_dict(state["scaler"])
        restore_random_state(state["random"])
        self.epoch, self.step_in_epoch = state["epoch"], state["step_in_epoch"]
        self.sums, self.since_best = dict(state["sums"]), state["since_best"]
        self.summary.rows = list(state["rows"])
        self.summary.best_epoch, self.summary.best_value = state["best"]
        self.summary.seconds = state["seconds"]
        # missing in checkpoints of an earlier version, whose files are then not deleted
        self.seconds_in_epoch = state.get("seconds_in_epoch", 0.0)
        self.summary.epoch_seconds = dict(state.get("epoch_seconds", {}))
        self.shelf.restore(state.get("checkpoints", []))
        self.summary.best_path = self.shelf.best if self.shelf.best.is_file() else None
