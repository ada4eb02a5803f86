"""The training report: what was trained, on what, for how long, and how it went."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

from edge.errors import OutputError
from tools.training.metrics_log import Row


@dataclass(slots=True)
class TrainingSummary:
    """How a run ended. seconds: wall time over all sittings; stopped: why it ended."""

    name: str
    metric: str
    rows: list[Row] = field(default_factory=list)
    best_epoch: int = 0
    best_value: float = float("-inf")
    best_path: Path | None = None
    seconds: float = 0.0
    skipped: int = 0
    stopped: str = "all epochs done"


def hardware(device: torch.device) -> str:
    """The machine in a line: processor, threads, graphics card."""
    line = f"{platform.machine()} CPU, {torch.get_num_threads()} threads"
    if device.type == "cuda":
        line += f", {torch.cuda.get_device_name(device)}"
    return f"{line}, torch {torch.__version__}"


def parameters(model: nn.Module) -> tuple[int, int]:
    """(all, trainable) parameters."""
    every = list(model.parameters())
    return sum(p.numel() for p in every), sum(p.numel() for p in every if p.requires_grad)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def _number(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def write_report(
    path: Path,
    summary: TrainingSummary,
    model: nn.Module,
    description: Mapping[str, str],
    hyper_parameters: Mapping[str, Any],
    device: torch.device,
) -> None:
    """Write the report as markdown. Raises OutputError where it cannot be written."""
    total, trainable = parameters(model)
    columns = list(dict.fromkeys(name for row in summary.rows for name in row))
    epochs = [[_number(row.get(c, "")) for c in columns] for row in summary.rows]
    facts = [
        ["best epoch", str(summary.best_epoch)],
        [f"best {summary.metric} (val)", f"{summary.best_value:.4f}"],
        ["ended", summary.stopped],
        ["parameters", f"{total:,} ({trainable:,} trainable)"],
        ["hardware", hardware(device)],
        ["time", f"{summary.seconds / 60:.1f} min"],
        ["unreadable images, replaced", str(summary.skipped)],
        ["best checkpoint", str(summary.best_path or "none")],
    ]
    text = "\n\n".join(
        [
            f"# Training of {summary.name}",
            _table(["", ""], facts),
            "## Model and data",
            _table(["", ""], [[k, v] for k, v in description.items()]),
            "## Hyper-parameters",
            _table(["name", "value"], [[k, _number(v)] for k, v in hyper_parameters.items()]),
            "## Epochs",
            _table(columns, epochs),
        ]
    )
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"The report {path} cannot be written: {error.strerror}.") from error
