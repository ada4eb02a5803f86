"""Files written so that a power cut leaves the old content or the new, never half of it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from edge.errors import OutputError

PRIVATE = 0o600
"""Mode of a file that only its owner may read."""


def write_atomically(
    path: Path, content: bytes, *, mode: int = 0o644, exclusive: bool = False
) -> None:
    """Give `path` this content at once or not at all, and have it on the disk.

    mode: of the file; folders that a private file needs are made private too. exclusive: a file
    that is there already stays as it is. Raises OutputError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if mode == PRIVATE else 0o777)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            if exclusive:
                with contextlib.suppress(FileExistsError):
                    path.hardlink_to(temporary)
            else:
                temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _sync_folder(folder: Path) -> None:
    """Make a renaming in it survive a power cut, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def refuse_unwritable(folder: Path) -> None:
    """Make the folder where it is not there yet. Raises OutputError where it takes no file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from None
