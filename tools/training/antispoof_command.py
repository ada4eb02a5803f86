"""`facevouch train antispoof`: make the crops, initialise from the teachers, train, export."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tools.field_data import field_data
from tools.training.config import LoopConfig, add_loop_arguments, loop_config

if TYPE_CHECKING:
    from torch import Tensor

    from models.antispoof import AntispoofNet, AnyShape
    from tools.training.antispoof_task import LossWeights
    from tools.training.crop_cache import CropCache

DEFAULTS = LoopConfig(epochs=2, lr=6e-4, weight_decay=1e-4, ema=0.99, warmup=0.03)
LOSSES = ("teacher", "towers", "labels", "simulated", "even", "twins", "fourier", "kinds")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this task; the model card lists those of the shipped weights."""
    add = parser.add_argument
    add("--data", type=Path, default=field_data("data"), help="folder that contains pad/")
    add("--teachers", type=Path, help="folder of the teachers' ONNX files; default: DATA/../peers")
    add(
        "--out",
        type=Path,
        default=Path("results/training/antispoof"),
        help="folder for the results (default: results/training/antispoof)",
    )
    add("--cache", type=Path, help="folder of augmented crops; default: OUT/crops")
    add("--samples", type=int, default=12288, help="number of augmented crops to make and train on")
    add("--workers", type=int, default=2, help="number of processes that make crops")
    add("--batch-size", type=int, default=64, help="samples per batch (default: 64)")
    add("--tight", type=float, default=1.5, help="expansion of the tight crop")
    add("--wide", type=float, default=2.4, help="expansion of the wide crop")
    add(
        "--crops",
        choices=("both", "tight", "wide"),
        default="both",
        help="ablation: use one of the two crops only",
    )
    add(
        "--tight-network",
        choices=("minifasnet", "lite0"),
        default="minifasnet",
        help="the tight crop's network: MiniFASNetV2-SE, or EfficientNet-Lite0 to 1/16 with its "
        "ImageNet weights",
    )
    add(
        "--widths",
        choices=("few", "base", "slim"),
        default="few",
        help="number of blocks and channels",
    )
    add(
        "--start",
        default="teachers",
        help="initial weights: teachers, random, or an FP32 ONNX file of an earlier release",
    )
    add("--freeze", action="store_true", help="do not train the layers before the first blocks")
    add("--keep-wide", action="store_true", help="do not train the wide crop's network")
    add("--no-simulated", action="store_true", help="ablation: no simulated attacks")
    add(
        "--no-align",
        action="store_true",
        help="ablation: do not align the zero of the teachers' scores",
    )
    add(
        "--pull",
        type=float,
        default=0.5,
        help="weight of the label in the training target, the rest is the teachers'",
    )
    add("--mix", type=float, default=0.0, help="share of samples mixed with another sample's style")
    add(
        "--mix-features",
        type=float,
        default=0.0,
        help="the same for the early features of --tight-network lite0",
    )
    add("--leave-out", nargs="*", default=[], metavar="SOURCE", help="sources not to train on")
    add("--init-from", type=Path, help="checkpoint whose averaged weights are the initial weights")
    add("--no-release", action="store_true", help="stop after the FP32 file")
    add(
        "--average",
        type=Path,
        nargs="+",
        metavar="CHECKPOINT",
        help="do not train: release the mean of these runs' averaged weights",
    )
    add(
        "--keep-start",
        type=float,
        default=0.0,
        help="share of the initial weights in the released weights",
    )
    add("--tight-factor", type=float, help="weight of the tight tower; default: the best on val")
    add("--resume", type=Path, help="checkpoint of this run to resume from")
    for name in LOSSES:
        add(f"--weight-{name}", type=float, help="weight of this part of the loss")
    add_loop_arguments(parser, DEFAULTS)


