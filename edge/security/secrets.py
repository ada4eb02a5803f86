"""Secret files (keys, tokens, passwords, PINs): their permissions, reading and writing.

One rule for all: only the owner may write; the group may read, so that an administrator can give a
file to a service's account; others have no access. A file that facevouch writes itself (keys, PIN)
is refused where it breaks the rule. A file that an administrator supplies is used with a warning,
because the mode of a container's secrets cannot always be changed.
"""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

from edge.errors import ConfigError, KeyFileError, OutputError
from edge.system.files import PRIVATE, write_atomically

log = logging.getLogger(__name__)

FORBIDDEN = stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO
LONGEST = 4096
"""Characters of a secret that is one line."""


def exposure(path: Path) -> str | None:
    """A sentence on how a file breaks the rule, and what to do; None where it does not.

    Raises OSError where the file does not exist.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name != "posix" or not mode & FORBIDDEN:
        return None
    return f"{path} can be read by other users (mode {mode:04o}); protect it with: chmod 600 {path}"


def refuse_exposed(path: Path) -> None:
    """Raise KeyFileError where a private file is accessible to others, or does not exist."""
    try:
        problem = exposure(path)
    except OSError as error:
        raise KeyFileError(f"cannot read the key {path}: {error.strerror}") from error
    if problem is not None:
        raise KeyFileError(problem)


def write_secret(path: Path, content: bytes, *, exclusive: bool = False) -> None:
    """Write a file of mode 0600 atomically; a new folder gets mode 0700.

    exclusive: an existing file stays. Raises KeyFileError.
    """
    try:
        write_atomically(path, content, mode=PRIVATE, exclusive=exclusive)
    except OutputError as error:
        raise KeyFileError(str(error)) from error


def read_secret(path: str, key: str) -> str:
    """The single line of a file, without its line end. key: the setting that names the file.

    Raises ConfigError where the file does not exist, or does not hold exactly one line.
    """
    file = Path(path).expanduser()
    try:
        with file.open("rb") as opened:
            text = opened.read(LONGEST + 1).decode("utf-8")
        problem = exposure(file)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigError(f"{key}: cannot read {path}: {why}") from error
    if problem is not None:
        log.warning("%s: %s", key, problem)
    lines = text.strip("\r\n").splitlines()
    if len(lines) != 1 or not lines[0].strip() or len(text) > LONGEST:
        raise ConfigError(f"{key}: {path} must contain the secret in one line and nothing else")
    return lines[0]
