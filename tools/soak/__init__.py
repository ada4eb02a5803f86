"""`facevouch soak`: eight cameras, and everything that can go wrong, for as long as you like."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def parser() -> argparse.ArgumentParser:
    """The whole command line; see tools/soak/command.py."""
    from tools.soak.command import parser as made

    return made()


def main(argv: Sequence[str] | None = None) -> int:
    """Parse and run; see tools/soak/command.py."""
    from tools.soak.command import main as run

    return run(argv)
