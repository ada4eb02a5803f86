"""`evaluate report`: the report from score files alone."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.evaluation.commands.common import Commands, add_measuring, add_reporting


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    report = commands.add_parser(
        "report",
        help="measure and report from score files only",
        description="Measures score files (CSV sample_file,score,target; higher = attack) "
        "and writes the report. The first file is the baseline.",
    )
    report.add_argument(
        "--scores",
        nargs="+",
        action="extend",
        required=True,
        metavar="NAME=FILE[:MB]",
        help="score file of each model, with the model's size in MB",
    )
    report.add_argument("--out", type=Path, required=True, help="folder for the results")
    report.add_argument(
        "--val", nargs="+", action="extend", default=[], metavar="NAME=FILE",
        help="score file of a validation set, on which the threshold is set",
    )  # fmt: skip
    report.add_argument(
        "--task",
        choices=("antispoof", "deepfake"),
        default="antispoof",
        help="task of the models (default: antispoof)",
    )
    add_measuring(report, "--val")
    add_reporting(report)
    report.add_argument(
        "--flip",
        action="append",
        default=[],
        metavar="NAME",
        help="scores where higher means bona fide; their sign is reversed",
    )
    report.add_argument(
        "--as-is", action="append", default=[], metavar="NAME",
        help="accept scores that rank the classes in reverse",
    )  # fmt: skip
    report.add_argument(
        "--images",
        type=Path,
        metavar="DIR",
        help="folder with the samples: show faces in the galleries",
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
