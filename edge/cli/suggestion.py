"""Suggests the probably intended command or verb for a misspelt one."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import NoReturn

WRONG = re.compile(
    r"argument .*: invalid choice: '(?P<given>[^']*)'.* \(choose from (?P<there>.*)\)"
)
LIKE = 0.5
"""Least similarity of two words, 0..1 (difflib's ratio): allows a typing error or two."""


def suggestion(message: str) -> str | None:
    """A sentence for argparse's message about an invalid choice; None for any other message."""
    found = WRONG.fullmatch(message)
    if found is None:
        return None
    there = re.findall(r"[\w-]+", found["there"])
    meant = difflib.get_close_matches(found["given"].lower(), there, 1, LIKE)
    hint = f"did you mean {meant[0]}?" if meant else f"there are: {', '.join(there)}"
    return f"there is no {found['given']}; {hint}"


class SuggestingParser(argparse.ArgumentParser):
    """Reports an invalid choice in one line with a suggestion; so do its subcommands' parsers."""

    def error(self, message: str) -> NoReturn:
        text = suggestion(message)
        if text is None:
            super().error(message)
        self.exit(2, f"{self.prog}: {text}\n")
