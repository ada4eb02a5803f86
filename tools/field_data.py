"""Where the field's data lie: beside the checkout, or where FACEVOUCH_SHARED points."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "FACEVOUCH_SHARED"
PROJECT = Path(__file__).resolve().parents[1]


def field_data(*parts: str) -> Path:
    """The path of a part of them, wherever the command is run; it need not be there."""
    return Path(os.environ.get(VARIABLE) or PROJECT.parent / "shared", *parts)
