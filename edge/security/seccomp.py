"""A seccomp filter: system calls that a process gives up, for good and without root.

The filter is a program of the classic Berkeley packet filter over struct seccomp_data (the kernel's
include/uapi/linux/seccomp.h, filter.h and audit.h). Numbers of system calls: the kernel's
arch/x86/entry/syscalls/syscall_64.tbl, and include/uapi/asm-generic/unistd.h for aarch64.

libseccomp makes such filters too; its Python bindings are not kept up (pyseccomp: 2021).
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PR_GET_SECCOMP = 21
SET_MODE_FILTER = 1
ALL_THREADS = 1
"""SECCOMP_FILTER_FLAG_TSYNC: threads that run already are filtered, too."""

ALLOW, ERRNO = 0x7FFF0000, 0x00050000
LOAD, MASK, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
"""BPF_LD|W|ABS, BPF_ALU|AND|K, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_JMP|JSET|K, BPF_RET|K."""

NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
"""Offsets in struct seccomp_data, bytes; an argument takes 8, its lower half first."""

X32 = 0x40000000
"""Set in the numbers of x86-64's second set of system calls."""

CLONE_THREAD = 0x00010000
SOCKET_TYPE = 0xF
"""The bits of socket's second argument that are the type; above them lie flags."""

FAST_OPEN = 0x20000000
"""MSG_FASTOPEN: a TCP connection made by sending, which Landlock does not see."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
NO_NUMBER = -1


@dataclass(frozen=True, slots=True)
class Processor:
    """audit: AUDIT_ARCH_*. column: of a row of numbers below. seccomp: number of seccomp(2)."""

    audit: int
    column: int
    seccomp: int


PROCESSORS = {
    "x86_64": Processor(0xC000003E, 0, 317),
    "aarch64": Processor(0xC00000B7, 1, 277),
}

DENIED = {
    # other programs and processes
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, NO_NUMBER),
    "vfork": (58, NO_NUMBER),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "process_madvise": (440, 440),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    # files: new ones, and the names, owners and modes of old ones
    "creat": (85, NO_NUMBER),
    "truncate": (76, 45),
    "mknod": (133, NO_NUMBER),
    "mknodat": (259, 33),
    "mkdir": (83, NO_NUMBER),
    "mkdirat": (258, 34),
    "rmdir": (84, NO_NUMBER),
    "unlink": (87, NO_NUMBER),
    "unlinkat": (263, 35),
    "rename": (82, NO_NUMBER),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "link": (86, NO_NUMBER),
    "linkat": (265, 37),
    "symlink": (88, NO_NUMBER),
    "symlinkat": (266, 36),
    "chmod": (90, NO_NUMBER),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, NO_NUMBER),
    "lchown": (94, NO_NUMBER),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "utime": (132, NO_NUMBER),
    "utimes": (235, NO_NUMBER),
    "futimesat": (261, NO_NUMBER),
    "utimensat": (280, 88),
    "memfd_create": (319, 279),
    "open_by_handle_at": (304, 265),
    "mq_open": (240, 180),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    # mounts, namespaces, and the kernel's less tried corners
    "mount": (165, 40),
    "umount2": (166, 39),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "syslog": (103, 116),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "personality": (135, 92),
    "modify_ldt": (154, NO_NUMBER),
    "iopl": (172, NO_NUMBER),
    "ioperm": (173, NO_NUMBER),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "settimeofday": (164, 170),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    # who waits for connections
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "socketpair": (53, 199),
}
"""Always refused with EPERM, by x86-64 and by aarch64."""

UNKNOWN_TO_US = {"clone3": (435, 435), "openat2": (437, 437)}
"""Their arguments lie behind a pointer, where no filter sees: the C library is told that the kernel
does not have them (ENOSYS), and uses the older calls."""

OPEN, OPENAT = (2, NO_NUMBER), (257, 56)
CLONE, TGKILL, PRLIMIT = (56, 220), (234, 131), (302, 261)
SOCKET, CONNECT, BIND = (41, 198), (42, 203), (49, 200)
SENDING = {"sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269)}
FLAGS = {"sendto": 3, "sendmsg": 2, "sendmmsg": 3}
"""Place of the flags among the arguments."""


def available() -> bool:
    """Whether this kernel filters, and this processor's numbers are known."""
    if sys.platform != "linux" or _processor() is None:
        return False
    return int(ctypes.CDLL(None, use_errno=True).prctl(PR_GET_SECCOMP, 0, 0, 0, 0)) >= 0


