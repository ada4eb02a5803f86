"""`facevouch audit crops`: make an operator's key pair, list encrypted crops, decrypt them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from edge.cli.exit import say
from edge.errors import DataError

if TYPE_CHECKING:
    from edge.audit.crop_encryption import Sealed


def add(crops: argparse.ArgumentParser) -> None:
    """Add the verbs."""
    verbs = crops.add_subparsers(dest="crops_verb", required=True, metavar="VERB")
    keygen = verbs.add_parser(
        "keygen", help="make the operator's key pair; do this on another machine than the gate"
    )
    keygen.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="PRIVATE.pem",
        help="file to write the private key to; must not exist",
    )
    verbs.add_parser("list", help="list the encrypted crops on this machine")
    decrypt = verbs.add_parser(
        "decrypt", help="decrypt crops; do this on another machine than the gate"
    )
    decrypt.add_argument("files", type=Path, nargs="+", metavar="FILE.crop")
    decrypt.add_argument(
        "--key", type=Path, required=True, metavar="PRIVATE.pem", help="the operator's private key"
    )
    decrypt.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for the decrypted crops"
    )
    decrypt.add_argument(
        "--kiosk",
        type=Path,
        metavar="PUB",
        help="file with the public key of the kiosk that must have encrypted the crops",
    )


def execute(args: argparse.Namespace) -> int:
    """Run one verb. Raises FacevouchError."""
    verbs = {"keygen": _keygen, "list": _list_crops, "decrypt": _decrypt}
    return verbs[args.crops_verb](args)


def _keygen(args: argparse.Namespace) -> int:
    from edge.audit.crop_encryption import make_pair

    public = args.out.with_suffix(".pub.pem")
    made = make_pair(args.out, public)
    say(
        f"key {made}: keep {args.out} away from the gate, and set audit.crops_key there to {public}"
    )
    return 0


def _list_crops(args: argparse.Namespace) -> int:  # noqa: ARG001
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from edge.audit.crops import SUFFIX, crops_folder

    table = Table("file", "session", "decision", "sealed to", box=box.SIMPLE_HEAD)
    for path in sorted(crops_folder().glob(f"*{SUFFIX}")):
        header = _sealed(path).header_fields
        table.add_row(
            path.name, *(str(header.get(k)) for k in ("session", "decision", "recipient"))
        )
    Console().print(table)
    return 0


def _decrypt(args: argparse.Namespace) -> int:
    from edge.audit.crop_encryption import read_private
    from edge.errors import OutputError
    from edge.security.keys import read_public

    private = read_private(args.key)
    kiosk = read_public(args.kiosk) if args.kiosk else None
    for path in args.files:
        sealed = _sealed(path)
        if kiosk is not None and not sealed.signed_by(kiosk):
            raise DataError(f"{path} was not encrypted by this kiosk, or was changed")
        try:
            picture = sealed.open(private)
        except DataError as error:
            raise DataError(f"{path}: {error}") from error
        out = args.out / path.with_suffix(".png").name
        try:
            args.out.mkdir(parents=True, exist_ok=True, mode=0o700)
            out.write_bytes(picture)
            out.chmod(0o600)
        except OSError as error:
            raise OutputError(f"cannot write {out}: {error.strerror}") from error
        header = sealed.header_fields
        say(f"{out}: session {header.get('session')}, {header.get('decision')}, {header.get('at')}")
    return 0


def _sealed(path: Path) -> Sealed:
    from edge.audit.crop_encryption import Sealed

    try:
        return Sealed.parse(path.read_bytes())
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error
    except DataError as error:
        raise DataError(f"{path}: {error}") from error
