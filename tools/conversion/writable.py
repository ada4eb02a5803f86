"""Finding out that nothing can be written before minutes of work, not after."""

from __future__ import annotations

import tempfile
from pathlib import Path

from edge.errors import OutputError


def refuse_unwritable(folder: Path) -> None:
    """Make the folder where it is not there yet. Raises OutputError where it takes no file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from None
