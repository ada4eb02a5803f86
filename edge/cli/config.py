"""`facevouch config`: explain, check and sign the settings; seal calibrations, pins and PIN."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

SIGNS = {"ok": "✓", "note": "•", "wrong": "✗"}

WRONG = 2
"""Exit status of a configuration that cannot be used, as of any other file."""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its verbs."""
    parser = subparsers.add_parser(
        "config",
        description="the settings: print a template, check a file, sign it; seal "
        "calibrations and the PIN",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser(
        "template",
        help="print a configuration file with every setting, its default and its description",
    )
    check = verbs.add_parser(
        "check",
        help="check a configuration file, and the files it names, without starting anything",
    )
    check.add_argument("file", type=Path)
    sign = verbs.add_parser(
        "sign", help="write the signature FILE.sig; from then on a changed file is refused"
    )
    sign.add_argument("file", type=Path)
    sign.add_argument(
        "--key",
        type=Path,
        metavar="KEY.pem",
        help="Ed25519 private key to sign with (default: this machine's key)",
    )
    seal = verbs.add_parser(
        "seal", help="sign this gate's calibrations, pinned cameras and PIN file as they are now"
    )
    seal.add_argument("--yes", "-y", action="store_true", help="do not ask for confirmation")
    seal.add_argument(
        "--key",
        type=Path,
        metavar="KEY.pem",
        help="Ed25519 private key to sign with (default: this machine's key)",
    )
    seal.add_argument(
        "--config", type=Path, metavar="FILE", help="configuration that names a PIN file"
    )
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    """Run one verb. Raises FacevouchError."""
    verbs = {"template": _template, "check": _check, "sign": _sign, "seal": _seal}
    return verbs[args.verb](args)


def _template(_: argparse.Namespace) -> int:
    from edge.config.template import template

    sys.stdout.write(template())
    return 0


def _check(args: argparse.Namespace) -> int:
    from edge.config import load_config
    from edge.config.signed import signature_of
    from edge.doctor.configured_files import named_files
    from models.registry import Registry

    config = load_config(args.file)
    wrong = 0
    logging.disable(logging.WARNING)  # each finding is printed below instead
    try:
        found = list(named_files(config, Registry.open()))
    finally:
        logging.disable(logging.NOTSET)
    for finding in found:
        advice = f"; {finding.advice}" if finding.advice else ""
        _say(f"{SIGNS[finding.grade]} {finding.what}: {finding.text}{advice}")
        wrong += finding.grade == "wrong"
    if wrong:
        one = "one file or setting it refers to is"
        things = one if wrong == 1 else f"{wrong} files or settings it refers to are"
        _say(f"facevouch: {args.file} has no errors of its own, but {things} not usable")
        return WRONG
    _say(f"{args.file} is correct, and {signature_of(args.file, args.file.read_bytes()).value}")
    return 0


def _sign(args: argparse.Namespace) -> int:
    from edge.config.file import parse_config, read_config
    from edge.config.signed import sign_config
    from edge.security.keys import KioskKey, keys_folder

    parse_config(read_config(args.file), args.file)  # an invalid file must not be signed
    key = KioskKey.load(args.key) if args.key else KioskKey.load_or_create(keys_folder())
    _say(f"signed with key {key.key_id}: {sign_config(args.file, key)}")
    return 0


def _seal(args: argparse.Namespace) -> int:
    from edge.cli.model_signing import agreed
    from edge.config import load_config
    from edge.errors import ConfigError, KeyFileError
    from edge.security.file_signature import seal_again
    from edge.security.keys import KioskKey, keys_folder

    named = load_config(args.config).kiosk.pin_file if args.config else None
    files = list(_sealable(Path(named).expanduser() if named else None))
    if not files:
        raise ConfigError(
            "there is nothing to sign: no calibration, no pinned camera and no PIN file"
        )
    for path, _ in files:
        _say(str(path))
    nobody = "signing needs a confirmation, but there is no terminal; add --yes"
    if not agreed("Sign these files as they are now?", args, nobody):
        _say("nothing was signed")
        return 0
    key = KioskKey.load(args.key) if args.key else KioskKey.load_or_create(keys_folder())
    for path, purpose in files:
        try:
            seal_again(path, purpose, key)
        except OSError as error:
            raise KeyFileError(f"cannot sign {path}: {error.strerror}") from error
    _say(f"signed with key {key.key_id}")
    return 0


def _sealable(pin_file: Path | None) -> Iterator[tuple[Path, str]]:
    """The sealed files, with the purpose of each: calibrations, drift references, pinned cameras
    and the operator's PIN.
    """
    from edge.calibration import drift, store
    from edge.security import operator_pin
    from edge.trust import pinned_camera

    for path in sorted(store.folder().glob("*.toml")):
        yield path, drift.PURPOSE if path.name.endswith(".drift.toml") else store.PURPOSE
    for path in sorted(pinned_camera.folder().glob("*.toml")):
        yield path, pinned_camera.PURPOSE
    pin = pin_file or operator_pin.default_pin_file()
    if pin.exists():
        yield pin, operator_pin.PURPOSE


def _say(text: str) -> None:
    from rich.console import Console

    Console(stderr=True).print(text, highlight=False, markup=False, soft_wrap=True)
