"""`facevouch train deepfake`: options in, a trained network and its report out."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.training.config import LoopConfig, add_loop_arguments, loop_config

DEFAULTS = LoopConfig(epochs=20, lr=1e-3, weight_decay=0.02, ema=0.995, clip=5.0, save_every=50)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    data = Path("../shared/data/deepfake/manifest.csv")
    add("--data", type=Path, default=data, help="manifest.csv of the data set")
    add(
        "--detector",
        type=Path,
        default=Path("../shared/peers/antispoof/seed_yunet.onnx"),
        help="YuNet face detector (.onnx) that finds the landmarks",
    )
    add(
        "--initial",
        type=Path,
        default=Path("../shared/peers/antispoof/minivision_v2_scale27.onnx"),
        help="public anti-spoofing network (.onnx) whose features the trunk starts from",
    )
    add("--scratch", action="store_true", help="start from random weights instead")
    add("--out", type=Path, default=Path("results/training/deepfake"))
    add("--cache", type=Path, default=Path("results/training/cache"), help="prepared crops")
    add("--resume", type=Path, help="go on from this checkpoint, exactly")
    add("--batch", type=int, default=32)
    add("--steps", type=int, default=200, help="batches an epoch")
    add("--small", type=int, default=160, help="side of the early epochs' crops, px")
    add("--small-until", type=float, default=0.7, help="share of the epochs with small crops")
    add(
        "--shares",
        type=float,
        nargs=3,
        default=(0.6, 0.22, 0.18),
        metavar=("SWAP", "SELF", "CROSS"),
        help="shares of the manipulated crops' kinds",
    )
    add("--mask-weight", type=float, default=0.6, help="weight of the manipulation mask's loss")
    add("--rank-weight", type=float, default=1.0, help="weight of manipulated above its twin")
    add(
        "--frozen-until",
        type=float,
        default=0.0,
        help="share of the epochs that train the later layers only, at half the cost",
    )
    add("--workers", type=int, default=1, help="processes that prepare batches")
    add("--compile", action="store_true", help="torch.compile: starts slowly")
    add("--bf16", action="store_true", help="bfloat16 on a CPU: no gain on this trunk")
    add_loop_arguments(parser, DEFAULTS)


def run(args: argparse.Namespace) -> int:
    """Prepare the data, train, write the report. Raises FacevouchError."""
    from tools.training.deepfake import DeepfakeConfig, DeepfakeTask, start_from
    from tools.training.deepfake_data import open_store
    from tools.training.loop import Trainer

    swap, own, cross = args.shares
    config = DeepfakeConfig(
        batch=args.batch, steps=args.steps, swap=swap, self_blend=own, cross_blend=cross,
        small=args.small, small_until=args.small_until, mask_weight=args.mask_weight,
        rank_weight=args.rank_weight,
        frozen_until=args.frozen_until,
        workers=args.workers, compile=args.compile, bf16=args.bf16,
    )  # fmt: skip
    loop = loop_config(args)
    store = open_store(args.data, args.detector, args.cache)
    task = DeepfakeTask(store, config, loop.seed, loop.epochs)
    if args.resume is None and not args.scratch:
        start_from(task.model, args.initial, store)
    Trainer(task, loop, args.out).run(args.resume)
    return 0
