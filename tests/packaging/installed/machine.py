"""A small Debian in a folder: a root that is kept, and a layer over it that a test throws away."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LIBRARIES = (
    "adduser,python3,fonts-dejavu-core,libdbus-1-3,libegl1,libfontconfig1,libfreetype6,libgl1,"
    "libgles2,libwayland-client0,libwayland-cursor0,libwayland-egl1,libx11-6,libx11-xcb1,"
    "libxcb-cursor0,libxcb-glx0,libxcb-icccm4,libxcb-image0,libxcb-keysyms1,libxcb-randr0,"
    "libxcb-render-util0,libxcb-render0,libxcb-shape0,libxcb-shm0,libxcb-sync1,libxcb-util1,"
    "libxcb-xfixes0,libxcb-xkb1,libxcb1,libxkbcommon-x11-0,libxkbcommon0,libzstd1"
)
"""What the package depends on and recommends; a disc for a machine without network holds it too."""

RENAMED = {"deb12": "libglib2.0-0", "deb13": "libglib2.0-0t64"}
"""What the change of time_t's width renamed."""

BARE = "-bare"
"""Mark of a root without the libraries that facevouch needs."""

SUITES = {"deb11": "bullseye", "deb12": "bookworm", "deb13": "trixie"}
MADE_ELSEWHERE = ("dev", "proc", "run", "sys", "tmp", "var/log", "var/cache", "var/lib/dpkg")


def base(
    folder: Path, name: str, machine: str = "amd64", include: str = LIBRARIES, mark: str = ""
) -> Path:
    """The root of a distribution, made once with debootstrap; $DEBIAN_MIRROR names a mirror."""
    root = folder / f"{name}-{machine}{mark}"
    done = folder / f"{name}-{machine}{mark}.complete"
    if not done.exists() or done.read_text() != include:
        done.unlink(missing_ok=True)
        sweep(root)  # a debootstrap that was cut short leaves /proc mounted
        shutil.rmtree(root, ignore_errors=True)
        root.parent.mkdir(parents=True, exist_ok=True)
        words = ["debootstrap", "--variant=minbase", f"--arch={machine}"]
        if include:
            # what the package needs, or what a test names; a bare root has none of the former
            more = f",{RENAMED[name]}" if mark != BARE else ""
            words.append(f"--include={include}{more}")
        mirror = os.environ.get("DEBIAN_MIRROR")
        words += [SUITES[name], str(root), *([mirror] if mirror else [])]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=3000)
        done.write_text(include)
    return root


def sweep(folder: Path) -> None:
    """End what runs in a root below a folder; unmount what is mounted there, innermost first."""
    end_processes(folder)
    places = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for place in sorted((p for p in places if p.startswith(f"{folder}/")), reverse=True):
        subprocess.run(["umount", "-l", place], check=True)


