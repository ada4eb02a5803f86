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
    add("--model", choices=MODELS, default=MODELS[0])
    add("--data", type=Path, nargs="+", default=[field_data("data", "deepfake", "manifest.csv")])
    add("--detector", type=Path, default=field_data("peers", "antispoof", "seed_yunet.onnx"))
    add("--out", type=Path, help="default: results/training/research-MODEL")
    add("--cache", type=Path, default=Path("results/training/cache"), help="prepared crops")
    add("--resume", type=Path, help="go on from this checkpoint, exactly")
    add("--batch", type=int, default=32)
    add("--steps", type=int, default=300, help="batches an epoch")
    add("--image-size", type=int, default=224, help="side of the input, px")
    add("--pretrained", action="store_true", help="start from ImageNet weights (fetched by timm)")
    add("--freeze", action="store_true", help="hybrid: train projections and head only")
    add("--workers", type=int, default=2, help="processes that prepare batches")
    add("--val-limit", type=int, default=0, help="validation crops of each class, 0 = all")
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
