"""The loop on a task small enough to know the answer to."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from rich.console import Console
from torch import nn

from edge.errors import ConfigError, ModelError
from tools.training import checkpoint
from tools.training.config import LoopConfig
from tools.training.final_scores import FinalScores, final_result
from tools.training.loop import Trainer, choose_device
from tools.training.randomness import generator
from tools.training.task_facts import AboutTask, component


class Line:
    """Separates points by a plane; batches depend on seed, epoch and position only."""

    name = "line"
    steps_per_epoch = 4
    skipped = 3

    def __init__(
        self, *, nan_at: tuple[int, int] | None = None, aucs: list[float] | None = None,
        tested: bool = True,
    ):  # fmt: skip
        self.tested = tested
        torch.manual_seed(0)
        self.model: nn.Module = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
        self.nan_at = nan_at
        self.aucs = aucs
        self.validated = 0
        self.seen: list[tuple[int, int]] = []

    def batches(self, epoch: int, skip: int = 0) -> Iterator[Any]:
        for step in range(skip, self.steps_per_epoch):
            self.seen.append((epoch, step))
            x = generator(1, epoch, step).normal(size=(16, 2)).astype(np.float32)
            if self.nan_at == (epoch, step):
                x[0] = np.nan
            yield torch.from_numpy(x)

    def loss(
        self, model: nn.Module, batch: Any, device: torch.device, progress: float
    ) -> dict[str, torch.Tensor]:
        target = (batch.sum(1) > 0).float()
        noise = torch.randn(len(batch), 1) * 0.1  # the global generator must be resumed too
        logit = (model(batch) + noise)[:, 0]
        loss = nn.functional.binary_cross_entropy_with_logits(logit, target)
        return {"loss": loss, "mean_logit": logit.mean()}

    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        self.validated += 1
        if self.aucs:
            return {"auc": self.aucs[self.validated - 1]}
        with torch.no_grad():
            x = torch.from_numpy(generator(9).normal(size=(200, 2)).astype(np.float32))
            right = (model(x)[:, 0] > 0) == (x.sum(1) > 0)
        return {"auc": float(right.float().mean())}

    def final_scores(self, model: nn.Module, device: torch.device) -> FinalScores | None:
        if not self.tested:
            return None
        x = torch.from_numpy(generator(10).normal(size=(100, 2)).astype(np.float32))
        with torch.no_grad():
            scores = model(x)[:, 0].numpy()
        labels = (x.sum(1) > 0).long().numpy()
        return FinalScores(labels[:40], scores[:40], labels[40:], scores[40:])

    def describe(self) -> dict[str, str]:
        return {"architecture": "a line"}

    def about(self) -> AboutTask:
        first, _, last = self.model
        first.requires_grad_(False)
        return AboutTask(
            [
                component("backbone", "a layer", "random", first),
                component("fusion", "a sum", "–"),
                component("output", "another", "given", last),
            ],
            {"train": (3, 4), "val": (1, 1)},
            {"architecture": "line", "size": 2},
        )


def trainer(task: Line, out: Path, **changes: Any) -> Trainer:
    config = LoopConfig(**{"epochs": 3, "lr": 0.05, "device": "cpu", "threads": 1, **changes})
    return Trainer(task, config, out, Console(file=StringIO()))


def weights(run: Trainer) -> torch.Tensor:
    return torch.cat([v.flatten().float() for v in run.ema.model.state_dict().values()])


def test_a_run_leaves_checkpoints_a_csv_curves_and_a_report(tmp_path: Path) -> None:
    summary = trainer(Line(), tmp_path).run()
    rows = list(csv.DictReader((tmp_path / "metrics.csv").read_text().splitlines()))
    assert [r["epoch"] for r in rows] == ["1", "2", "3"]
    assert float(rows[-1]["loss"]) < float(rows[0]["loss"])
    assert summary.best_value == max(r["auc"] for r in summary.rows)
    names = {p.name for p in (tmp_path / "checkpoints").iterdir()}
    first = checkpoint.epoch_name(1, "auc", summary.rows[0]["auc"])
    assert {"best.pth", "last.pth", first} <= names
    assert list((tmp_path / "tensorboard").glob("events*"))
    report = (tmp_path / "report.md").read_text()
    assert "| best epoch | " in report
    assert "| unreadable images, replaced | 3 |" in report


def test_epoch_checkpoints_are_named_with_their_metric() -> None:
    assert checkpoint.epoch_name(3, "auc", 0.99321) == "epoch_003_auc_0.9932.pth"


@pytest.mark.parametrize("save_every", [0, 3])
def test_a_resumed_run_ends_with_the_very_weights_of_an_unbroken_one(
    tmp_path: Path, save_every: int
) -> None:
    whole = trainer(Line(), tmp_path / "whole")
    whole.run()

    class Interrupted(Line):
        def batches(self, epoch: int, skip: int = 0) -> Iterator[Any]:
            for step, batch in enumerate(super().batches(epoch, skip), skip):
                if (epoch, step) == (1, 3):
                    raise KeyboardInterrupt
                yield batch

    with pytest.raises(KeyboardInterrupt):
        trainer(Interrupted(), tmp_path / "broken", save_every=save_every).run()
    task = Line()
    again = trainer(task, tmp_path / "broken", save_every=save_every)
    again.run(resume=tmp_path / "broken" / "checkpoints" / "last.pth")
    assert task.seen[0] == ((1, 3) if save_every else (1, 0))
    assert torch.equal(weights(whole), weights(again))
    same = [(tmp_path / n / "metrics.csv").read_text() for n in ("whole", "broken")]
    assert same[0] == same[1]


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(tmp_path: Path) -> None:
    runs = [trainer(Line(), tmp_path / str(i), seed=s) for i, s in enumerate((5, 5, 6))]
    for run in runs:
        run.run()
    assert torch.equal(weights(runs[0]), weights(runs[1]))
    assert not torch.equal(weights(runs[0]), weights(runs[2]))


def test_a_loss_that_is_not_a_number_stops_with_where_it_happened(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"epoch 2, step 3"):
        trainer(Line(nan_at=(1, 2)), tmp_path).run()
    assert (tmp_path / "checkpoints" / "last.pth").is_file()


def test_training_stops_early_and_keeps_the_best_epoch(tmp_path: Path) -> None:
    task = Line(aucs=[0.7, 0.9, 0.8, 0.85, 0.99])
    summary = trainer(task, tmp_path, epochs=5, patience=2).run()
    assert task.validated == 4
    assert (summary.best_epoch, summary.best_value) == (2, 0.9)
    assert checkpoint.load(tmp_path / "checkpoints" / "best.pth")["epoch"] == 2


def test_a_validation_that_is_not_a_number_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="auc = nan"):
        trainer(Line(aucs=[float("nan")]), tmp_path).run()


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "no checkpoint"), (b"not a checkpoint", "damaged"), ({"weights": 1}, "not written by")],
)
def test_a_file_that_is_no_checkpoint_is_refused_with_a_sentence(
    tmp_path: Path, content: Any, message: str
) -> None:
    path = tmp_path / "x.pth"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        torch.save(content, path)
    with pytest.raises(ModelError, match=message):
        checkpoint.load(path)


def test_a_checkpoint_of_another_task_is_refused(tmp_path: Path) -> None:
    trainer(Line(), tmp_path, epochs=1).run()
    other = Line()
    other.name = "curve"
    with pytest.raises(ModelError, match="a checkpoint of line, not of curve"):
        trainer(other, tmp_path).run(resume=tmp_path / "checkpoints" / "last.pth")


def test_a_checkpoint_without_what_the_report_needs_is_resumed(tmp_path: Path) -> None:
    """As an earlier version wrote it: it lists no files, so none of them is dropped."""
    trainer(Line(), tmp_path, epochs=2, keep=0).run()
    last = tmp_path / "checkpoints" / "last.pth"
    state = checkpoint.load(last)
    for new in ("contract", "checkpoints", "epoch_seconds", "seconds_in_epoch"):
        del state[new]
    checkpoint.save(last, state)
    before = {p.name for p in last.parent.glob("epoch_*")}
    trainer(Line(), tmp_path, epochs=6, keep=1).run(resume=last)
    after = {p.name for p in last.parent.glob("epoch_*")}
    assert before <= after
    assert len(after - before) <= 2
    assert "| 1 | " in (tmp_path / "report.md").read_text()


def test_a_resumed_run_drops_what_its_first_sitting_kept(tmp_path: Path) -> None:
    trainer(Line(aucs=[0.9, 0.8, 0.7]), tmp_path, keep=1).run()
    last = tmp_path / "checkpoints" / "last.pth"
    trainer(Line(aucs=[0.6, 0.95]), tmp_path, epochs=5, keep=1).run(resume=last)
    names = {p.name for p in last.parent.iterdir()}
    assert names == {"best.pth", "last.pth", "epoch_005_auc_0.9500.pth"}


def test_a_run_that_is_broken_off_leaves_the_report_of_what_it_did(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        trainer(Line(nan_at=(2, 1)), tmp_path).run()
    report = (tmp_path / "report.md").read_text()
    assert "not yet: 2 epochs done" in report
    assert "## Test split" not in report


@pytest.mark.parametrize(("task", "test"), [(Line(), False), (Line(tested=False), True)])
def test_the_report_is_silent_on_a_test_split_that_is_not_there_or_not_asked_for(
    tmp_path: Path, task: Line, test: bool
) -> None:
    assert trainer(task, tmp_path, epochs=1, test=test).run().final is None
    assert "## Test split" not in (tmp_path / "report.md").read_text()


def test_the_test_split_is_scored_with_the_weights_of_the_best_epoch(tmp_path: Path) -> None:
    task = Line(aucs=[0.9, 0.8])
    run = trainer(task, tmp_path, epochs=2)
    final = run.run().final
    best = Line()
    best.model.load_state_dict(checkpoint.load(run.shelf.best)["ema"]["weights"])
    scores = best.final_scores(best.model.eval(), torch.device("cpu"))
    assert scores is not None
    assert final == final_result(scores)


@pytest.mark.parametrize(
    ("knob", "value"),
    [("epochs", 0), ("lr", 0.0), ("warmup", 1.0), ("ema", 1.0), ("patience", -1)],
)
def test_an_impossible_hyper_parameter_is_refused_by_name(knob: str, value: float) -> None:
    with pytest.raises(ConfigError, match=f"--{knob}"):
        LoopConfig(**{knob: value})  # type: ignore[arg-type]


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(ConfigError, match="abacus"):
        choose_device("abacus")