def run(args: argparse.Namespace) -> int:
    """Train; returns the exit status. Raises DataError, ModelError, ConfigError."""
    import numpy as np
    import torch
    from rich.console import Console

    from models.antispoof import folded
    from tools.conversion.export import export_module
    from tools.training import checkpoint
    from tools.training.antispoof_eval import PadSplit, as_tensor, tight_factor
    from tools.training.antispoof_release import FP32_NAME, INT8_NAME, release
    from tools.training.antispoof_task import AntispoofTask
    from tools.training.loop import Trainer
    from tools.training.range_equalisation import equalise
    from tools.training.weight_mean import mean_state

    config = replace(loop_config(args), metric="pooled")
    console = Console(stderr=True)
    if config.threads:
        torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    wanted = {"both": (args.tight, args.wide), "tight": (args.tight,), "wide": (args.wide,)}
    expansions = wanted[args.crops]
    cache, columns = _cache(args, expansions, console)
    net = build_network(args, cache, columns)
    if args.freeze:
        freeze_early(net)
    if args.keep_wide:
        net.towers[-1].requires_grad_(False)
    task = AntispoofTask(
        net,
        cache,
        columns,
        PadSplit.load(args.data, "val", expansions, 128),
        loss_weights(args),
        seed=config.seed,
        batch_size=args.batch_size,
        use_simulated=not args.no_simulated,
        align=not args.no_align,
        pull=args.pull,
        mix=args.mix,
        mix_features=args.mix_features,
        leave_out=args.leave_out,
        facts={"crops": f"{expansions} times the face", "start": args.start},
        expansions=expansions,
        test=lambda: PadSplit.load(args.data, "test", expansions, 128),
    )
    start = {name: value.clone() for name, value in net.state_dict().items()}
    if args.init_from:
        _load_average(task.model, args.init_from)
    if args.average:
        task.model.load_state_dict(mean_weights(args.average))
    else:
        trainer = Trainer(task, config, args.out, console, command=args.command)
        summary = trainer.run(args.resume)
        if summary.best_path is None:
            return 0
        console.print(f"best epoch {summary.best_epoch}")
        _load_average(task.model, summary.best_path)
    # fine-tuning on few sources then loses less of the generalisation of the initial weights
    # (Wortsman et al. 2022, Robust fine-tuning of zero-shot models, arXiv 2109.01903)
    shares = [args.keep_start, 1 - args.keep_start]
    net.load_state_dict(mean_state([start, net.state_dict()], shares))
    factor, means = tight_factor(task.val, net)
    tried = ", ".join(f"{f:g}: {auc:.4f}" for f, auc in means.items())
    factor = args.tight_factor or factor
    console.print(f"tight tower x {factor:g} (pooled val AUC by factor: {tried})")
    net.towers[0].tail.data *= factor
    weights = args.out / "antispoof_minifasnet_v2_se.pth"  # for `facevouch convert onnx`
    contract = dict(task.about().contract)
    checkpoint.save(weights, {"contract": contract, "weights": net.state_dict()})
    path = args.out / FP32_NAME
    plain = folded(net.to("cpu", memory_format=torch.contiguous_format))
    some = cache.crops(np.arange(min(64, len(cache))))[:, 0, list(columns)]
    equalise(plain, as_tensor(some).contiguous())
    example = torch.rand(2, 3 * len(expansions), 128, 128)
    export_module(plain.eval(), example, ("logit", "evidence"), path)
    if not args.no_release:
        result = release(path, args.out, args.data, expansions)
        console.print(f"INT8: mean AUC {result[INT8_NAME]['mean_auc']}")
    return 0


