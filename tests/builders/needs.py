"""What tests need of the system beyond Python's packages, and how one is left out for want of it.

The two scripts that install it hold the lists: `packaging/test-packages.sh` the programs,
`packaging/system-packages.sh` the shared libraries.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from edge.security import landlock, seccomp

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


def _rows(script: str, variable: str) -> list[list[str]]:
    """The fields of each line of a script's quoted list."""
    text = (PACKAGING / script).read_text(encoding="utf-8")
    return [line.split(":") for line in text.split(f"{variable}='")[1].split("'")[0].split()]


PROGRAMS: dict[str, tuple[str, ...]] = {
    names.split(",")[0]: tuple(names.split(","))
    for names, *_ in _rows("test-packages.sh", "PROGRAMS")
}
"""Program to all names that it goes by."""

LIBRARIES = dict(_rows("system-packages.sh", "LIBRARIES"))
"""Shared library to Debian package."""

NO_LIBRARIES = "needs the shared libraries that packaging/system-packages.sh installs"

_NOT_LOADED = re.compile(r"([\w.+-]+\.so[\w.]*): cannot open shared object file")


def find(program: str) -> str | None:
    """The path of a program that `packaging/test-packages.sh` installs, if it is installed."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    return next(filter(None, (shutil.which(name, path=path) for name in PROGRAMS[program])), None)


def reason(program: str) -> str:
    return f"needs {program}, which packaging/test-packages.sh installs"


def path_of(program: str) -> str:
    """Its path, for the test that starts it; where it is not installed the test is left out."""
    found = find(program)
    if found is None:
        pytest.skip(reason(program))
    return found


def needs(program: str) -> pytest.MarkDecorator:
    """Mark of a test that is left out where a program is not installed."""
    return pytest.mark.skipif(find(program) is None, reason=reason(program))


def missing_library(text: str) -> str | None:
    """Why a test is left out whose failure's text says that a shared library was not found.

    Only for the libraries that `packaging/system-packages.sh` installs, and only where the system
    really lacks it: any other failed import stays a failure.
    """
    found = _NOT_LOADED.search(text)
    if found is None or found[1] not in LIBRARIES:
        return None
    try:
        ctypes.CDLL(found[1])
    except OSError:
        return NO_LIBRARIES
    return None


@cache
def _opencv_cannot_be_loaded() -> bool:
    try:
        importlib.import_module("cv2")
    except ImportError as error:
        return missing_library(str(error)) is not None
    return False


def needs_opencv() -> pytest.MarkDecorator:
    """Mark of a test that starts a process of its own which loads OpenCV."""
    return pytest.mark.skipif(_opencv_cannot_be_loaded(), reason=NO_LIBRARIES)


needs_landlock = pytest.mark.skipif(
    landlock.version() == 0, reason="needs a kernel with Landlock that lets it be used"
)
needs_seccomp = pytest.mark.skipif(
    not seccomp.available(), reason="needs a kernel with seccomp filters, on x86-64 or aarch64"
)
