"""Options common to the commands: model, crops, limits and calibration."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edge.errors import DataError
from models.registry import Registry
from tools.conversion.parity import ParityLimits
from tools.conversion.scores import CropSet
from tools.conversion.subject import Subject, add_model_options, subject_from
from tools.conversion.variants import VariantRecipe
from tools.field_data import field_data
from tools.progress import Stages
from tools.quantise.crops import balanced, calibration_batches, read_examples, readable
from tools.quantise.ranges import Method

F32 = NDArray[np.float32]
DATA = {
    "antispoof": field_data("data", "pad", "manifest.csv"),
    "deepfake": field_data("data", "deepfake", "manifest.csv"),
}


def common(parser: argparse.ArgumentParser) -> None:
    """Add the options for the model and the data."""
    add_model_options(parser)
    crops(parser)


def crops(parser: argparse.ArgumentParser) -> None:
    """Add the options for the data."""
    data = parser.add_argument_group("real crops to calibrate on and to compare on")
    data.add_argument("--data", type=Path, metavar="MANIFEST",
                      help="data set manifest, CSV with "
                      "path,label[,source,split,x1,y1,x2,y2], or its folder (default: "
                      "that of the model's task in ../shared/data beside the "
                      "checkout, or $FACEVOUCH_SHARED/data)")  # fmt: skip
    data.add_argument("--split", default="val", help="split for the parity gate (default: val)")
    data.add_argument("--crops", type=int, default=800, metavar="N",
                      help="largest number of crops, balanced over source and label "
                      "(default: 800)")  # fmt: skip
    data.add_argument(
        "--calibrate-on",
        default="train",
        metavar="SPLIT",
        help="split that ranges are calibrated on (default: train)",
    )
    data.add_argument(
        "--calibration-crops",
        type=int,
        default=256,
        metavar="N",
        help="number of crops to calibrate on (default: 256)",
    )
    data.add_argument(
        "--seed", type=int, default=0, help="random seed for the choice of crops (default: 0)"
    )


def gate(parser: argparse.ArgumentParser) -> None:
    """Add the options for the limits of the parity gate."""
    d = ParityLimits()
    limits = parser.add_argument_group(
        "limits; if one is exceeded, nothing is written and the exit status is 1"
    )
    for flag, default, what in (
        ("--max-dp", d.max_dp, "largest change of p_attack"),
        ("--max-mean-dp", d.mean_dp, "mean change of p_attack"),
        ("--max-flips", d.flips, "share of changed decisions"),
        ("--max-auc-drop", d.auc_drop, "loss of AUC"),
        ("--max-apcer-rise", d.apcer_rise, "rise of APCER, worst attack type"),
        ("--max-bpcer-rise", d.bpcer_rise, "rise of BPCER"),
        ("--max-latency-ratio", d.latency_ratio, "time over the original's"),
        ("--max-size-ratio", d.bytes_ratio, "bytes over the original's"),
    ):
        shown = "not checked" if default is None else f"{default:g}"
        limits.add_argument(flag, type=float, default=default, metavar="X",
                            help=f"{what} (default: {shown})")  # fmt: skip
    parser.add_argument("--threshold", type=float, metavar="P",
                        help="threshold on p_attack (default: the model's own, else the "
                        "one at its EER)")  # fmt: skip
    parser.add_argument(
        "--rounds",
        type=int,
        default=60,
        help="timed calls of each model, in alternation (default: 60)",
    )
    parser.add_argument("--json", action="store_true", help="print the comparison as JSON")


def quantiser(parser: argparse.ArgumentParser) -> None:
    """Add the options for static INT8 quantisation."""
    parser.add_argument("--method", choices=["auto", "minmax", "percentile", "mse"], default="auto",
                        help="calibration of ranges; auto tries all and keeps sensitive "
                        "layers in float")  # fmt: skip
    parser.add_argument("--keep-float", action="append", default=[], metavar="LAYER",
                        help="layer to keep in float, by its name in `facevouch convert "
                        "sensitivity`")  # fmt: skip
    parser.add_argument(
        "--per-tensor",
        action="store_true",
        help="one scale per weight tensor instead of one per channel",
    )
    parser.add_argument(
        "--symmetric",
        action="store_true",
        help="signed activations with zero point 0, as TensorRT requires",
    )
    parser.add_argument(
        "--target-db",
        type=float,
        default=30.0,
        metavar="DB",
        help="stop keeping further layers in float at this "
        "signal-to-quantisation-noise ratio of the score (default: 30)",
    )
    parser.add_argument(
        "--most-float",
        type=int,
        default=4,
        metavar="N",
        help="largest number of layers kept in float (default: 4)",
    )


def limits_from(args: argparse.Namespace) -> ParityLimits:
    """The limits from the options. Raises DataError on an invalid number."""
    if args.rounds < 1:
        raise DataError(f"--rounds must be at least 1, got {args.rounds}")
    if args.threshold is not None and not 0 <= args.threshold <= 1:
        raise DataError(
            f"--threshold is a value of p_attack, between 0 and 1; got {args.threshold:g}"
        )
    for name, value in vars(args).items():
        if name.startswith("max_") and value is not None and math.isnan(value):
            raise DataError(f"--{name.replace('_', '-')} must be a number, got nan")
    return ParityLimits(
        max_dp=args.max_dp, mean_dp=args.max_mean_dp, flips=args.max_flips,
        auc_drop=args.max_auc_drop, apcer_rise=args.max_apcer_rise,
        bpcer_rise=args.max_bpcer_rise, latency_ratio=args.max_latency_ratio,
        bytes_ratio=args.max_size_ratio,
    )  # fmt: skip


def model_from(args: argparse.Namespace, named: str | None = None) -> Subject:
    """The model of --model, or the model `named`."""
    return subject_from(args, Registry.open(), named or args.model)


def manifest_from(args: argparse.Namespace, subject: Subject) -> Path:
    """The manifest file of the data. Raises DataError where there is none."""
    path: Path = args.data or DATA.get(subject.spec.task, Path())
    path = path / "manifest.csv" if path.is_dir() else path
    if not path.is_file():
        raise DataError(f"there is no data set manifest {path}; give one with --data MANIFEST")
    return path


def crops_from(args: argparse.Namespace, subject: Subject, watch: Stages) -> CropSet:
    """Readable examples of the gate's split, balanced over source and label.

    Raises DataError where none can be read, or where they are of one class only: neither AUC nor
    the error rates could then be checked.
    """
    if args.crops < 1:
        raise DataError(f"--crops must be at least 1, got {args.crops}")
    manifest = manifest_from(args, subject)
    chosen = balanced(read_examples(manifest, args.split), args.crops, args.seed)
    watch.stage("reading crops", len(chosen))
    read = []
    for example in chosen:
        read += readable([example], subject.spec.scoring_input)
        watch.advance()
    if not read:
        raise DataError(
            f"none of the pictures of the split {args.split} of {manifest} can be read; "
            f"check its paths, the first is {chosen[0].path}"
        )
    if len(labels := {e.label for e in read}) == 1:
        one, other = ("attacks", "bona fide") if 1 in labels else ("bona fide", "attacks")
        raise DataError(
            f"the crops of the split {args.split!r} of {manifest} are all {one}; the parity "
            f"gate needs {other} as well: use more --crops, or another --split or --data"
        )
    return CropSet(read, len(chosen) - len(read))


def calibration_from(args: argparse.Namespace, subject: Subject) -> list[F32]:
    """Calibration batches, float32, with the model's own preprocessing."""
    if args.calibration_crops < 1:
        raise DataError(f"--calibration-crops must be at least 1, got {args.calibration_crops}")
    return list(
        calibration_batches(
            manifest_from(args, subject), subject.spec.scoring_input,
            split=args.calibrate_on, count=args.calibration_crops, seed=args.seed,
        )
    )  # fmt: skip


def recipe_from(
    args: argparse.Namespace, subject: Subject, watch: Stages, *, calibrated: bool
) -> VariantRecipe:
    """The inputs of the variants. calibrated: whether a variant needs the calibration crops."""
    method: Method | Literal["auto"] = getattr(args, "method", "auto")
    if calibrated:
        watch.stage("reading crops to calibrate on")
    return VariantRecipe(
        batches=calibration_from(args, subject) if calibrated else (),
        method=None if method == "auto" else method,
        keep_float=tuple(getattr(args, "keep_float", ())),
        per_channel=not getattr(args, "per_tensor", False),
        target_db=getattr(args, "target_db", 30.0),
        most_float=getattr(args, "most_float", 4),
        share=getattr(args, "share", 0.5),
        symmetric=getattr(args, "symmetric", False),
        watch=watch,
    )
