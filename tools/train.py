"""`python tools/train.py antispoof|deepfake|research …`: train a model, resume a run."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

if __name__ == "__main__":  # run as a script: the checkout is the import root
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from edge.cli.help_examples import with_examples
from edge.errors import FacevouchError, MissingExtraError

TASKS = {
    "antispoof": "MiniFASNetV2-SE against prints and screens, distilled from public teachers",
    "deepfake": "a mobile network against face swaps, with self-blended images",
    "research": "the research models of the field: EfficientNet-B5, ResNet + ViT",
}


def parser() -> argparse.ArgumentParser:
    """The whole command line.

    Each task lives in tools.training.<task>_command: `add_arguments(parser)`, `run(args) -> int`.
    """
    top = argparse.ArgumentParser(
        prog="facevouch train",
        description="Train a model or resume a training run; see docs/training.md.",
    )
    tasks = top.add_subparsers(dest="task", required=True, metavar="TASK")
    for name, text in TASKS.items():
        command = importlib.import_module(f"tools.training.{name}_command")
        sub = tasks.add_parser(name, help=text)
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    return with_examples(top)


def _refuse_what_fails_later(args: argparse.Namespace) -> None:
    """Check the checkpoint and the output folder before the data is read, which takes minutes.

    Raises FacevouchError.
    """
    from edge.system.files import refuse_unwritable

    if getattr(args, "resume", None) is not None:
        from tools.training import checkpoint

        checkpoint.load(args.resume)
    if args.out is not None:
        refuse_unwritable(args.out)


def _seed(seed: int) -> None:
    """Seed all generators before a network is built: its initial weights are then reproducible."""
    from tools.training.randomness import seed_everything

    seed_everything(seed)


def main(argv: list[str] | None = None) -> int:
    """Parse and train. Exit status 0: done; 2: an error, one line on stderr; 130: interrupted."""
    given = sys.argv[1:] if argv is None else argv
    args = parser().parse_args(given)
    args.command = ["facevouch", "train", *given]
    try:
        _refuse_what_fails_later(args)
        _seed(args.seed)
        return int(args.run(args))
    except ModuleNotFoundError as error:
        if error.name not in {"torch", "torchvision", "timm", "onnx", "tensorboard", "onnxscript"}:
            raise
        missing = MissingExtraError(error.name, "train")
        print(f"facevouch train: {missing}", file=sys.stderr)  # noqa: T201
    except FacevouchError as error:
        print(f"facevouch train: {error}", file=sys.stderr)  # noqa: T201
    except KeyboardInterrupt:
        print("facevouch train: interrupted; go on with --resume", file=sys.stderr)  # noqa: T201
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main())
