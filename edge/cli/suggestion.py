"""A wrong command or verb, and which one was probably meant."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import NoReturn

WRONG = re.compile(
    r"argument .*: invalid choice: '(?P<given>[^']*)'.* \(choose from (?P<there>.*)\)"
)
LIKE = 0.5
"""How alike two words must be, 0..1 (difflib): a letter exchanged, left out or too many."""


def suggestion(message: str) -> str | None:
    """The sentence for a choice that argparse refuses; None for any other fault."""
    found = WRONG.fullmatch(message)
    if found is None:
        return None
    there = re.findall(r"[\w-]+", found["there"])
    meant = difflib.get_close_matches(found["given"].lower(), there, 1, LIKE)
    hint = f"did you mean {meant[0]}?" if meant else f"there are: {', '.join(there)}"
    return f"there is no {found['given']}; {hint}"


class SuggestingParser(argparse.ArgumentParser):
    """Answers a wrong choice in one line; its subcommands' parsers do the same."""

    def error(self, message: str) -> NoReturn:
        text = suggestion(message)
        if text is None:
            super().error(message)
        self.exit(2, f"{self.prog}: {text}\n")
