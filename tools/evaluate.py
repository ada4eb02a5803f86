"""`facevouch evaluate`: score data sets, measure, compare and report. `--help` explains each."""

from __future__ import annotations

import argparse
import shlex
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from edge.cli.teach import taught
from edge.errors import DataError, FacevouchError

if TYPE_CHECKING:
    from tools.evaluation.engine import Engine


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
        return args.execute(args)
    except FacevouchError as error:
        print(f"facevouch evaluate: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        print(f"facevouch evaluate: interrupted; {args.afterwards}", file=sys.stderr)  # noqa: T201
        return 130


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = _Parser(
        prog="facevouch evaluate",
        description="Score data sets, measure, compare and report; docs/evaluation.md.",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    _add_report(commands)
    _add_backbone(commands)
    return taught(top)


def _add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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
    data.add_argument("--frames", type=_positive, default=16, help="of each video (%(default)s)")
    data.add_argument("--limit", type=_positive, help="only the first rows")
    data.add_argument(
        "--allow-missing", action="store_true", help="count missing files as non-response"
    )
    data.add_argument("--one-class", action="store_true", help="one class alone is meant")
    measuring = run.add_argument_group("measuring")
    _add_measuring(measuring, "another split; or manifest:NAME, the model's own operating point")
    measuring.add_argument(
        "--fix-on", default="val", metavar="SPLIT", help="fixes the threshold (%(default)s)"
    )
    measuring.add_argument("--level", choices=("frame", "video"), default="frame")
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
        "--robustness-limit", type=_positive, metavar="N", help="about N rows, evenly out of all"
    )
    report = run.add_argument_group("report")
    _add_reporting(report)
    report.add_argument("--no-galleries", action="store_true", help="write no picture of anyone")
    report.add_argument(
        "--gradcam", action="append", default=[], metavar="MODEL=TORCH",
        help="explain MODEL by Grad-CAM on ARCHITECTURE:CHECKPOINT of a training, "
        "timm:NAME[:CHECKPOINT] or MODULE:FACTORY[:CHECKPOINT]",
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
        "--workers", type=_positive,
        help="threads (default: physical cores) or actors (default: the cluster's CPUs)",
    )  # fmt: skip
    machine.add_argument("--batch", type=_positive, default=8, help="faces a run (%(default)s)")
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


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _run(args: argparse.Namespace) -> int:
    import edge.capture.opencv_capture  # noqa: F401 (FFmpeg quiet: the unreadable is counted and reported)
    from tools.evaluation.robustness import CORRUPTIONS
    from tools.evaluation.run import Wishes, run

    corruptions = args.robustness
    gradcam = {}
    for text in args.gradcam:
        name, equals, torch_model = text.partition("=")
        if not equals:
            raise DataError(f"'{text}' is not MODEL=TORCH")
        gradcam[name] = torch_model
    given = _named_alike(Wishes, args) | {
        "models": args.model,
        "corruptions": tuple(CORRUPTIONS) if corruptions == [] else tuple(corruptions or ()),
        "galleries": not args.no_galleries,
        "gradcam": gradcam,
    }
    with _engine(args) as engine:
        page = run(Wishes(**given | {"engine": engine}))
    print(page)  # noqa: T201
    return 0


def _engine(args: argparse.Namespace) -> AbstractContextManager[Engine]:
    if args.engine == "ray":
        from tools.evaluation.ray_engine import RayEngine

        return RayEngine(args.workers, args.address)
    if args.address is not None:
        raise DataError("--address is that of a Ray cluster: give --engine ray as well")
    from tools.evaluation.engine import LocalEngine

    return nullcontext(LocalEngine(args.workers))


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
        "--val", nargs="+", action="extend", default=[], metavar="NAME=FILE",
        help="scores of a validation set, on which the rule is fixed",
    )  # fmt: skip
    report.add_argument("--task", choices=("antispoof", "deepfake"), default="antispoof")
    _add_measuring(report, "--val")
    _add_reporting(report)
    report.add_argument(
        "--flip", action="append", default=[], metavar="NAME", help="these scores mean bona fide"
    )
    report.add_argument(
        "--as-is", action="append", default=[], metavar="NAME",
        help="keep scores that rank the other way round",
    )  # fmt: skip
    report.set_defaults(execute=_report, afterwards="earlier results are as they were")


