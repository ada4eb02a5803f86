"""Confines a process that parses what strangers send: a codec that is taken over gains little.

What it gives up lasts until it ends: new rights, files other than the ones named, writing, other
programs and processes, and connections. Landlock and seccomp do it where the kernel has them, each
on its own; limits (setrlimit) do a part of it everywhere.
"""

from __future__ import annotations

import ctypes
import functools
import logging
import os
import signal
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from edge.security import landlock, seccomp

log = logging.getLogger(__name__)

PR_SET_NO_NEW_PRIVS = 38
SYSTEM_CODE = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
PROCESSORS = "/sys/devices/system/cpu"
"""How many there are, which codecs ask for."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Confinement:
    """What a process keeps.

    memory: bytes of address space beyond what it uses now. readable: files and folders, in addition
    to the program's and the system's code. ports: it may connect to, TCP; None: no socket at all.
    datagrams: whether it may make UDP sockets, too, which reach every address. threads: whether it
    may start any.
    """

    memory: int
    readable: tuple[str, ...] = ()
    ports: tuple[int, ...] | None = None
    datagrams: bool = False
    threads: bool = True


def quieten() -> None:
    """Leave Ctrl-C to the parent, which ends this process; discard what codecs print, which must
    not fill a log; one thread for each library that reads THREADS."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.update(dict.fromkeys(THREADS, "1"))
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    os.close(silence)


def confine(keeps: Confinement) -> None:
    """Confine this process. To be called before it starts a thread. Raises OSError.

    What it needs later must be loaded before. Does nothing on systems other than Linux.
    """
    if sys.platform != "linux":
        return
    import resource

    space = _address_space() + keeps.memory
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # memory that is shared is no file here
    if not keeps.threads:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    give_up_new_privileges()
    landlock.restrict((*_code(), PROCESSORS, *keeps.readable), keeps.ports or ())
    seccomp.restrict(network=keeps.ports is not None, datagrams=keeps.datagrams)


def give_up_new_privileges() -> None:
    """Of this thread and what it starts. Raises OSError. Linux only."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "this kernel has no PR_SET_NO_NEW_PRIVS")


def lacking() -> str | None:
    """A clause on what this system cannot confine; None where it can do everything."""
    if sys.platform != "linux":
        return f"{sys.platform} does not confine it"
    version = landlock.version()
    missing = []
    if not version:
        missing.append("no Landlock (it may read every file of this account)")
    elif version < landlock.NETWORK_VERSION:
        missing.append(f"Landlock {version} (it may connect to every port)")
    if not seccomp.available():
        missing.append("no seccomp filter (it may start programs and other connections)")
    return f"this kernel has {', '.join(missing)}" if missing else None


@functools.cache
def warn_of_lacking() -> None:
    """Log once in a process what is lacking."""
    clause = lacking()
    if clause is not None:
        log.warning(
            "what decodes uploads, streams and cameras is confined in part only: %s", clause
        )


def _code() -> list[str]:
    """Where modules and libraries are loaded from."""
    loaded = {str(Path(sys.modules[n].__file__ or "").parent) for n in ("cv2",) if n in sys.modules}
    return sorted({*SYSTEM_CODE, *python_code(), *loaded})


def python_code() -> set[str]:
    """The folders of Python's modules and of this program's."""
    paths = sysconfig.get_paths()
    standard = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return {*standard, str(Path(__file__).parents[1])}


def _address_space() -> int:
    """In use by this process, bytes."""
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 — no file of a user's
        return int(file.read().split()[0]) * resource.getpagesize()
