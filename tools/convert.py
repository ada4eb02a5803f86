"""`facevouch convert …`, also `python tools/convert.py …`: export, convert and compare models."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":  # run as a script: the checkout is the import root
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from edge.cli.help_examples import with_examples
from edge.errors import FacevouchError, MissingExtraError

EPILOG = """\
examples:
  facevouch convert inspect others.onnx
  facevouch convert int8 --model mine.onnx --like antispoof_minifasnet_v2_se_fp32 --out int8.onnx
  facevouch convert sweep --model antispoof_minifasnet_v2_se_fp32 --out results/compression

Each conversion is held against the original on real crops; beyond the limits given nothing is
written and the exit status is 1. An error a user can mend is one line and exit status 2.
"""


def parser() -> argparse.ArgumentParser:
    """The parser with all subcommands."""
    from tools.conversion import commands

    top = argparse.ArgumentParser(
        prog="facevouch convert",
        description="Convert a model into other formats and precisions, and check each "
        "result against the original.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands.add(subparsers)
    return with_examples(top)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit status 0: done; 1: refused by the parity gate; 2: an error, in one line
    on stderr; 130: interrupted."""
    try:
        args = parser().parse_args(argv)
        return int(args.execute(args))
    except ModuleNotFoundError as error:
        extras = {"onnx": "tools", "sympy": "tools", "torch": "train", "timm": "train"}
        if error.name not in extras:
            raise
        message: object = MissingExtraError(str(error.name), extras[error.name])
    except FacevouchError as error:
        message = error
    except KeyboardInterrupt:
        print("facevouch convert: interrupted; nothing half-written", file=sys.stderr)  # noqa: T201
        return 130
    print(f"facevouch convert: {message}", file=sys.stderr)  # noqa: T201
    return 2


if __name__ == "__main__":
    sys.exit(main())
