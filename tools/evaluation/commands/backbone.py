"""`evaluate backbone`: top-1 and top-5 of image classifiers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from edge.errors import DataError
from tools.evaluation.commands.common import Commands, positive

if TYPE_CHECKING:
    from tools.evaluation.backbone import Backbone, Framing
    from tools.evaluation.layouts.imagenet import ImageFolder


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    backbone = commands.add_parser(
        "backbone",
        help="top-1 and top-5 accuracy of image classifiers on ImageNet-style folders",
        description="Writes results-SET.csv, benchmark-infer-….csv and "
        "model_metadata-SET.csv. For imagenet-a, imagenet-r and their -clean "
        "sets the prediction is restricted to their own 200 classes; for other "
        "sets it covers all classes of the model.",
    )
    backbone.add_argument(
        "--model", nargs="+", action="extend", required=True,
        metavar="[NAME=]FILE.onnx|timm:NAME[:CHECKPOINT]",
        help="ONNX files or timm models; the first one is the baseline",
    )  # fmt: skip
    backbone.add_argument(
        "--data", type=Path, required=True, help="folder with one folder of images per class"
    )
    backbone.add_argument(
        "--set",
        required=True,
        metavar="NAME",
        help="name of the set, for example imagenet or imagenet-a",
    )
    backbone.add_argument("--out", type=Path, required=True, help="folder for the results")
    backbone.add_argument(
        "--real-labels",
        type=Path,
        metavar="JSON",
        help="JSON file with reassessed labels by image number",
    )
    backbone.add_argument(
        "--synsets",
        type=Path,
        metavar="FILE",
        help="file with the model's classes in its order, one WordNet id per line",
    )
    backbone.add_argument(
        "--classes", type=Path, metavar="FILE",
        help="file with the WordNet ids that predictions are restricted to (default: "
        "timm's list of the subset)",
    )  # fmt: skip
    backbone.add_argument(
        "--base", metavar="SET",
        help="set to compare with (default: the clean set of imagenet-a and -r, else "
        "imagenet)",
    )  # fmt: skip
    backbone.add_argument(
        "--corrupted", action="store_true",
        help="--data has folders CORRUPTION/SEVERITY/CLASS, like ImageNet-C: report "
        "corruption errors and mCE",
    )  # fmt: skip
    backbone.add_argument(
        "--corruptions", nargs="*", metavar="NAME",
        help="apply our own corruptions (all, or those named) to the images of --data and "
        "report the error for each",
    )  # fmt: skip
    backbone.add_argument(
        "--severities", type=int, nargs="+", default=[1, 3, 5], metavar="1-5",
        help="severities of --corruptions (default: 1 3 5)",
    )  # fmt: skip
    backbone.add_argument(
        "--sequences", action="store_true",
        help="--data has folders PERTURBATION/CLASS/SEQUENCE, like ImageNet-P: report flip "
        "rates, relative to the first model's",
    )  # fmt: skip
    backbone.add_argument(
        "--also", nargs="+", choices=("fp16", "int8"), default=[],
        help="also score and time an ONNX file in these precisions",
    )  # fmt: skip
    backbone.add_argument(
        "--train", action="store_true", help="also time a training step of torch networks"
    )
    backbone.add_argument(
        "--img-size",
        type=positive,
        help="side of the input image, px (default: the model's own, else 224)",
    )
    backbone.add_argument(
        "--crop-pct",
        type=float,
        default=0.875,
        help="share of the resized image's side that is cropped (default: 0.875)",
    )
    backbone.add_argument(
        "--interpolation",
        choices=("bicubic", "bilinear"),
        default="bicubic",
        help="interpolation for resizing (default: bicubic)",
    )
    backbone.add_argument(
        "--batch", type=positive, default=32, help="images per model call (default: 32)"
    )
    backbone.add_argument("--quiet", action="store_true", help="no progress bar")
    backbone.set_defaults(execute=_backbone, afterwards="nothing was written")


def _backbone(args: argparse.Namespace) -> int:
    from tools.evaluation import leaderboard
    from tools.evaluation.backbone import accuracy, benchmark_row
    from tools.evaluation.layouts.imagenet import CLEAN, imagenet_synsets, open_imagenet
    from tools.evaluation.results import write_readme
    from tools.evaluation.train_speed import train_row
    from tools.progress import ProgressBar

    synsets = _listed(args.synsets) or imagenet_synsets()
    if args.corrupted:
        return _corrupted(args, synsets)
    if args.sequences:
        return _sequences(args)
    data = open_imagenet(
        args.data, synsets, args.real_labels, _subset(args, synsets),
        skip_others=args.set.lower().endswith(CLEAN),
    )  # fmt: skip
    if args.corruptions is not None:
        return _own_corruptions(args, data)
    backbones = [*_opened(args), *_forms(args, data)]
    rows = []
    for one in backbones:
        with ProgressBar(one.name, len(data.files), quiet=args.quiet) as progress:
            rows.append(accuracy(one, data, batch=args.batch, advance=progress.advance))
    for one in backbones:
        leaderboard.write_benchmark(
            args.out, one.metadata.precision, "nchw", one.framework,
            [benchmark_row(one, args.batch)],
        )  # fmt: skip
    for one in backbones if args.train else ():
        if one.module is not None:
            row = train_row(one, args.batch)
            leaderboard.write_train_benchmark(args.out, one.framework, [row])
    leaderboard.write_metadata(args.out, args.set, [one.metadata for one in backbones])
    write_readme(args.out)
    base = args.base or _base(args)
    print(leaderboard.write_accuracies(args.out, args.set, rows, base))  # noqa: T201
    return 0


def _opened(args: argparse.Namespace) -> list[Backbone]:
    from tools.evaluation.backbone import open_backbone

    framing = _framing(args)
    return [open_backbone(text, framing) for text in args.model]


def _framing(args: argparse.Namespace) -> Framing | None:
    from tools.evaluation.backbone import Framing

    if not args.img_size:
        return None
    return Framing(args.img_size, args.crop_pct, args.interpolation)


def _corrupted(args: argparse.Namespace, synsets: list[str] | None) -> int:
    from tools.evaluation import leaderboard
    from tools.evaluation.imagenet_c import corruption_errors, open_corrupted
    from tools.evaluation.results import write_readme
    from tools.progress import ProgressBar

    data = open_corrupted(args.data, synsets)
    images = sum(len(folder.files) for levels in data.values() for folder in levels.values())
    rows = []
    backbones = _opened(args)
    for one in backbones:
        with ProgressBar(one.name, images, quiet=args.quiet) as progress:
            found = corruption_errors(one, data, batch=args.batch, advance=progress.advance)
            rows.append(found.row())
    leaderboard.write_metadata(args.out, args.set, [one.metadata for one in backbones])
    write_readme(args.out)
    print(leaderboard.write_corruptions(args.out, args.set, rows))  # noqa: T201
    return 0


def _forms(args: argparse.Namespace, data: ImageFolder) -> list[Backbone]:
    from tools.evaluation.precision_forms import in_precision

    framing = _framing(args)
    return [in_precision(text, p, framing, data) for text in args.model for p in args.also]


def _own_corruptions(args: argparse.Namespace, data: ImageFolder) -> int:
    from tools.evaluation import leaderboard
    from tools.evaluation.imagenet_c import own_corruption_errors
    from tools.evaluation.results import write_readme
    from tools.evaluation.robustness import CORRUPTIONS, Corruption
    from tools.progress import ProgressBar

    chosen = [Corruption(n, s) for n in args.corruptions or CORRUPTIONS for s in args.severities]
    backbones, rows = _opened(args), []
    for one in backbones:
        images = len(data.files) * len(chosen)
        with ProgressBar(one.name, images, quiet=args.quiet) as progress:
            found = own_corruption_errors(
                one, data, chosen, batch=args.batch, advance=progress.advance
            )
            rows.append(found.row())
    leaderboard.write_metadata(args.out, args.set, [one.metadata for one in backbones])
    write_readme(args.out)
    print(leaderboard.write_corruptions(args.out, f"{args.set}-own", rows))  # noqa: T201
    return 0


def _sequences(args: argparse.Namespace) -> int:
    from tools.evaluation import leaderboard
    from tools.evaluation.imagenet_p import flip_rates, open_sequences
    from tools.evaluation.results import write_readme
    from tools.progress import ProgressBar

    data = open_sequences(args.data)
    backbones, found = _opened(args), []
    for one in backbones:
        count = sum(map(len, data.values()))
        with ProgressBar(one.name, count, quiet=args.quiet) as progress:
            found.append(flip_rates(one, data, batch=args.batch, advance=progress.advance))
    leaderboard.write_metadata(args.out, args.set, [one.metadata for one in backbones])
    write_readme(args.out)
    rows = [one.row(found[0]) for one in found]
    print(leaderboard.write_flips(args.out, args.set, rows))  # noqa: T201
    return 0


def _listed(path: Path | None) -> list[str] | None:
    try:
        return path.read_text(encoding="utf-8").split() if path else None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the list of classes {path} cannot be read: {error}") from error


def _subset(args: argparse.Namespace, synsets: list[str] | None) -> list[str] | None:
    """The classes a derived set is scored among; None where all of the model's compete."""
    from tools.evaluation.layouts.imagenet import imagenet_synsets, published_classes, subset_of

    named = _listed(args.classes)
    subset = subset_of(args.set)
    if named or subset is None:
        return named
    published = published_classes(subset) if synsets == imagenet_synsets() else None
    if published is None:
        raise DataError(
            f"{args.set} is scored among its own classes only; give their WordNet ids with "
            "--classes FILE"
        )
    return published


def _base(args: argparse.Namespace) -> str:
    from tools.evaluation.layouts.imagenet import CLEAN, subset_of
    from tools.evaluation.leaderboard import results_path

    subset = subset_of(args.set)
    if subset and args.set.lower() == subset and results_path(args.out, subset + CLEAN).is_file():
        return f"{subset}{CLEAN}"
    return "imagenet"
