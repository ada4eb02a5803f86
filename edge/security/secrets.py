"""Files that hold a secret: who may read them, and how they are read and written.

One rule for all of them, keys, tokens, passwords and PINs: the owner alone may write; the group may
read, so that an administrator can give a file to the account of a service; others may do nothing.
What facevouch makes itself (keys, PIN) is refused where it breaks the rule. What an administrator
supplies is used with a warning, for a container's secrets cannot always be closed.
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
    """A sentence that says how a file breaks the rule, and what to do; None where it does not.

    Raises OSError where there is no such file.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name != "posix" or not mode & FORBIDDEN:
        return None
    return f"{path} is open to others (mode {mode:04o}); close it with: chmod 600 {path}"


def refuse_exposed(path: Path) -> None:
    """Raise KeyFileError where a private file is open to others, or cannot be found."""
    try:
        problem = exposure(path)
    except OSError as error:
        raise KeyFileError(f"cannot read the key {path}: {error.strerror}") from error
    if problem is not None:
        raise KeyFileError(problem)


def write_secret(path: Path, content: bytes, *, exclusive: bool = False) -> None:
    """Write a file of mode 0600, in a folder of mode 0700 where it is new, at once or not at all.

    exclusive: a file that is there already stays. Raises KeyFileError.
    """
    try:
        write_atomically(path, content, mode=PRIVATE, exclusive=exclusive)
    except OutputError as error:
        raise KeyFileError(str(error)) from error


def read_secret(path: str, key: str) -> str:
    """The one line a file holds, without its line end. key: the setting that names the file.

    Raises ConfigError where there is no such file, or it holds nothing or more than one line.
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
        raise ConfigError(f"{key}: {path} must hold one line, the secret, and nothing else")
    return lines[0]
