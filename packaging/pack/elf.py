"""What machine code links to and carries, read with binutils, for any machine."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from pack.errors import PackError
from pack.targets import Machine
from pack.wheel import run

NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")


def is_elf(path: Path) -> bool:
    """Whether a file is machine code, by its first bytes."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def needed(path: Path) -> list[str]:
    """Names of the libraries a file links to. Raises PackError without readelf."""
    if shutil.which("readelf") is None:
        raise PackError("readelf is not here; install binutils")
    return NEEDED.findall(run(["readelf", "-dW", path]))


def strip(path: Path, machine: Machine) -> int:
    """Take off the symbols that only a debugger reads. Bytes saved; 0 without the tool."""
    tool = shutil.which(f"{machine.prefix}strip")
    if tool is None:
        return 0
    before = path.stat().st_size
    mode = path.stat().st_mode
    path.chmod(mode | 0o200)
    run([tool, "--strip-unneeded", path])
    return before - path.stat().st_size
