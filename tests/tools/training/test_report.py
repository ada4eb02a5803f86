"""The training report: its content, and its commands in a shell."""

from __future__ import annotations

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
import torch
from rich.console import Console
from torch import nn

from models.deepfake import DeepfakeNet
from tools.training.config import LoopConfig
from tools.training.loop import Trainer
from tools.training.report import resume_command, snippet
from tools.training.task_facts import architecture_of

from .test_loop import Line

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def report(tmp_path: Path) -> str:
    task = Line(aucs=[0.7, 0.9, 0.8, 0.85])
    config = LoopConfig(epochs=4, lr=0.05, device="cpu", threads=1, keep=1)
    command = ["facevouch", "train", "line", "--out", "a folder"]
    Trainer(task, config, tmp_path / "a folder", Console(file=StringIO()), command=command).run()
    return (tmp_path / "a folder" / "report.md").read_text()


def section(report: str, title: str) -> str:
    return report.split(f"## {title}", 1)[1].split("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    found = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return found[2:]


def test_every_epoch_is_listed_with_its_auc_status_and_file_and_the_best_is_marked(report):
    listed = [row[:3] for row in rows(section(report, "Checkpoints"))]
    assert listed == [
        ["1", "0.7000", "improving"],
        ["**2**", "**0.9000**", "**best**"],
        ["3", "0.8000", "plateau"],
        ["4", "0.8500", "plateau"],
    ]
    files = [row[3].strip("*") for row in rows(section(report, "Checkpoints"))]
    assert files == ["dropped", "epoch_002_auc_0.9000.pth", "dropped", "epoch_004_auc_0.8500.pth"]


def test_the_facts_hold_the_losses_way_and_the_time_of_an_epoch(report):
    facts = dict(row for row in rows(report.split("## ")[0]) if len(row) == 2)
    change = r"[\d.]+ \([+-][\d.]+%\)"
    way = rf"[\d.]+ in the first epoch, {change} in the best, {change} in the last"
    assert re.fullmatch(way, facts["loss"])
    assert facts["time"].endswith("an epoch with its validation")


def test_the_test_split_is_reported_at_the_best_epoch(report):
    found = dict(rows(section(report, "Test split, epoch 2")))
    assert {"AUC", "accuracy", "F1", "precision", "recall"} <= set(found)


def test_the_components_say_where_they_started_and_whether_they_are_frozen(report):
    assert rows(section(report, "Components")) == [
        ["backbone", "a layer", "random", "yes", "12"],
        ["fusion", "a sum", "–", "–", "0"],
        ["output", "another", "given", "no", "5"],
    ]
    assert rows(section(report, "Data")) == [["train", "3", "4", "7"], ["val", "1", "1", "2"]]


def test_the_commands_show_the_curves_and_go_on_with_the_run(report):
    shown = section(report, "Curves, and going on")
    assert "tensorboard --logdir '" in shown
    assert "facevouch train line --out 'a folder' --resume '" in shown


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["train", "x"], "train x --resume o/last.pth"),
        (["train", "--resume", "old.pth", "--lr", "1"], "train --lr 1 --resume o/last.pth"),
        (["train", "--resume=old.pth"], "train --resume o/last.pth"),
    ],
)
def test_a_command_that_was_itself_a_resumption_names_the_new_checkpoint(words, expected):
    assert resume_command(words, Path("o/last.pth")) == expected


def test_the_loading_snippet_runs_and_gives_the_logit(tmp_path):
    net = DeepfakeNet()
    path = tmp_path / "best.pth"
    contract = architecture_of(["deepfake_net"], net.state_dict())
    weights = {"ema": {"updates": 1, "weights": net.state_dict()}, "contract": contract}
    torch.save(weights, path)
    done = subprocess.run(
        [sys.executable, "-c", snippet(path, contract)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "torch.Size([1, 1])", done.stderr


def test_a_network_that_no_loader_knows_has_no_snippet():
    assert snippet(Path("best.pth"), {}) == ""
    assert isinstance(Line().model, nn.Module)
