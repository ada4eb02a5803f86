"""Landlock: a process gives up opening files and TCP connections, for good and without root.

Structures and constants: the kernel's include/uapi/linux/landlock.h; system calls 444 to 446, the
same on every processor. What each version (ABI) adds: Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Iterable, Sequence

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
QUERY_VERSION = 1
RULE_PATH_BENEATH, RULE_NET_PORT = 1, 2

READ_FILE, READ_DIR = 1 << 2, 1 << 3
FILE_RIGHTS = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
"""(version, rights it added): read, write, execute, make, remove; refer; truncate; ioctl."""

BIND_TCP, CONNECT_TCP = 1 << 0, 1 << 1
NETWORK_VERSION = 4
SCOPES = (1 << 0) | (1 << 1)
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
            _allow_reading(ruleset, path)
        for port in ports if known >= NETWORK_VERSION else ():
            rule = _NetPort(CONNECT_TCP, port)
            _call(ADD_RULE, ruleset, RULE_NET_PORT, ctypes.byref(rule), 0)
        _call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow_reading(ruleset: int, path: str) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        folder = os.path.isdir(path)  # noqa: PTH112 — a string among descriptors
        rule = _PathBeneath(READ_FILE | (READ_DIR if folder else 0), place)
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
