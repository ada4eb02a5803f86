"""Prints one row of measurements per clip, for the tools of this package."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from edge.errors import FacevouchError

Measurement = tuple[Sequence[str], Callable[[Path], Sequence[str]]]
"""The columns, and the values of a clip's row."""


def clip_parser(module: str, *, trials: str = "") -> argparse.ArgumentParser:
    """A parser for clips. trials: what --trials counts; empty: no --trials and no --seed."""
    parser = argparse.ArgumentParser(prog=f"python -m tools.challenge.{module}")
    parser.add_argument("clips", nargs="+", type=Path, help="video files")
    if trials:
        parser.add_argument(
            "--trials", type=int, default=100, help=f"{trials} (default: %(default)s)"
        )
        parser.add_argument(
            "--seed", type=int, default=7, help="random seed (default: %(default)s)"
        )
    return parser


def print_table(
    args: argparse.Namespace, measurement: Callable[[argparse.Namespace], Measurement]
) -> int:
    """Measure every clip and print the table. Returns the exit status: 0, or 2 after an error,
    which is one line on stderr.
    """
    try:
        columns, row = measurement(args)
        table = Table("clip", *columns)
        for clip in args.clips:
            table.add_row(clip.name, *row(clip))
    except FacevouchError as error:
        Console(stderr=True).print(str(error), markup=False, soft_wrap=True)
        return 2
    Console(width=140).print(table)
    return 0
