"""Hyper-parameters of the training loop, the same for every task."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from typing import Any, Literal

from edge.errors import ConfigError


@dataclass(frozen=True, slots=True)
class LoopConfig:
    """Hyper-parameters of the loop.

    warmup: fraction of all steps over which the learning rate rises linearly; then it falls as a
        half cosine to `final_lr` times its peak.
    ema: decay of the weights' moving average, 0 = off. ema_at_once: that decay from the first step;
        otherwise it grows from a low value, so that the
        initial weights have little influence.
    patience: epochs without a better validation metric before stopping, 0 = no early stopping.
    clip: largest gradient norm, 0 = no clipping. save_every: steps between checkpoints within an
        epoch (0 = at the end of an epoch only). threads: CPU threads of torch, 0 = torch's choice.
    keep: number of recent epochs whose checkpoints are stored beside the best, 0 = all. test:
        whether the test split is scored after the run, for the report.
    """

    epochs: int = 10
    lr: float = 1e-3
    weight_decay: float = 1e-4
    optimiser: Literal["adam", "adamw"] = "adamw"
    warmup: float = 0.05
    final_lr: float = 0.01
    ema: float = 0.998
    ema_at_once: bool = False
    patience: int = 0
    clip: float = 5.0
    seed: int = 7
    device: str = "auto"
    amp: bool = True
    threads: int = 0
    save_every: int = 0
    keep: int = 2
    test: bool = True
    metric: str = "auc"

    def __post_init__(self) -> None:
        lowest = {"epochs": 1, "patience": 0, "threads": 0, "save_every": 0, "keep": 0}
        for name, low in lowest.items():
            if getattr(self, name) < low:
                raise ConfigError(
                    f"--{name.replace('_', '-')} is {getattr(self, name)}; give {low} or more"
                )
        if not self.lr > 0:
            raise ConfigError(f"--lr is {self.lr}; give a number above 0")
        if not 0 <= self.warmup < 1:
            raise ConfigError(f"--warmup is {self.warmup}; it is a fraction of all steps, 0 to 1")
        if not 0 <= self.ema < 1:
            raise ConfigError(f"--ema is {self.ema}; give 0 (off) up to 0.9999")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def add_loop_arguments(parser: argparse.ArgumentParser, defaults: LoopConfig) -> None:
    """Add the options of the loop, which are the same for every task but for their defaults."""
    group = parser.add_argument_group("training loop")
    add = group.add_argument
    add(
        "--epochs",
        type=int,
        default=defaults.epochs,
        help="number of epochs (default: %(default)s)",
    )
    add("--lr", type=float, default=defaults.lr, help="peak learning rate")
    add(
        "--weight-decay",
        type=float,
        default=defaults.weight_decay,
        help="the optimiser's weight decay (default: %(default)s)",
    )
    add(
        "--optimiser",
        choices=("adam", "adamw"),
        default=defaults.optimiser,
        help="(default: %(default)s)",
    )
    add("--warmup", type=float, default=defaults.warmup, help="warm-up, as a fraction of all steps")
    add(
        "--final-lr",
        type=float,
        default=defaults.final_lr,
        help="last learning rate as a fraction of the peak",
    )
    add("--ema", type=float, default=defaults.ema, help="decay of the weight average; 0 = off")
    add(
        "--ema-at-once",
        action="store_true",
        default=defaults.ema_at_once,
        help="full decay from the first step, for initial weights that are trained already",
    )
    add(
        "--patience",
        type=int,
        default=defaults.patience,
        help="epochs without improvement before stopping; 0 = never stop early",
    )
    add("--clip", type=float, default=defaults.clip, help="largest gradient norm; 0 = off")
    add("--seed", type=int, default=defaults.seed, help="random seed (default: %(default)s)")
    add("--device", default=defaults.device, help="auto, cpu, cuda, cuda:1 …")
    add("--no-amp", dest="amp", action="store_false", help="use full precision on a GPU too")
    add("--threads", type=int, default=defaults.threads, help="CPU threads; 0 = all")
    add(
        "--save-every",
        type=int,
        default=defaults.save_every,
        help="steps between checkpoints; 0 = each epoch",
    )
    add("--keep", type=int, default=defaults.keep, metavar="N",
        help="keep the checkpoints of the newest N epochs and the best; 0 = all")  # fmt: skip
    add("--no-test", dest="test", action="store_false",
        help="do not score the test split")  # fmt: skip


def loop_config(args: argparse.Namespace) -> LoopConfig:
    """The LoopConfig from the parsed options of `add_loop_arguments`."""
    names = set(LoopConfig.__dataclass_fields__) - {"metric"}
    return LoopConfig(**{name: getattr(args, name) for name in names})
