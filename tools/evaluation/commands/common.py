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
        help=f"a number; eer, apcer=5%%, bpcer=1%% fixed on {where} (%(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--by", action="append", metavar="COLUMN", help="break down by it (default: all that fit)"
    )
    parser.add_argument(
        "--cluster", metavar="COLUMN",
        help="samples of one value depend on each other (default: subject, video or source)",
    )  # fmt: skip


def add_reporting(parser: argparse._ActionsContainer) -> None:
    """What the report is called, holds, and is compared with."""
    parser.add_argument("--title", help="of the report")
    parser.add_argument("--pdf", action="store_true", help="write report.pdf as well")
    parser.add_argument(
        "--previous", type=Path, metavar="DIR", help="compare with these results (default: --out)"
    )