def restrict(*, network: bool, datagrams: bool = False) -> None:
    """Give up the calls above, and with `network` false every socket; what is open stays so.

    Threads are left, other processes are not. Files are opened for reading only. network: TCP
    sockets are left, and those only whose ports Landlock checks (not MPTCP, SCTP or TCP Fast Open).
    datagrams: UDP sockets, too. PR_SET_NO_NEW_PRIVS must be set. Does nothing where `available` is
    false. Raises OSError.
    """
    processor = _processor()
    if not available() or processor is None:
        return
    code = b"".join(_program(processor, network, datagrams))
    program = ctypes.create_string_buffer(code, len(code))

    class _Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))

    given = _Program(len(code) // 8, ctypes.addressof(program))
    library = ctypes.CDLL(None, use_errno=True)
    number, mode, flags = map(ctypes.c_long, (processor.seccomp, SET_MODE_FILTER, ALL_THREADS))
    if library.syscall(number, mode, flags, ctypes.byref(given)) != 0:
        why = ctypes.get_errno()
        raise OSError(why, f"seccomp: {os.strerror(why)}")


def _processor() -> Processor | None:
    return PROCESSORS.get(platform.machine()) if sys.maxsize > 2**32 else None


def _program(processor: Processor, network: bool, datagrams: bool) -> Iterator[bytes]:
    """The filter, instruction by instruction. Jumps count instructions from the next one on."""
    column = processor.column
    yield _step(LOAD, ARCHITECTURE)
    yield _step(EQUAL, processor.audit, 1, 0)
    yield _refuse(errno.EPERM)
    yield _step(LOAD, NUMBER)
    if column == 0:
        yield _step(AT_LEAST, X32, 0, 1)
        yield _refuse(errno.EPERM)
    denied = [*DENIED.values()] if network else [*DENIED.values(), SOCKET, CONNECT, BIND]
    for numbers, code in [(n, errno.EPERM) for n in denied] + [
        (n, errno.ENOSYS) for n in UNKNOWN_TO_US.values()
    ]:
        if numbers[column] != NO_NUMBER:
            yield _step(EQUAL, numbers[column], 0, 1)
            yield _refuse(code)
    if column == 0:
        yield from _unless(OPEN[column], 1, _step(ANY_BIT, WRITING, 0, 1))
    yield from _unless(OPENAT[column], 2, _step(ANY_BIT, WRITING, 0, 1))
    yield from _unless(CLONE[column], 0, _step(ANY_BIT, CLONE_THREAD, 1, 0))
    yield from _unless(TGKILL[column], 0, _step(EQUAL, os.getpid(), 1, 0))
    yield from _unless(PRLIMIT[column], 0, _step(EQUAL, 0, 1, 0))
    if network:
        for name, numbers in SENDING.items():
            yield from _unless(numbers[column], FLAGS[name], _step(ANY_BIT, FAST_OPEN, 0, 1))
        allowed = [*_sockets(datagrams)]
        yield _step(EQUAL, SOCKET[column], 0, len(allowed))
        yield from allowed
    yield _step(RETURN, ALLOW)


def _sockets(datagrams: bool) -> Iterator[bytes]:
    """The decision on socket(2), by its family, type and protocol."""
    types, protocols = [socket.SOCK_STREAM], [0, socket.IPPROTO_TCP]
    if datagrams:
        types, protocols = [*types, socket.SOCK_DGRAM], [*protocols, socket.IPPROTO_UDP]
    yield from _one_of(0, [socket.AF_INET, socket.AF_INET6])
    yield from _one_of(1, types, SOCKET_TYPE)
    yield from _one_of(2, protocols)
    yield _step(RETURN, ALLOW)


def _one_of(argument: int, values: Sequence[int], mask: int = 0xFFFFFFFF) -> Iterator[bytes]:
    """Refuse a call whose argument is none of the values; otherwise go on."""
    yield _step(LOAD, ARGUMENTS + 8 * argument)
    yield _step(MASK, mask)
    for index, value in enumerate(values):
        yield _step(EQUAL, int(value), len(values) - index, 0)
    yield _refuse(errno.EPERM)


def _unless(number: int, argument: int, test: bytes) -> Iterator[bytes]:
    """Refuse a call by one of its arguments. test: skips one instruction where it is allowed."""
    yield _step(EQUAL, number, 0, 4)
    yield _step(LOAD, ARGUMENTS + 8 * argument)
    yield test
    yield _refuse(errno.EPERM)
    yield _step(RETURN, ALLOW)


def _refuse(code: int) -> bytes:
    return _step(RETURN, ERRNO | code)


def _step(code: int, value: int, where_true: int = 0, where_false: int = 0) -> bytes:
    """One struct sock_filter."""
    return struct.pack("=HBBI", code, where_true, where_false, value)
