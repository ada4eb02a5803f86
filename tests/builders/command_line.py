"""The parsers of the command line, and a check whether they accept a documented command."""

from __future__ import annotations

import argparse
import contextlib
import functools
import importlib
import io
import shlex
from collections.abc import Iterator

from edge.cli import COMMANDS, OFFLINE, parser
from edge.cli.completion import below, children

ENDS = frozenset((">", ">>", "<", "|", "&&", "||", ";", "&"))
"""Words of the shell after which a command is over."""


@functools.cache
def command(name: str) -> argparse.ArgumentParser:
    """The parser of one command, without `facevouch`."""
    if name in OFFLINE:
        made = importlib.import_module(f"tools.{name}").parser()
        assert isinstance(made, argparse.ArgumentParser)
        return made
    return children(parser(name))[name]


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Each command and subcommand with its parser: `models`, `models list` …"""
    for name in (*COMMANDS, *OFFLINE):
        yield from below(name, command(name))


def complaint(line: str) -> str | None:
    """What is wrong with `facevouch …` as somebody wrote it down; None where it would be taken.

    Ends at the shell's own words and at a comment. A line with `…` leaves something out: only its
    command and the names of its options are looked at.
    """
    words = _words(line)
    if not words or words[0] in ("--help", "--version"):
        return None
    name, given = words[0], words[1:]
    if name not in COMMANDS and name not in OFFLINE:
        return f"there is no command {name!r}"
    if any("…" in word for word in given):
        return _unknown(command(name), given)
    told = io.StringIO()
    with contextlib.redirect_stderr(told), contextlib.redirect_stdout(told):
        try:
            command(name).parse_args(given)
        except SystemExit as exit_:
            return told.getvalue().splitlines()[-1] if exit_.code else None
    return None


def _words(line: str) -> list[str]:
    words = shlex.split(line, comments=True)
    assert words[0] == "facevouch"
    return words[1 : next((i for i, word in enumerate(words) if word in ENDS), len(words))]


def _unknown(of: argparse.ArgumentParser, words: list[str]) -> str | None:
    for word in words:
        if word in children(of):
            of = children(of)[word]
    known = {option for action in of._actions for option in action.option_strings}
    strangers = [w for w in words if w.startswith("--") and w.split("=")[0] not in known]
    return f"{of.prog} has no {', '.join(strangers)}" if strangers else None
