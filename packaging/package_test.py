"""`make package-test`: builds packages and installs them, in namespaces that end with the run.

    sudo make package-test
    sudo make package-test ARGS='-k upgrade'

The tests mount file systems and start services in minimal Debian systems. They run in a mount and a
process namespace of their own: however the run ends (normally, by Ctrl-C or by SIGKILL), the kernel
ends the processes in it and removes the mounts. Tests left out because a program is missing are
listed before and after the run. Exit status: pytest's; 2 without root; 128 + the signal's number
when interrupted.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "FACEVOUCH_PACKAGE_TEST"
NO_ARM64 = "FACEVOUCH_PACKAGE_TEST_NO_ARM64"
"""Environment variable with the reason why arm64 cannot be tested. The tests cannot find it
themselves: the emulator is not listed in the /proc of their namespace."""

BINFMT = Path("/proc/sys/fs/binfmt_misc/qemu-aarch64")
QEMU = 10
"""Least major version of qemu: 7.2 of Debian 12 crashes in onnxruntime's and MediaPipe's libraries.
"""

PATIENCE_S = 60
"""Seconds that an interrupted pytest is given to clean up and to report its results so far."""

NEEDED = {
    "dpkg-deb": ("dpkg", "all but the quick tests"),
    "readelf": ("binutils", "all but the quick tests"),
    "debootstrap": ("debootstrap", "everything on a Debian root"),
    "unshare": ("util-linux", "everything on a Debian root"),
    "systemd-nspawn": ("systemd-container", "the boot under systemd"),
    "systemd-analyze": ("systemd", "systemd's opinion of the units"),
    "shellcheck": ("shellcheck", "shellcheck's opinion of the scripts"),
    "Xvfb": ("xvfb", "the window of the installed package on an X server"),
    "aarch64-linux-gnu-strip": ("binutils-aarch64-linux-gnu", "nothing, but arm64 is packed whole"),
}


def emulator_fault(entry: Path = BINFMT, machine: str | None = None) -> str | None:
    """The reason why arm64 programs cannot run on this machine; None where they can."""
    if (machine or platform.machine()) == "aarch64":
        return None
    if not entry.exists():
        return (
            "this kernel runs no arm64 programs; install qemu-user-static (10 or newer) and "
            "binfmt-support, with binfmt_misc mounted"
        )
    found = re.search(r"^interpreter (\S+)$", entry.read_text(), re.MULTILINE)
    if found is None or not Path(found[1]).exists():
        return None  # opened at registration (flag F): its version cannot be queried
    answer = subprocess.run([found[1], "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"version (\d+)", answer.stdout)
    if version is not None and int(version[1]) < QEMU:
        return f"qemu {version[1]} crashes in onnxruntime's libraries; {QEMU} or newer is needed"
    return None


def left_out(fault: str | None) -> list[str]:
    """One line per group of tests that cannot run here, with the package to install for it."""
    lines = [
        f"{what}: {name} is not here (apt-get install {package})"
        for name, (package, what) in NEEDED.items()
        if shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is None
    ]
    return [*lines, f"the arm64 package at work: {fault}"] if fault else lines


def command(arguments: list[str]) -> list[str]:
    """The command that runs pytest in its own namespaces, each process killed with its parent."""
    outer = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork"]
    outer += ["--kill-child=KILL", "--mount-proc"]
    return [*outer, sys.executable, "-m", "pytest", "tests/packaging", *arguments]


def report(text: str) -> None:
    print(f"package-test: {text}", file=sys.stderr, flush=True)  # noqa: T201


def pytest_of(outer: int) -> int | None:
    """The pid, outside the namespace, of the process that `unshare` (pid `outer`) started."""
    children = Path(f"/proc/{outer}/task/{outer}/children")
    found = children.read_text().split() if children.exists() else []
    return int(found[0]) if found else None


def main() -> int:
    if os.geteuid() != 0:
        report("it mounts file systems and changes roots: run it as root (sudo make package-test)")
        return 2
    fault = emulator_fault()
    absent = left_out(fault)
    for line in absent:
        report(f"left out: {line}")
    environ = os.environ | {FOLDER: os.environ.get(FOLDER) or "build/package-test"}
    environ |= {"QT_QPA_PLATFORM": "offscreen", NO_ARM64: fault or ""}
    caught: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        caught.append(number)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    # in a session of its own, so that Ctrl-C reaches only this process, which passes it on once
    running = subprocess.Popen(command(sys.argv[1:]), cwd=ROOT, env=environ, start_new_session=True)
    try:
        status = running.wait()
    except KeyboardInterrupt:
        status = 128 + caught[0]
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        pytest = pytest_of(running.pid)
        if pytest is not None:
            os.kill(pytest, signal.SIGINT)
        try:
            running.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        report("interrupted; nothing of it is running or mounted")
    for line in absent:
        report(f"left out: {line}")
    return status


if __name__ == "__main__":
    sys.exit(main())
