"""`facevouch train research`: train EfficientNet-B5 or a ResNet + ViT hybrid, on a GPU."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.field_data import field_data
from tools.training.config import LoopConfig, add_loop_arguments, loop_config

DEFAULTS = LoopConfig(epochs=20, lr=2e-4, weight_decay=0.01, ema=0.999, patience=5, clip=1.0)
MODELS = ("efficientnet_b5", "hybrid_resnet18_vit", "hybrid_resnet50_vit")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--model", choices=MODELS, default=MODELS[0], help="architecture (default: %(default)s)")
    add(
        "--data",
        type=Path,
        nargs="+",
        default=[field_data("data", "deepfake", "manifest.csv")],
        help="manifest.csv of each data set",
    )
    add(
        "--detector",
        type=Path,
        default=field_data("peers", "antispoof", "seed_yunet.onnx"),
        help="YuNet face detector (.onnx) for the face landmarks",
    )
    add("--out", type=Path, help="default: results/training/research-MODEL")
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
    add("--steps", type=int, default=300, help="batches per epoch")
    add("--image-size", type=int, default=224, help="side of the input image, px")
    add(
        "--pretrained", action="store_true", help="start from ImageNet weights (downloaded by timm)"
    )
    add(
        "--freeze",
        action="store_true",
        help="hybrid models: train the projections and the head only",
    )
    add("--workers", type=int, default=2, help="number of processes that prepare batches")
    add("--val-limit", type=int, default=0, help="validation crops per class; 0 = all")
    add_loop_arguments(parser, DEFAULTS)


def run(args: argparse.Namespace) -> int:
    """Prepare the data, train, write the report. Raises FacevouchError."""
    from tools.training.deepfake_data import open_store, open_test_store
    from tools.training.loop import Trainer
    from tools.training.research import ResearchConfig, ResearchTask

    config = ResearchConfig(
        model=args.model,
        image_size=args.image_size,
        batch=args.batch,
        steps=args.steps,
        pretrained=args.pretrained,
        freeze=args.freeze,
        workers=args.workers,
        val_limit=args.val_limit,
    )
    loop = loop_config(args)
    store = open_store(args.data, args.detector, args.cache)
    out = args.out or Path("results/training") / f"research-{args.model}"
    task = ResearchTask(
        store, config, loop.seed,
        test=lambda: open_test_store(args.data, args.detector, args.cache),
    )  # fmt: skip
    Trainer(task, loop, out, command=args.command).run(args.resume)
    return 0
