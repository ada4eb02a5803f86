"""Options that several subcommands have."""

from __future__ import annotations

import argparse
from pathlib import Path

Commands = argparse._SubParsersAction  # what `add_subparsers` gives; it has no public name


def positive(text: str) -> int:
    """An argument that is a whole number from 1 on."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def add_measuring(parser: argparse._ActionsContainer, where: str) -> None:
    """where: what a threshold rule is fixed on."""
    parser.add_argument(
        "--threshold", default="0.5", metavar="RULE",
        help=f"threshold: a number, or a rule eer, apcer=5%%, bpcer=1%% applied to {where} "
        "(default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--by",
        action="append",
        metavar="COLUMN",
        help="report results by this column (default: all suitable ones)",
    )
    parser.add_argument(
        "--cluster", metavar="COLUMN",
        help="column whose equal values mark dependent samples, for intervals (default: "
        "subject, video or source)",
    )  # fmt: skip


def add_reporting(parser: argparse._ActionsContainer) -> None:
    """What the report is called, holds, and is compared with."""
    parser.add_argument("--title", help="title of the report")
    parser.add_argument("--pdf", action="store_true", help="also write report.pdf")
    parser.add_argument(
        "--previous",
        type=Path,
        metavar="DIR",
        help="results to compare with (default: those in --out)",
    )
