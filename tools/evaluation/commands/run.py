"""`evaluate run`: score a data set, measure and report."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from edge.errors import DataError
from tools.evaluation.commands.common import Commands, add_measuring, add_reporting, positive
from tools.evaluation.options import BATCH

if TYPE_CHECKING:
    from tools.evaluation.engine import ScoringEngine


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    run = commands.add_parser(
        "run",
        help="score a data set with models, measure and report",
        description="Scores every sample, measures error rates, draws figures and writes "
        "the report. To continue an interrupted run, give the same command "
        "again.",
    )
    run.add_argument(
        "--model", nargs="+", action="extend", required=True,
        metavar="[NAME=]ID|FILE[@EXPANSION]",
        help="registry id or model file; @ sets the crop's expansion; the first model is "
        "the baseline",
    )  # fmt: skip
    run.add_argument("--data", type=Path, required=True, help="manifest, folder, image or video")
    run.add_argument("--out", type=Path, required=True, help="folder for the results")
    run.add_argument(
        "--like",
        metavar="ID",
        help="for unregistered model files: copy this registered model's contract",
    )
    data = run.add_argument_group("data")
    data.add_argument("--split", help="score this split of the data set only")
    data.add_argument(
        "--layout", default="auto",
        choices=("auto", "manifest", "folders", "celeba-spoof", "celeb-df", "faceforensics"),
        help="layout of the data set (default: recognised from its files)",
    )  # fmt: skip
    data.add_argument(
        "--faces", choices=("auto", "detect", "whole", "crop"), default="auto",
        help="auto: the data set's face boxes, else detection; whole: the image is the "
        "face; crop: the image is the model's crop already",
    )  # fmt: skip
    data.add_argument(
        "--label",
        type=int,
        choices=(0, 1),
        help="label of a single image or video: 0 bona fide, 1 attack",
    )
    data.add_argument(
        "--frames", type=positive, default=16, help="frames per video (default: %(default)s)"
    )
    data.add_argument(
        "--limit", type=positive, help="score about this many rows, from all sources and labels"
    )
    data.add_argument(
        "--allow-missing", action="store_true", help="count missing files as non-response"
    )
    data.add_argument(
        "--one-class", action="store_true", help="accept a data set with one class only"
    )
    measuring = run.add_argument_group("measuring")
    add_measuring(measuring, "another split; or manifest:NAME, the model's own operating point")
    measuring.add_argument(
        "--fix-on",
        default="val",
        metavar="SPLIT",
        help="split that the threshold is set on (default: %(default)s)",
    )
    measuring.add_argument(
        "--level", choices=("frame", "video", "presentation"), default="frame",
        help="unit of the report; presentation: the verdict of the gate's sequential test, "
        "frame after frame",
    )  # fmt: skip
    measuring.add_argument(
        "--fps",
        type=float,
        default=30.0,
        help="frame rate of the videos, for --level presentation (default: %(default)s)",
    )
    measuring.add_argument(
        "--pool",
        default="mean",
        metavar="HOW",
        help="pooling of a video's frames: mean, median, topK (default: %(default)s)",
    )
    measuring.add_argument(
        "--robustness", nargs="*", metavar="CORRUPTION",
        help="also score corrupted images: with all corruptions, or those named",
    )  # fmt: skip
    measuring.add_argument(
        "--severities", nargs="+", type=int, default=[1, 3, 5], metavar="1-5",
        help="severities of the corruptions (default: %(default)s)",
    )  # fmt: skip
    measuring.add_argument(
        "--robustness-limit",
        type=positive,
        metavar="N",
        help="use about N rows, evenly distributed over all",
    )
    report = run.add_argument_group("report")
    add_reporting(report)
    report.add_argument("--no-galleries", action="store_true", help="write no picture of a person")
    report.add_argument(
        "--no-report", action="store_true", help="write the predictions only, which is fastest"
    )
    report.add_argument(
        "--no-timing", action="store_true", help="do not measure the speed for the benchmark files"
    )
    report.add_argument(
        "--gradcam", action="append", default=[], metavar="MODEL=TORCH",
        help="explain MODEL by Grad-CAM on a torch network: ARCHITECTURE:CHECKPOINT, "
        "timm:NAME[:CHECKPOINT] or MODULE:FACTORY:CHECKPOINT",
    )  # fmt: skip
    machine = run.add_argument_group("machine")
    machine.add_argument(
        "--engine", choices=("local", "ray"), default="local",
        help="threads of this machine, or actors of a Ray cluster (default: %(default)s)",
    )  # fmt: skip
    machine.add_argument(
        "--address", metavar="HOST:PORT",
        help="address of a running Ray cluster, or auto (default: start one on this "
        "machine)",
    )  # fmt: skip
    machine.add_argument(
        "--workers", type=positive,
        help="threads (default: physical cores) or actors (default: the cluster's CPUs)",
    )  # fmt: skip
    machine.add_argument(
        "--batch", type=positive, default=BATCH, help="faces per model call (default: %(default)s)"
    )
    machine.add_argument(
        "--provider",
        choices=("auto", "cpu", "cuda", "tensorrt"),
        default="auto",
        help="onnxruntime's provider (default: auto)",
    )
    again = machine.add_mutually_exclusive_group()
    again.add_argument(
        "--resume", action="store_true", help="continue an interrupted run (this is always done)"
    )
    again.add_argument("--restart", action="store_true", help="ignore results of earlier runs")
    machine.add_argument("--quiet", action="store_true", help="no progress bar")
    run.set_defaults(
        execute=_run,
        afterwards="the scores so far are stored; run the same command again to continue",
    )


def _run(args: argparse.Namespace) -> int:
    import edge.capture.opencv_capture  # noqa: F401 (FFmpeg quiet: the unreadable is counted and reported)
    from tools.evaluation import options
    from tools.evaluation.robustness import CORRUPTIONS
    from tools.evaluation.run import RunOptions, run

    gradcam = {}
    for text in args.gradcam:
        name, equals, torch_model = text.partition("=")
        if not equals:
            raise DataError(f"'{text}' is not MODEL=TORCH")
        gradcam[name] = torch_model
    corruptions = CORRUPTIONS if args.robustness == [] else args.robustness or ()
    asked = RunOptions(
        models=options.chosen(options.ModelOptions, args, models=args.model, gradcam=gradcam),
        data=options.chosen(options.DataOptions, args),
        measuring=options.chosen(options.MeasureOptions, args),
        robustness=options.chosen(options.RobustnessOptions, args, corruptions=tuple(corruptions)),
        report=options.chosen(
            options.ReportOptions,
            args,
            galleries=not args.no_galleries,
            report=not args.no_report,
            timing=not args.no_timing,
        ),
        scoring=options.chosen(options.ScoringOptions, args),
    )
    with _engine(args) as engine:
        print(run(asked, engine))  # noqa: T201
    return 0


def _engine(args: argparse.Namespace) -> AbstractContextManager[ScoringEngine]:
    if args.engine == "ray":
        from tools.evaluation.ray_engine import RayEngine

        return RayEngine(args.workers, args.address)
    if args.address is not None:
        raise DataError("--address is for a Ray cluster; add --engine ray")
    from tools.evaluation.engine import LocalEngine

    return nullcontext(LocalEngine(args.workers))
