"""`evaluate report`: the report from score files alone."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.evaluation.commands.common import Commands, add_measuring, add_reporting


def add(commands: Commands[argparse.ArgumentParser]) -> None:
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
        "--val", nargs="+", action="extend", default=[], metavar="NAME=FILE",
        help="scores of a validation set, on which the rule is fixed",
    )  # fmt: skip
    report.add_argument("--task", choices=("antispoof", "deepfake"), default="antispoof")
    add_measuring(report, "--val")
    add_reporting(report)
    report.add_argument(
        "--flip", action="append", default=[], metavar="NAME", help="these scores mean bona fide"
    )
    report.add_argument(
        "--as-is", action="append", default=[], metavar="NAME",
        help="keep scores that rank the other way round",
    )  # fmt: skip
    report.add_argument(
        "--images", type=Path, metavar="DIR", help="the samples lie here: show the galleries' faces"
    )
    report.set_defaults(execute=_report, afterwards="earlier results are as they were")


def _report(args: argparse.Namespace) -> int:
    from tools.evaluation import options
    from tools.evaluation.from_scores import ScoreOptions, report_from_scores

    page = report_from_scores(
        options.chosen(ScoreOptions, args, validation=args.val),
        options.chosen(options.MeasureOptions, args),
        options.chosen(options.ReportOptions, args),
    )
    print(page)  # noqa: T201
    return 0
