"""`evaluate run`: score a data set, measure and report."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from edge.errors import DataError
from tools.evaluation.commands.common import Commands, add_measuring, add_reporting, positive

if TYPE_CHECKING:
    from tools.evaluation.engine import ScoringEngine


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    run = commands.add_parser(
        "run",
        help="score a data set with models, measure and report",
        description="Scores every sample, measures, draws and reports. An interrupted run goes on "
        "where it stopped when the same command is given again.",
    )
    run.add_argument(
        "--model", nargs="+", action="extend", required=True,
        metavar="[NAME=]ID|FILE[@EXPANSION]",
        help="registry id or model file; @ overrides the crop's expansion; the first one is the "
        "baseline",
    )  # fmt: skip
    run.add_argument("--data", type=Path, required=True, help="manifest, folder, image or video")
    run.add_argument("--out", type=Path, required=True, help="results directory")
    run.add_argument("--like", metavar="ID", help="contract of model files nobody knows")
    data = run.add_argument_group("data")
    data.add_argument("--split", help="only these rows of the data set")
    data.add_argument(
        "--layout", default="auto",
        choices=("auto", "manifest", "folders", "celeba-spoof", "celeb-df", "faceforensics"),
    )  # fmt: skip
    data.add_argument(
        "--faces", choices=("auto", "detect", "whole", "crop"), default="auto",
        help="auto: boxes the data set gives, else detection; whole: the image is the face; crop: "
        "the image is a crop as wide as the model's",
    )  # fmt: skip
    data.add_argument("--label", type=int, choices=(0, 1), help="of a single image or video")
    data.add_argument("--frames", type=positive, default=16, help="of each video (%(default)s)")
    data.add_argument(
        "--limit", type=positive, help="about so many rows, of every source and label"
    )
    data.add_argument(
        "--allow-missing", action="store_true", help="count missing files as non-response"
    )
    data.add_argument("--one-class", action="store_true", help="one class alone is meant")
    measuring = run.add_argument_group("measuring")
    add_measuring(measuring, "another split; or manifest:NAME, the model's own operating point")
    measuring.add_argument(
        "--fix-on", default="val", metavar="SPLIT", help="fixes the threshold (%(default)s)"
    )
    measuring.add_argument(
        "--level", choices=("frame", "video", "presentation"), default="frame",
        help="that is reported: presentation is what the gate's sequential test decides, frame "
        "after frame",
    )  # fmt: skip
    measuring.add_argument(
        "--fps", type=float, default=30.0, help="of the videos, for that test (%(default)s)"
    )
    measuring.add_argument(
        "--pool", default="mean", metavar="HOW", help="frames to a video: mean, median, topK"
    )
    measuring.add_argument(
        "--robustness", nargs="*", metavar="CORRUPTION",
        help="score corrupted images too: all corruptions, or those named",
    )  # fmt: skip
    measuring.add_argument(
        "--severities", nargs="+", type=int, default=[1, 3, 5], metavar="1-5",
        help="of the corruptions (%(default)s)",
    )  # fmt: skip
    measuring.add_argument(
        "--robustness-limit", type=positive, metavar="N", help="about N rows, evenly out of all"
    )
    report = run.add_argument_group("report")
    add_reporting(report)
    report.add_argument("--no-galleries", action="store_true", help="write no picture of anyone")
    report.add_argument(
        "--no-report", action="store_true", help="write the predictions alone, which is fastest"
    )
    report.add_argument(
        "--no-timing", action="store_true", help="measure no speed for the benchmark files"
    )
    report.add_argument(
        "--gradcam", action="append", default=[], metavar="MODEL=TORCH",
        help="explain MODEL by Grad-CAM on ARCHITECTURE:CHECKPOINT of a training, "
        "timm:NAME[:CHECKPOINT] or MODULE:FACTORY:CHECKPOINT",
    )  # fmt: skip
    machine = run.add_argument_group("machine")
    machine.add_argument(
        "--engine", choices=("local", "ray"), default="local",
        help="threads of this machine, or actors of a Ray cluster (%(default)s)",
    )  # fmt: skip
    machine.add_argument(
        "--address", metavar="HOST:PORT",
        help="of a running Ray cluster, or auto; without it one is started on this machine",
    )  # fmt: skip
    machine.add_argument(
        "--workers", type=positive,
        help="threads (default: physical cores) or actors (default: the cluster's CPUs)",
    )  # fmt: skip
    machine.add_argument("--batch", type=positive, default=8, help="faces a run (%(default)s)")
    machine.add_argument("--provider", choices=("auto", "cpu", "cuda", "tensorrt"), default="auto")
    again = machine.add_mutually_exclusive_group()
    again.add_argument(
        "--resume", action="store_true", help="go on where an earlier run stopped (always done)"
    )
    again.add_argument("--restart", action="store_true", help="use nothing of earlier runs")
    machine.add_argument("--quiet", action="store_true", help="no progress bar")
    run.set_defaults(
        execute=_run,
        afterwards="what was scored is kept, the same command goes on from there",
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
        raise DataError("--address is that of a Ray cluster: give --engine ray as well")
    from tools.evaluation.engine import LocalEngine

    return nullcontext(LocalEngine(args.workers))
