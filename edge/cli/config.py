"""`facevouch config`: check a configuration, and sign it."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its verbs."""
    parser = subparsers.add_parser("config", description="The configuration file: check, sign.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser("check", help="whether a file would be accepted, and why not")
    check.add_argument("file", type=Path)
    sign = verbs.add_parser("sign", help="write FILE.sig: from then on a changed byte is refused")
    sign.add_argument("file", type=Path)
    sign.add_argument(
        "--key", type=Path, metavar="KEY.pem", help="an Ed25519 private key (this machine's)"
    )
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    """Run one verb. Raises FacevouchError."""
    return {"check": _check, "sign": _sign}[args.verb](args)


def _check(args: argparse.Namespace) -> int:
    from edge.config import load_config
    from edge.config.signed import standing_of

    load_config(args.file)
    _say(f"{args.file} is good, and {standing_of(args.file, args.file.read_bytes()).value}")
    return 0


def _sign(args: argparse.Namespace) -> int:
    from edge.config.file import parse_config, read_config
    from edge.config.signed import sign_config
    from edge.keys import KioskKey, keys_folder

    parse_config(read_config(args.file), args.file)  # nobody vouches for what cannot be used
    key = KioskKey.load(args.key) if args.key else KioskKey.load_or_create(keys_folder())
    _say(f"signed with key {key.key_id}: {sign_config(args.file, key)}")
    return 0


def _say(text: str) -> None:
    from rich.console import Console

    Console(stderr=True).print(text, highlight=False, markup=False, soft_wrap=True)
