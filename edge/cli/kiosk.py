"""`facevouch kiosk`: prepares a kiosk by setting the operator's PIN."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from edge.errors import ConfigError
from edge.security.operator_pin import PinHash, default_pin_file


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "kiosk", description="Prepare a kiosk. To start it: facevouch app --kiosk"
    )
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    pin = what.add_parser(
        "pin",
        help="set the operator's PIN",
        description="Ask for the operator's PIN twice and store a salted hash of it.",
    )
    pin.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="file to write (default: the place where the kiosk looks first)",
    )


def execute(args: argparse.Namespace) -> int:
    path = args.out if args.out is not None else default_pin_file()
    pin = _ask("The operator's PIN: ")
    if not pin:
        raise ConfigError("no PIN was given; nothing was written")
    hashed = PinHash.of(pin)
    if _ask("Once more: ") != pin:
        raise ConfigError("the two PINs differ; nothing was written")
    hashed.save(path)
    print(f"the operator's PIN is set: {path}")  # noqa: T201
    return 0


def _ask(prompt: str) -> str:
    """Read a line without echo on a terminal; without one, a line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline().rstrip("\r\n")
