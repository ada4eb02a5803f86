"""Starts a program of the operator's choice that shall not reach the gate's own files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from edge.security import landlock
from edge.security.confinement import give_up_new_privileges, python_code
from edge.security.keys import TRUSTED_FOLDER
from edge.system.paths import state_folder

SYSTEM = (Path("/etc"), Path("/usr"))


def start_shielded(words: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a program whose output is read from its pipe. Raises OSError.

    Where the kernel has Landlock, it and what it starts can neither read nor write the gate's state
    and settings, nor change the gate's or the system's code, nor signal the gate, nor read its
    memory. Its drivers, its network and other files are left to it.
    """

    def start() -> subprocess.Popen[bytes]:
        if sys.platform == "linux":
            give_up_new_privileges()
            fixed = [*SYSTEM, *map(Path, python_code()), Path(sys.prefix)]
            landlock.withhold([state_folder(), TRUSTED_FOLDER.parent], fixed)
        return subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
        )

    # what Landlock takes it takes from a thread, and from the processes that this thread starts
    with ThreadPoolExecutor(1, "facevouch-start") as thread:
        return thread.submit(start).result()
