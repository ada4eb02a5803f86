"""`facevouch evaluate`: score data sets, measure, compare and report. `--help` explains each."""

from __future__ import annotations

import argparse
import shlex
import sys
from typing import NoReturn

from edge.cli.help_examples import with_examples
from edge.errors import FacevouchError
from tools.evaluation.commands import backbone, iso30107, matrix, report, run
from tools.presentations import commands as presentations


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every command of facevouch does."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; 0 done, 2 refused with one line on stderr, 130 interrupted."""
    given = sys.argv[1:] if argv is None else argv
    args = parser().parse_args(given)
    args.command = shlex.join(["facevouch", "evaluate", *given])
    try:
        status: int = args.execute(args)
    except FacevouchError as error:
        print(f"facevouch evaluate: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        print(f"facevouch evaluate: interrupted; {args.afterwards}", file=sys.stderr)  # noqa: T201
        return 130
    return status


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = _Parser(
        prog="facevouch evaluate",
        description="Score data sets, measure error rates, compare models and write "
        "reports; see docs/evaluation.md.",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for command in (run, report, matrix, iso30107, presentations, backbone):
        command.add(commands)
    return with_examples(top)


if __name__ == "__main__":
    sys.exit(main())
