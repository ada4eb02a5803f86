"""`facevouch soak`: eight cameras, and everything that can go wrong, for as long as you like."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Parse and run; see tools/soak/command.py."""
    from tools.soak.command import main as run

    return run(argv)
