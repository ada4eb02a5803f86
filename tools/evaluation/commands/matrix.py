"""`evaluate matrix`: models × test sets, thresholds fixed elsewhere, leave-one-source-out."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge.errors import DataError
from tools.evaluation.commands.common import Commands, positive
from tools.evaluation.options import BATCH


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    matrix = commands.add_parser(
        "matrix",
        help="cross-data-set table: every model on every test set; mean, worst, pooled, HTER",
        description="AUC, EER and HTER of every model on every test set or source, with "
        "the threshold set on other data. Input: score files, or models and "
        "data sets.",
    )
    add_ = matrix.add_argument
    add_("--out", type=Path, required=True, help="folder for matrix.html, .md, .csv, .json, .png")
    files = matrix.add_argument_group("from score files")
    files.add_argument(
        "--scores", nargs="+", action="extend", default=[], metavar="TRAIN[:TEST]=FILE",
        help="score file of the model trained on TRAIN; without TEST it is divided by "
        "--by. Files TRAIN:TEST may come from several trainings, each tested on what "
        "it left out",
    )  # fmt: skip
    files.add_argument(
        "--val", nargs="+", action="extend", default=[], metavar="TRAIN=FILE",
        help="score file that the threshold is set on (default: the model's other test "
        "sets)",
    )  # fmt: skip
    files.add_argument(
        "--manifest", type=Path, help="data set manifest with the columns of the scored samples"
    )
    models = matrix.add_argument_group("from models and data sets")
    models.add_argument(
        "--model",
        nargs="+",
        action="extend",
        default=[],
        metavar="[NAME=]ID|FILE",
        help="registry ids or model files",
    )
    models.add_argument("--data", nargs="+", type=Path, default=[], help="manifests or folders")
    models.add_argument("--split", default="test", help="split to report (default: %(default)s)")
    models.add_argument(
        "--fix-on", default="val", metavar="SPLIT",
        help="split on which one threshold for all sets is set; others: for each test set, "
        "the model's other test sets",
    )  # fmt: skip
    models.add_argument(
        "--like",
        metavar="ID",
        help="for unregistered model files: copy this registered model's contract",
    )
    models.add_argument(
        "--workers", type=positive, help="number of threads (default: physical cores)"
    )
    models.add_argument(
        "--batch", type=positive, default=BATCH, help="faces per model call (default: %(default)s)"
    )
    models.add_argument(
        "--allow-missing", action="store_true", help="count missing files as non-response"
    )
    models.add_argument("--restart", action="store_true", help="ignore results of earlier runs")
    models.add_argument("--quiet", action="store_true", help="no progress bar")
    add_(
        "--by", default="source", metavar="COLUMN",
        help="column that separates test sets (default: %(default)s); set: each --data is "
        "one test set",
    )  # fmt: skip
    add_(
        "--threshold", default="eer", metavar="RULE",
        help="threshold: a number, or a rule eer, apcer=5%%, bpcer=1%% (default: "
        "%(default)s)",
    )  # fmt: skip
    add_("--title", help="title of the page")
    add_(
        "--write-folds", type=Path, metavar="DIR",
        help="write leave-one-out manifests of --manifest, by --by, into DIR, then stop",
    )  # fmt: skip
    matrix.set_defaults(execute=_matrix, afterwards="what was scored is kept")


def _matrix(args: argparse.Namespace) -> int:
    import edge.capture.opencv_capture  # noqa: F401 (FFmpeg quiet: the unreadable is counted and reported)
    from tools.evaluation import options
    from tools.evaluation.engine import LocalEngine
    from tools.evaluation.matrix_run import MatrixOptions, run_matrix, write_folds

    if args.write_folds is not None:
        if args.manifest is None:
            raise DataError(
                "--write-folds needs --manifest, whose sources it leaves out one by one"
            )
        for path in write_folds(args.manifest, args.write_folds, args.by):
            print(path)  # noqa: T201
        return 0
    asked = options.chosen(MatrixOptions, args)
    scoring = options.chosen(options.ScoringOptions, args)
    print(run_matrix(asked, LocalEngine(args.workers), scoring))  # noqa: T201
    return 0