def mean_weights(paths: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of the averaged weights of several runs. They must have the same initial weights:
    only then do they lie in one basin of the loss. Integers are those of the first.

    Raises ModelError where the checkpoints are of different networks.
    """
    from tools.training import checkpoint
    from tools.training.weight_mean import mean_state

    states = [checkpoint.load(path)["ema"]["weights"] for path in reversed(paths)]
    return mean_state(states, [1.0] * len(states))


def loss_weights(args: argparse.Namespace) -> LossWeights:
    from tools.training.antispoof_task import LossWeights

    given = {name: getattr(args, f"weight_{name}") for name in LOSSES}
    return replace(LossWeights(), **{k: v for k, v in given.items() if v is not None})


def _cache(
    args: argparse.Namespace, expansions: tuple[float, ...], console: object
) -> tuple[CropCache, tuple[int, ...]]:
    """The crop cache, extended where crops are missing, and the indices of those of its crops that
    have the requested expansions."""
    import json

    from rich.console import Console
    from rich.progress import Progress

    from edge.errors import DataError
    from tools.training.antispoof_samples import read_pad
    from tools.training.crop_cache import CacheRecipe, CropCache, build

    folder = args.cache or args.out / "crops"
    assert isinstance(console, Console)
    if args.cache is None:
        teachers = args.teachers or args.data.parent / "peers" / "antispoof"
        recipe = CacheRecipe(str(args.data), str(teachers), args.seed, expansions=expansions)
        read_pad(args.data, "train")  # an error in the worker processes would not be shown
        if not teachers.is_dir():
            raise DataError(f"there is no folder of teachers {teachers}; name one with --teachers")
        with Progress(console=console) as progress:
            bad = build(folder, recipe, args.samples, args.workers, progress)
        if bad:
            console.print(f"{bad} pictures could not be read and were replaced by others.")
    made = folder / "recipe.json"
    if not made.is_file():
        raise DataError(f"{folder} contains no crops; leave out --cache to make them")
    held = json.loads(made.read_text(encoding="utf-8"))["expansions"]
    missing = [e for e in expansions if e not in held]
    if missing:
        raise DataError(f"the crops in {folder} have the expansions {held}, not {missing}")
    return CropCache(folder, args.samples), tuple(held.index(e) for e in expansions)


def build_network(
    args: argparse.Namespace, cache: CropCache, columns: tuple[int, ...]
) -> AntispoofNet:
    """The network with random weights, weights fitted to the teachers, or those of a release."""
    import numpy as np
    import torch

    from models import minifasnet
    from models.antispoof import AntispoofNet, even_contrast
    from models.lite_tower import LiteShape
    from tools.training.antispoof_eval import as_tensor
    from tools.training.batch_norms import refit_norms
    from tools.training.teachers import LOOKS, Teacher
    from tools.training.transfer import transfer
    from tools.training.warm_start import read_release, reshaped

    tight, wide = {
        "few": (minifasnet.FEW_TIGHT, minifasnet.FEW_WIDE),
        "base": (minifasnet.TIGHT, minifasnet.WIDE),
        "slim": (minifasnet.SLIM_TIGHT, minifasnet.SLIM_WIDE),
    }[args.widths]
    lite = args.tight_network == "lite0"
    first = LiteShape() if lite else tight
    shapes = {"both": (first, wide), "tight": (first,), "wide": (wide,)}[args.crops]
    if args.start not in ("teachers", "random"):
        known: list[tuple[AnyShape, ...]] = [
            (minifasnet.FEW_TIGHT, minifasnet.FEW_WIDE),
            (LiteShape(), minifasnet.FEW_WIDE),
            (minifasnet.TIGHT, minifasnet.WIDE),
        ]
        crops = as_tensor(cache.crops(np.arange(min(96, len(cache))))[:, 0, list(columns)])
        found = read_release(Path(args.start), known)
        net = reshaped(found, shapes, crops)
        if lite and found.shapes != shapes:
            _load_imagenet(net)
        elif lite:
            with torch.no_grad():
                refit_norms(net, lambda: net(crops))
        return net
    net = AntispoofNet(shapes)
    if args.start == "teachers" and not args.resume:
        folder = args.teachers or args.data.parent / "peers" / "antispoof"
        crops = as_tensor(cache.crops(np.arange(min(96, len(cache))))[:, 0, list(columns)])
        for k, shape in enumerate(shapes):
            if isinstance(shape, LiteShape):
                _load_imagenet(net)
                continue
            look = LOOKS[0] if shape is tight else LOOKS[2]
            teacher = Teacher(folder / look.file)
            net.towers[k] = transfer(
                teacher.rgb_tower(look.colour),
                shape,
                even_contrast(crops[:, 3 * k : 3 * k + 3].contiguous()),
            )
            net.towers[k].tail.data *= 0.5  # towers add up; the target is their mean
    return net


def _load_imagenet(net: AntispoofNet) -> None:
    """Start the Lite tower of `net` from ImageNet weights. Raises ConfigError, ModelError."""
    from models.lite_tower import LiteTower
    from tools.training.imagenet import imagenet_weights, start_trunk

    lite = net.towers[0]
    assert isinstance(lite, LiteTower)
    otherwise = "choose --tight-network minifasnet"
    start_trunk(lite, imagenet_weights(otherwise), otherwise)


def freeze_early(net: AntispoofNet) -> None:
    """Freeze the layers at high resolution: this halves the cost of a step, and these low-level
    features depend least on the camera, so the teachers' are kept."""
    from models.lite_tower import LiteTower

    for tower in net.towers:
        early = (
            [*tower.fine[:-1]] if isinstance(tower, LiteTower) else [tower.texture, tower.fine[0]]
        )
        for part in (tower.stem, *early):
            part.requires_grad_(False)


def _load_average(model: object, path: Path) -> None:
    from torch import nn

    from tools.training import checkpoint

    assert isinstance(model, nn.Module)
    model.load_state_dict(checkpoint.load(path)["ema"]["weights"])
