"""The training report: network, data, time, metrics by epoch, and how to use the result."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

from edge.system.files import write_atomically
from tools.training.checkpoint_rotation import Kept
from tools.training.final_scores import FinalResult
from tools.training.metrics_log import Row
from tools.training.run_history import in_words, loss_reductions, statuses
from tools.training.task_facts import AboutTask


@dataclass(slots=True)
class TrainingSummary:
    """The outcome of a run.

    seconds: wall time, resumed parts included. stopped: why the run ended. epoch_seconds: wall time
    by epoch, where measured. final: the result on the test split, where there is one.
    """

    name: str
    metric: str
    rows: list[Row] = field(default_factory=list)
    best_epoch: int = 0
    best_value: float = float("-inf")
    best_path: Path | None = None
    seconds: float = 0.0
    skipped: int = 0
    stopped: str = "all epochs done"
    epoch_seconds: dict[int, float] = field(default_factory=dict)
    checkpoints: list[Kept] = field(default_factory=list)
    final: FinalResult | None = None


def hardware(device: torch.device) -> str:
    """One line on the machine: processor, threads, graphics card."""
    line = f"{platform.machine()} CPU, {torch.get_num_threads()} threads"
    if device.type == "cuda":
        line += f", {torch.cuda.get_device_name(device)}"
    return f"{line}, torch {torch.__version__}"


def parameters(model: nn.Module) -> tuple[int, int]:
    """(all, trainable) parameters."""
    every = list(model.parameters())
    return sum(p.numel() for p in every), sum(p.numel() for p in every if p.requires_grad)


def resume_command(words: Sequence[str], last: Path) -> str:
    """The command line that resumes the run. words: the original command line, may be empty."""
    kept, skip = [], False
    for word in words:
        if not skip and word != "--resume" and not word.startswith("--resume="):
            kept.append(word)
        skip = word == "--resume"
    return shlex.join([*kept, "--resume", str(last)])


def snippet(path: Path, contract: Mapping[str, Any]) -> str:
    """Python code that loads a checkpoint and scores a grey crop; "" if no loader knows it."""
    from tools.conversion.checkpoint import ARCHITECTURES

    known = ARCHITECTURES.get(str(contract.get("architecture", "")))
    if known is None:
        return ""
    side = contract.get("size", known.size)
    return "\n".join(
        [
            "from pathlib import Path",
            "",
            "import torch",
            "",
            "from tools.conversion.checkpoint import load_network",
            "",
            f"network = load_network(Path({str(path)!r}))  # the averaged weights, in eval mode",
            f"crops = torch.full((1, {known.channels}, {side}, {side}), 0.5)",
            "with torch.no_grad():",
            "    given = network(crops)",
            "logit = given[0] if isinstance(given, tuple) else given  # higher means attack",
            "print(logit.shape)",
        ]
    )


def write_report(
    path: Path,
    summary: TrainingSummary,
    model: nn.Module,
    description: Mapping[str, str],
    about: AboutTask,
    hyper_parameters: Mapping[str, Any],
    device: torch.device,
    command: Sequence[str] = (),
) -> None:
    """Write the report as Markdown, atomically. Raises OutputError."""
    parts = [
        f"# Training of {summary.name}",
        _table(["", ""], _facts(summary, model, device)),
        "## Checkpoints",
        _checkpoints(summary),
        *_final(summary),
        "## Model",
        _table(["", ""], [[k, v] for k, v in description.items()]),
        *_components(about),
        *_data(about),
        *_how_to_go_on(path.parent, summary, about, command),
        "## Hyper-parameters",
        _table(["name", "value"], [[k, _number(v)] for k, v in hyper_parameters.items()]),
        "## Epochs",
        _epochs(summary),
    ]
    write_atomically(path, ("\n\n".join(parts) + "\n").encode())


def _facts(summary: TrainingSummary, model: nn.Module, device: torch.device) -> list[list[str]]:
    total, trainable = parameters(model)
    facts = [
        ["best epoch", str(summary.best_epoch)],
        [f"best {summary.metric} (val)", f"{summary.best_value:.4f}"],
        ["ended", summary.stopped],
    ]
    for name, first, best, last in loss_reductions(summary.rows, summary.best_epoch):
        to = [f"{v:.4g} ({v / first - 1:+.1%})" if first > 0 else f"{v:.4g}" for v in (best, last)]
        facts.append(
            [name, f"{first:.4g} in the first epoch, {to[0]} in the best, {to[1]} in the last"]
        )
    times = summary.epoch_seconds.values()
    each = in_words(sum(times) / len(times)) if times else "not measured"
    return [
        *facts,
        ["parameters", f"{total:,} ({trainable:,} trainable)"],
        ["hardware", hardware(device)],
        ["time", f"{in_words(summary.seconds)}, {each} an epoch with its validation"],
        ["unreadable images, replaced", str(summary.skipped)],
        ["best checkpoint", str(summary.best_path or "none")],
    ]


def _checkpoints(summary: TrainingSummary) -> str:
    files = {kept.epoch: kept for kept in summary.checkpoints}
    values = [row[summary.metric] for row in summary.rows]
    rows = []
    for row, status in zip(summary.rows, statuses(values), strict=True):
        epoch = int(row["epoch"])
        kept, took = files.get(epoch), summary.epoch_seconds.get(epoch)
        where = "not listed" if kept is None else kept.name if kept.bytes is not None else "dropped"
        size = f"{kept.bytes / 1e6:.1f} MB" if kept and kept.bytes is not None else "–"
        line = [str(epoch), f"{row[summary.metric]:.4f}", status, where, size]
        line.append("–" if took is None else in_words(took))
        rows.append([f"**{cell}**" for cell in line] if status == "best" else line)
    return _table(["epoch", f"{summary.metric} (val)", "status", "file", "size", "time"], rows)


def _final(summary: TrainingSummary) -> list[str]:
    found = summary.final
    if found is None:
        return []
    c = found.confusion
    facts = [
        ["samples", f"{c.total:,} ({c.tn + c.fp:,} bona fide, {c.tp + c.fn:,} attacks)"],
        ["AUC", f"{found.auc:.4f}"],
        ["accuracy", f"{c.accuracy:.4f}"],
        ["F1", f"{c.f1:.4f}"],
        ["precision", f"{c.precision:.4f}"],
        ["recall", f"{c.recall:.4f}"],
        ["BPCER", f"{1 - c.bona_fide_accuracy:.4f}"],
        ["APCER, pooled", f"{1 - c.recall:.4f}"],
    ]
    return [
        f"## Test split, epoch {summary.best_epoch}",
        f"Threshold {found.threshold:.4g} on the raw score, val's equal error rate; attack is the "
        "positive class. Nothing was chosen on these samples.",
        _table(["", ""], facts),
    ]


def _components(about: AboutTask) -> list[str]:
    if not about.components:
        return []
    rows = [
        [c.role, c.name, c.start, c.frozen, f"{c.parameters:,}"] for c in about.components
    ]  # fmt: skip
    return ["## Components", _table(["part", "what", "start", "frozen", "parameters"], rows)]


def _data(about: AboutTask) -> list[str]:
    if not about.data:
        return []
    rows = [[split, f"{a:,}", f"{b:,}", f"{a + b:,}"] for split, (a, b) in about.data.items()]
    return ["## Data", _table(["split", "bona fide", "attacks", "all"], rows)]


def _how_to_go_on(
    out: Path, summary: TrainingSummary, about: AboutTask, command: Sequence[str]
) -> list[str]:
    last = out / "checkpoints" / "last.pth"
    shell = [f"tensorboard --logdir {shlex.quote(str(out / 'tensorboard'))}"]
    if command:
        shell.append(resume_command(command, last))
    parts = ["## Curves, and going on", "\n".join(["```sh", *shell, "```"])]
    code = snippet(summary.best_path, about.contract) if summary.best_path else ""
    if code:
        parts += ["## Loading the best checkpoint", "\n".join(["```python", code, "```"])]
    return parts


def _epochs(summary: TrainingSummary) -> str:
    columns = list(dict.fromkeys(name for row in summary.rows for name in row))
    return _table(columns, [[_number(row.get(c, "")) for c in columns] for row in summary.rows])


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def _number(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)
