"""`facevouch audit`: verify, show, export, purge; the kiosk's key; sealed crops."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from edge.cli import audit_crops
from edge.cli.event_text import in_words
from edge.cli.exit import say
from edge.errors import ConfigError, DataError, KeyFileError

if TYPE_CHECKING:
    from edge.audit.chain import ChainReport

SHOWN = 20


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its verbs."""
    parser = subparsers.add_parser(
        "audit",
        description="The signed audit log of this gate's sessions and events; see docs/audit.md.",
    )
    parser.add_argument(
        "--log", type=Path, metavar="FILE", help="the log file (default: this machine's log)"
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_verify(
        verbs.add_parser(
            "verify", help="check every entry's hash and signature; name the first broken entry"
        )
    )
    show = verbs.add_parser("show", help="print the newest entries")
    show.add_argument(
        "-n", type=_count, default=SHOWN, help=f"number of entries (default: {SHOWN})"
    )
    export = verbs.add_parser("export", help="write entries with their signatures as JSON lines")
    export.add_argument(
        "--out", type=Path, required=True, metavar="FILE.jsonl", help="file to write"
    )
    export.add_argument(
        "--since",
        type=_time,
        metavar="DATE",
        help="first date to include, UTC: 2026-03-01 or 2026-03-01T12:00",
    )
    export.add_argument("--until", type=_time, metavar="DATE", help="first date to exclude, UTC")
    purge = verbs.add_parser(
        "purge", help="delete old entries; the remaining ones can still be verified"
    )
    purge.add_argument(
        "--before",
        type=_time,
        metavar="DATE",
        help="delete entries older than this date (default: audit.keep_days before now)",
    )
    purge.add_argument("--config", type=Path, metavar="FILE", help="configuration file (TOML)")
    purge.add_argument(
        "--force", action="store_true", help="also delete entries younger than audit.keep_days"
    )
    verbs.add_parser(
        "head",
        help="print the newest entry's number and hash, signed; store it outside this machine",
    )
    verbs.add_parser("key", help="print the kiosk's public key; store it outside this machine")
    verbs.add_parser(
        "rotate-key", help="make a new signing key; the old key signs the change in the log"
    )
    audit_crops.add(
        verbs.add_parser("crops", help="encrypted face crops: make a key pair, list, decrypt")
    )
    parser.set_defaults(execute=execute)


def _add_verify(verify: argparse.ArgumentParser) -> None:
    verify.add_argument(
        "file", type=Path, nargs="?", help="a log or an export of one (default: this machine's log)"
    )
    verify.add_argument(
        "--key",
        type=Path,
        action="append",
        default=[],
        metavar="PUB",
        help="file with the kiosk's public key (default: this machine's keys)",
    )
    verify.add_argument(
        "--head",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="file with the output of an earlier `audit head`",
    )
    verify.add_argument(
        "--from",
        dest="start",
        type=int,
        default=0,
        metavar="N",
        help="start at entry N, for example after a break that is already known",
    )


def execute(args: argparse.Namespace) -> int:
    """Run one verb. Returns 0, or 1 where `verify` found a break in the chain. Raises
    FacevouchError.
    """
    verbs = {
        "verify": _verify,
        "show": _show,
        "export": _export,
        "purge": _purge,
        "head": _head,
        "key": _key,
        "rotate-key": _rotate,
        "crops": audit_crops.execute,
    }
    return verbs[args.verb](args)


def _log_file(args: argparse.Namespace) -> Path:
    from edge.audit.log import audit_path

    return args.log or audit_path()


def _verify(args: argparse.Namespace) -> int:
    from edge.audit.chain import verify_file
    from edge.audit.head import Head
    from edge.security.keys import key_id_of, own_keys, read_public

    path = args.file or _log_file(args)
    if args.file is None and not path.is_file():
        raise DataError(f"there is no audit log {path}")
    named = [read_public(path) for path in args.key]
    trusted = {key_id_of(pem): pem for pem in named} or own_keys()
    if not trusted:
        raise KeyFileError(
            "this machine has no kiosk key; give the kiosk's public key with --key: the "
            "output of `facevouch audit key` on the kiosk"
        )
    heads = [Head.read(path) for path in args.head]
    finding = verify_file(path, trusted, heads, start=args.start)
    _tell(path, finding)
    return 0 if finding.broken is None else 1


def _tell(path: Path, finding: ChainReport) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True, markup=True)
    if finding.entries:
        since, until = (f"{at:%Y-%m-%d %H:%M:%S}" for at in (finding.since, finding.until) if at)
        keys = ", ".join(finding.keys)
        console.print(
            f"{path}: {finding.entries} entries, {finding.first} to {finding.last}, "
            f"{since} to {until} UTC, signed by {keys}",
            markup=False,
        )
    for note in finding.notes:
        console.print("[yellow]·[/] ", end="")
        console.print(note, markup=False)
    if finding.broken is None:
        console.print("[green]✓[/] the chain is complete and every signature is valid")
    else:
        console.print(f"[red]✗[/] {finding.broken.fault.value}: ", end="")
        console.print(finding.broken.text, markup=False)


