"""Landlock: a process gives up opening files and TCP connections, for good and without root.

Structures and constants: the kernel's include/uapi/linux/landlock.h; system calls 444 to 446, the
same on every processor. What each version (ABI) adds: Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
QUERY_VERSION = 1
RULE_PATH_BENEATH, RULE_NET_PORT = 1, 2

WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
READING = READ_FILE | READ_DIR
CHANGING = WRITE_FILE | sum(1 << bit for bit in range(4, 13))
"""Writing, removing and making."""

TRUNCATE, TRUNCATE_VERSION = 1 << 14, 3
OF_FILES = WRITE_FILE | READ_FILE | TRUNCATE
"""Rights that a rule about a file, not a folder, may give."""
FILE_RIGHTS = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
"""(version, rights it added): read, write, execute, make, remove; refer; truncate; ioctl."""

REFER, REFER_VERSION = 1 << 13, 2
BIND_TCP, CONNECT_TCP = 1 << 0, 1 << 1
NETWORK_VERSION = 4
SIGNALS = 1 << 1
SCOPES = (1 << 0) | SIGNALS
"""Abstract UNIX sockets of processes outside, and signals to them."""

SCOPES_VERSION = 6
NOT_THERE = (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM)
"""Not built in, switched off at boot, and refused by the filter of a container."""


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


class _NetPort(ctypes.Structure):
    _fields_ = (("rights", ctypes.c_uint64), ("port", ctypes.c_uint64))


def version() -> int:
    """The kernel's version of Landlock; 0 where it has none."""
    if sys.platform != "linux":
        return 0
    try:
        return _call(CREATE_RULESET, None, 0, QUERY_VERSION)
    except OSError as error:
        if error.errno in NOT_THERE:
            return 0
        raise


def restrict(readable: Iterable[str], ports: Sequence[int]) -> None:
    """Leave this thread, and those it starts, reading below `readable` and connecting to `ports`.

    readable: files and folders; one that does not exist is passed over. ports: TCP, from version 4
    on. Files that are open already stay so. PR_SET_NO_NEW_PRIVS must be set. Does nothing where the
    kernel has no Landlock. Raises OSError.
    """
    known = version()
    if not known:
        return
    files = sum(rights for since, rights in FILE_RIGHTS if known >= since)
    wanted = _Ruleset(files, BIND_TCP | CONNECT_TCP, SCOPES)
    size = 24 if known >= SCOPES_VERSION else 16 if known >= NETWORK_VERSION else 8
    ruleset = _call(CREATE_RULESET, ctypes.byref(wanted), size, 0)
    try:
        for path in readable:
            _allow(ruleset, path, READING)
        for port in ports if known >= NETWORK_VERSION else ():
            rule = _NetPort(CONNECT_TCP, port)
            _call(ADD_RULE, ruleset, RULE_NET_PORT, ctypes.byref(rule), 0)
        _call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def withhold(hidden: Sequence[Path], fixed: Sequence[Path]) -> None:
    """Take from this thread, and from what it starts, reading and changing below `hidden`, changing
    below `fixed`, and signals to other processes. Everything else stays.

    Landlock has no such rule, so what lies beside is allowed: where a folder on the way to one of
    them gets a new entry later, that is withheld, too. PR_SET_NO_NEW_PRIVS must be set. Does
    nothing where the kernel has no Landlock. Raises OSError.
    """
    known = version()
    if not known:
        return
    changing = CHANGING | (REFER if known >= REFER_VERSION else 0)
    changing |= TRUNCATE if known >= TRUNCATE_VERSION else 0
    rulesets: list[int] = []
    try:  # both are made before either holds: the first forbids listing what the second allows
        for folders, rights in ((hidden, READING | changing), ([*hidden, *fixed], changing)):
            wanted = _Ruleset(rights, 0, SIGNALS)
            size = 24 if known >= SCOPES_VERSION else 8
            rulesets.append(_call(CREATE_RULESET, ctypes.byref(wanted), size, 0))
            for path in _beside(folders):
                _allow(rulesets[-1], path, rights)
        for ruleset in rulesets:
            _call(RESTRICT_SELF, ruleset, 0)
    finally:
        for ruleset in rulesets:
            os.close(ruleset)


def _beside(folders: Sequence[Path]) -> Iterator[str]:
    """The topmost files and folders that neither lie below one of the folders nor hold one.

    Links are passed over: what they lead to has its own place.
    """
    kept = {Path(os.path.realpath(folder)) for folder in folders}
    ways = {parent for folder in kept for parent in folder.parents}
    for way in ways - kept:
        if kept.isdisjoint(way.parents):
            try:
                entries = [*os.scandir(way)]
            except OSError:  # what nobody may list holds nothing to allow
                continue
            here = (Path(entry.path) for entry in entries if not entry.is_symlink())
            yield from (str(path) for path in here if path not in ways and path not in kept)


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Allow a path and what lies below; of a file, the rights that files have."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        given = rights if stat.S_ISDIR(os.fstat(place).st_mode) else rights & OF_FILES
        rule = _PathBeneath(given, place)
        _call(ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(place)


def _call(number: int, *arguments: object) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    given = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = int(library.syscall(ctypes.c_long(number), *given))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"landlock: {os.strerror(code)}")
    return result