def _add_measuring(parser: argparse._ActionsContainer, where: str) -> None:
    """where: what a threshold rule is fixed on."""
    parser.add_argument(
        "--threshold", default="0.5", metavar="RULE",
        help=f"a number; eer, apcer=5%%, bpcer=1%% fixed on {where} (%(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--by", action="append", metavar="COLUMN", help="break down by it (default: all that fit)"
    )
    parser.add_argument(
        "--cluster", metavar="COLUMN",
        help="samples of one value depend on each other (default: subject, video or source)",
    )  # fmt: skip


def _add_reporting(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--title", help="of the report")
    parser.add_argument("--pdf", action="store_true", help="write report.pdf as well")
    parser.add_argument(
        "--previous", type=Path, metavar="DIR", help="compare with these results (default: --out)"
    )


def _named_alike(wishes: type, args: argparse.Namespace) -> dict[str, Any]:
    """The options that are called as the fields of `wishes`; lists as tuples."""
    given = {f.name: getattr(args, f.name) for f in fields(wishes) if hasattr(args, f.name)}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}


def _add_backbone(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backbone = commands.add_parser(
        "backbone",
        help="top-1 and top-5 of image classifiers on ImageNet-style folders",
        description="Writes results-SET.csv, benchmark-infer-….csv and model_metadata-SET.csv. "
        "Sets of fewer classes (ImageNet-A, -R) are masked by their folders' names.",
    )
    backbone.add_argument(
        "--model", nargs="+", action="extend", required=True,
        metavar="[NAME=]FILE.onnx|timm:NAME[:CHECKPOINT]",
    )  # fmt: skip
    backbone.add_argument("--data", type=Path, required=True, help="folder of class folders")
    backbone.add_argument(
        "--set", required=True, metavar="NAME", help="such as imagenet, imagenet-a"
    )
    backbone.add_argument("--out", type=Path, required=True, help="results directory")
    backbone.add_argument(
        "--real-labels", type=Path, metavar="JSON", help="reassessed labels by image number"
    )
    backbone.add_argument(
        "--synsets", type=Path, metavar="FILE", help="WordNet ids in the model's order, one a line"
    )
    backbone.add_argument(
        "--base", default="imagenet", metavar="SET", help="differences against it (%(default)s)"
    )
    backbone.add_argument("--img-size", type=_positive, help="else the model's own, or 224")
    backbone.add_argument("--crop-pct", type=float, default=0.875)
    backbone.add_argument("--interpolation", choices=("bicubic", "bilinear"), default="bicubic")
    backbone.add_argument("--batch", type=_positive, default=32)
    backbone.add_argument("--quiet", action="store_true", help="no progress bar")
    backbone.set_defaults(execute=_backbone, afterwards="nothing was written")


def _backbone(args: argparse.Namespace) -> int:
    from tools.evaluation import leaderboard
    from tools.evaluation.backbone import Framing, accuracy, benchmark_row, open_backbone
    from tools.evaluation.layouts.imagenet import imagenet_synsets, open_imagenet
    from tools.evaluation.results import write_readme
    from tools.progress import Progress

    try:
        synsets = args.synsets.read_text(encoding="utf-8").split() if args.synsets else None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the list of classes {args.synsets} cannot be read: {error}") from error
    data = open_imagenet(args.data, synsets or imagenet_synsets(), args.real_labels)
    framing = None
    if args.img_size:
        framing = Framing(args.img_size, args.crop_pct, args.interpolation)
    backbones = [open_backbone(text, framing) for text in args.model]
    rows = []
    for one in backbones:
        with Progress(one.name, len(data.files), quiet=args.quiet) as progress:
            rows.append(accuracy(one, data, batch=args.batch, advance=progress.advance))
    for one in backbones:
        leaderboard.write_benchmark(
            args.out, one.metadata.precision, "nchw", one.framework,
            [benchmark_row(one, args.batch)],
        )  # fmt: skip
    leaderboard.write_metadata(args.out, args.set, [one.metadata for one in backbones])
    write_readme(args.out)
    print(leaderboard.write_accuracies(args.out, args.set, rows, args.base))  # noqa: T201
    return 0


def _report(args: argparse.Namespace) -> int:
    from tools.evaluation.from_scores import Wishes, report_from_scores

    page = report_from_scores(Wishes(**_named_alike(Wishes, args) | {"validation": args.val}))
    print(page)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