def end_processes(folder: Path) -> None:
    """Kill every process whose root or whose program lies in a folder or below it."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            root = (entry / "root").readlink()
        except OSError:  # it ended, or is the kernel's own
            continue
        if root != Path("/") and (root == folder or folder in root.parents):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(entry.name), signal.SIGKILL)


class Machine:
    """One layer over a root, and over `below` where there is one; gone when the context ends."""

    def __init__(
        self, root: Path, folder: Path, below: Path | None = None, *, booted: bool = False
    ) -> None:
        """booted: it is left to systemd-nspawn to mount /proc, /sys, /dev and /run."""
        self._booted = booted
        self._base = f"{below / 'upper'}:{root}" if below is not None else str(root)
        self._folder = folder
        self.root = folder / "root"
        self._mounts: list[Path] = []

    def __enter__(self) -> Machine:
        try:
            self._mount_all()
        except BaseException:  # also Ctrl-C: nobody else knows yet what is mounted
            self.__exit__()
            raise
        return self

    @contextlib.contextmanager
    def keeping(self) -> Iterator[Machine]:
        """Run, then leave the layer as it is, for others to lie upon."""
        try:
            self._mount_all()
            yield self
        finally:
            self.unmount()

    def _mount_all(self) -> None:
        for name in ("upper", "work", "root"):
            (self._folder / name).mkdir(parents=True)
        layers = f"lowerdir={self._base},upperdir={self._folder}/upper,workdir={self._folder}/work"
        self.mount("overlay", "", "-o", layers)
        if self._booted:
            return
        self.mount("proc", "proc")
        self.mount("sysfs", "sys", "-o", "ro")
        self.mount("tmpfs", "dev", "-o", "mode=755")
        self.mount("tmpfs", "run", "-o", "mode=755")
        for name, major, minor in (
            ("null", 1, 3),
            ("zero", 1, 5),
            ("full", 1, 7),
            ("random", 1, 8),
            ("urandom", 1, 9),
        ):
            path = self.root / "dev" / name
            os.mknod(path, 0o020666, os.makedev(major, minor))
            path.chmod(0o666)
        (self.root / "dev/fd").symlink_to("/proc/self/fd")
        memory = self.root / "dev/shm"
        memory.mkdir()
        memory.chmod(0o1777)  # mkdir's mode would be cut by the umask, and no user had semaphores

    def __exit__(self, *_: object) -> None:
        self.unmount()
        shutil.rmtree(self._folder, ignore_errors=True)

    def unmount(self) -> None:
        """End what still runs there, and take the mounts away."""
        end_processes(self.root)
        for path in reversed(self._mounts):
            subprocess.run(["umount", "-l", str(path)], check=True)
        self._mounts.clear()

    def mount(self, kind: str, place: str, *options: str) -> Path:
        path = self.root / place
        path.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", kind, *options, kind, str(path)], check=True)
        return self.mounted(path)

    def mounted(self, path: Path) -> Path:
        """Remember a place that is to be unmounted."""
        self._mounts.append(path)
        return path

    def words(self, *command: str, user: str | None = None, network: bool = False) -> list[str]:
        """The command line that runs a command inside; without a network unless asked for."""
        outer = [] if network else ["unshare", "--net"]
        inner = ["chroot", str(self.root), "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        inner += ["LANG=C.UTF-8", "HOME=/tmp", "DEBIAN_FRONTEND=noninteractive"]
        if user is not None:
            inner += ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        return [*outer, *inner, *command]

    def run(
        self, *command: str, user: str | None = None, timeout: float = 900, network: bool = False
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.words(*command, user=user, network=network),
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
        )

    def good(self, *command: str, user: str | None = None, timeout: float = 900) -> str:
        """Standard output of a command that must succeed."""
        done = self.run(*command, user=user, timeout=timeout)
        assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def install(self, deb: Path) -> subprocess.CompletedProcess[str]:
        """dpkg -i, as a technician does from a stick."""
        inside = self.root / "tmp" / deb.name
        shutil.copyfile(deb, inside)
        done = self.run("dpkg", "--force-unsafe-io", "-i", f"/tmp/{deb.name}")
        inside.unlink()
        return done

    def start_install(self, deb: Path) -> subprocess.Popen[bytes]:
        """The same, left running."""
        shutil.copyfile(deb, self.root / "tmp" / deb.name)
        return subprocess.Popen(
            self.words("dpkg", "--force-unsafe-io", "-i", f"/tmp/{deb.name}"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def slots(self) -> dict[str, str]:
        """Name to its marks, as facevouch-slot says."""
        lines = self.good("facevouch-slot", "list").splitlines()
        return {line.split()[0]: " ".join(line.split()[1:]) for line in lines}

    def vouches(self, user: str | None = "facevouch") -> bool:
        """Whether the daemon's account judges the built-in portrait as live."""
        done = self.run(
            "facevouch",
            "run",
            "--source",
            "demo",
            "--max-frames",
            "40",
            "--quiet",
            "--json",
            "-",
            user=user,
        )
        return done.returncode == 0 and '"LIVE"' in done.stdout.splitlines()[-1]

    def files(self) -> set[str]:
        """Every path, but for what the system itself writes when any package comes and goes."""
        found: set[str] = set()
        for folder, names, files in os.walk(self.root):
            inner = os.path.relpath(folder, self.root)
            if any(inner == name or inner.startswith(name + "/") for name in MADE_ELSEWHERE):
                names.clear()
                continue
            found.update(Path(inner, name).as_posix() for name in (*names, *files))
        return found


def wait_for(condition: Callable[[], bool], limit: float = 300, pause: float = 0.002) -> None:
    """Until a condition holds, looked at every `pause` seconds; fails after a generous limit."""
    until = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(pause)
