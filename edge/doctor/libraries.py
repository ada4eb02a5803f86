"""Explains native libraries that do not load, and checks the C library."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Iterator

from edge.doctor.finding import Finding

MISSING = re.compile(r"(?P<library>[\w.+-]+\.so[\w.]*): cannot open shared object file")
NEWER = re.compile(r"version `(?P<what>GLIBC|GLIBCXX|CXXABI)_(?P<version>[\d.]+)' not found")
OTHER = re.compile(r"invalid ELF header|wrong ELF class|incompatible architecture|Exec format")

Package = Callable[[str], str]


def explained(error: BaseException, package: Package) -> tuple[str, str] | None:
    """(problem, advice) where loading a library failed; None for any other error.

    package: returns the distribution's package of a shared library.
    """
    text = str(error)
    if found := MISSING.search(text):
        name = found["library"]
        return f"the system library {name} is missing", f"sudo apt-get install {package(name)}"
    if found := NEWER.search(text):
        here = " ".join(platform.libc_ver()) or "another one"
        wanted = {"GLIBC": "C library", "GLIBCXX": "C++ library", "CXXABI": "C++ library"}
        return (
            (
                f"a library needs the {wanted[found['what']]} of version {found['version']}, "
                f"and this system's is older (C library: {here})"
            ),
            "install the package for this system's release, or update the system",
        )
    if OTHER.search(text):
        return (
            f"a library was built for another processor than {platform.machine()}: {text}",
            f"install the package for {platform.machine()}, with a system and a Python of 64 bit",
        )
    return None


def finding(what: str, error: BaseException, package: Package) -> Finding:
    """The finding of a check that failed because a library does not load."""
    text, advice = explained(error, package) or (
        f"{type(error).__name__}: {error}",
        "reinstall facevouch: pip install --force-reinstall facevouch, or the package anew",
    )
    return Finding(what, "wrong", text, advice)


def c_library() -> Iterator[Finding]:
    """The version of this system's C library, of which wheels need a minimum."""
    name, version = platform.libc_ver()
    if name:
        yield Finding("C library", "ok", f"{name} {version}")
