"""What a command says to the person who gave it: on stderr, so that stdout stays for results."""

from __future__ import annotations


def say(text: str) -> None:
    """One line, however long."""
    from rich.console import Console

    Console(stderr=True).print(text, highlight=False, markup=False, soft_wrap=True)
