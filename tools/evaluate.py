"""`facevouch evaluate`: score data sets, measure, compare and report. `--help` explains each."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from edge.errors import FacevouchError


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every command of facevouch does."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; 0 done, 2 refused with one line on stderr, 130 interrupted."""
    args = _parser().parse_args(argv)
    try:
        return args.execute(args)
    except FacevouchError as error:
        print(f"facevouch evaluate: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        print("facevouch evaluate: interrupted", file=sys.stderr)  # noqa: T201
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="facevouch evaluate", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_report(commands)
    return parser


def _add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    report = commands.add_parser(
        "report",
        help="the report from score files alone",
        description="Measures score files (CSV sample_file,score,target; higher = attack) and "
        "writes the report. The first one is the baseline.",
    )
    report.add_argument(
        "--scores", nargs="+", action="extend", required=True, metavar="NAME=FILE[:MB]"
    )
    report.add_argument("--out", type=Path, required=True, help="results directory")
    report.add_argument(
        "--threshold",
        default="0.5",
        metavar="RULE",
        help="a number, or eer, apcer=5%%, bpcer=1%% fixed on --val (default: %(default)s)",
    )
    report.add_argument(
        "--val", nargs="+", action="extend", default=[], metavar="NAME=FILE",
        help="scores of a validation set, on which the rule is fixed",
    )  # fmt: skip
    report.add_argument("--title", default="Evaluation report")
    report.add_argument("--task", choices=("antispoof", "deepfake"), default="antispoof")
    _add_measuring(report)
    report.add_argument(
        "--flip", action="append", default=[], metavar="NAME", help="these scores mean bona fide"
    )
    report.add_argument(
        "--as-is", action="append", default=[], metavar="NAME",
        help="keep scores that rank the other way round",
    )  # fmt: skip
    report.set_defaults(execute=_report)


def _add_measuring(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--by", action="append", metavar="COLUMN", help="break down by it (default: all that fit)"
    )
    parser.add_argument(
        "--cluster", metavar="COLUMN",
        help="samples of one value depend on each other (default: subject, video or source)",
    )  # fmt: skip
    parser.add_argument(
        "--previous", type=Path, metavar="DIR", help="compare with these results (default: --out)"
    )


def _report(args: argparse.Namespace) -> int:
    from tools.evaluation.from_scores import Wishes, report_from_scores

    page = report_from_scores(
        Wishes(
            scores=args.scores,
            out=args.out,
            validation=args.val,
            threshold=args.threshold,
            title=args.title,
            task=args.task,
            by=tuple(args.by) if args.by else None,
            cluster=args.cluster,
            flip=args.flip,
            as_is=args.as_is,
            previous=args.previous,
        )
    )
    print(page)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