def _show(args: argparse.Namespace) -> int:
    import json
    import sqlite3

    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from edge.audit import store as files

    table = Table("entry", "time (UTC)", "kind", "camera", "what", box=box.SIMPLE_HEAD)
    path = _log_file(args)
    with files.reading(path) as store:
        try:
            last = files.last_entry(store)
            first = max(1, last.seq - args.n + 1) if last else 1
            for entry in files.entries(store, first):
                event = json.loads(entry.event)
                what = in_words(event["kind"], event["body"])
                time = f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
                cells = (str(entry.seq), time, event["kind"], event["camera"], what)
                table.add_row(*map(escape, cells))
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            raise DataError(
                f"the audit log {path} is damaged: {error}; see: facevouch audit verify"
            ) from error
    Console().print(table)
    return 0


def _export(args: argparse.Namespace) -> int:
    from edge.audit.export import extract
    from edge.security.keys import KioskKey, keys_folder

    key = KioskKey.load_or_create(keys_folder())
    header = extract(_log_file(args), args.out, key, args.since, args.until)
    say(
        f"{header.entries} entries, {header.first} to {header.last}, in {args.out}; verify "
        "them on any machine with: facevouch audit verify FILE --key PUB, where PUB is a "
        "file with the output of `facevouch audit key` on this machine"
    )
    return 0


def _purge(args: argparse.Namespace) -> int:
    from edge.audit.maintenance import purge_before
    from edge.config import load_config
    from edge.security.keys import KioskKey, keys_folder

    days = load_config(args.config).audit.keep_days
    kept_since = datetime.now(UTC) - timedelta(days=days)
    before = args.before or kept_since
    if before > kept_since and not args.force:
        raise ConfigError(
            f"entries are kept for {days:g} days (audit.keep_days); add --force to delete "
            "younger ones, or change the setting"
        )
    done = purge_before(_log_file(args), KioskKey.load_or_create(keys_folder()), before)
    if not done.entries:
        say(f"no entry is older than {before:%Y-%m-%d %H:%M} UTC")
        return 0
    say(f"{done.entries} entries up to number {done.through} were deleted; the log records this")
    return 0


def _head(args: argparse.Namespace) -> int:
    import sqlite3

    from edge.audit import store as files
    from edge.audit.head import Head
    from edge.security.keys import KioskKey, keys_folder

    path = _log_file(args)
    with files.reading(path) as store:
        try:
            last = files.last_entry(store)
        except sqlite3.Error as error:
            raise DataError(f"the audit log {path} is damaged: {error}") from error
    if last is None:
        raise DataError(f"the audit log {path} is empty")
    sys.stdout.write(Head.of(last, KioskKey.load_or_create(keys_folder())).to_json() + "\n")
    return 0


def _key(args: argparse.Namespace) -> int:  # noqa: ARG001
    from edge.security.keys import KioskKey, keys_folder

    key = KioskKey.load_or_create(keys_folder())
    sys.stdout.write(key.public_pem)
    sys.stdout.flush()
    say(f"key {key.key_id}; the private key stays in {keys_folder()}")
    return 0


def _rotate(args: argparse.Namespace) -> int:
    from edge.audit.maintenance import change_key
    from edge.security.keys import keys_folder

    key = change_key(keys_folder(), _log_file(args))
    say(
        f"the signing key is now {key.key_id}; store its public key outside this machine: "
        "facevouch audit key"
    )
    return 0


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _time(text: str) -> datetime:
    """Parse an ISO date or time, as UTC where it has no time zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date; write it as 2026-03-01 or 2026-03-01T12:00"
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
