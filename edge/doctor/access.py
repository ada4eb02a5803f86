"""Checks whether the gate's account can open its cameras, pins and state folder."""

from __future__ import annotations

import getpass
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from edge.config import Config
from edge.doctor.finding import Finding, Grade

if TYPE_CHECKING:
    from edge.capture.camera_list import CameraInfo
    from edge.types import SourceKind

LITTLE_MB = 500
"""Free space in the state folder below which the doctor reports it."""

NO_CAMERA = {
    "darwin": (
        "connect a camera; or allow this program to use it in macOS: System "
        "Settings, Privacy & Security, Camera"
    ),
    "win32": (
        "connect a camera; or allow programs to use it in Windows: Settings, Privacy, "
        "Camera, Let desktop apps access your camera"
    ),
}
"""Advice where no camera is found, by system: these two ask the user for permission."""

ELSEWHERE = (
    "connect a camera; in a container add --device /dev/video0; a Raspberry Pi's own "
    "camera: --source picamera:0"
)

Allowed = Callable[[Path], bool]


def account() -> str:
    """The name of this process's account."""
    try:
        import pwd
    except ModuleNotFoundError:  # Windows has no such module
        return getpass.getuser()
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def may_use(path: Path) -> bool:
    """Whether this account may read and write a device."""
    return os.access(path, os.R_OK | os.W_OK)


def cameras(
    found: Sequence[CameraInfo],
    allowed: Allowed = may_use,
    dev: Path = Path("/dev"),
    processes: Path = Path("/proc"),
    system: str = sys.platform,
) -> Iterator[Finding]:
    """For each camera, whether it can be opened and which program uses it; nodes without access."""
    for camera in found:
        path = Path(camera.path)
        name = f"{camera.name} ({camera.path})"
        if camera.path and not allowed(path):
            yield _forbidden(f"camera {camera.index}", name, path)
            continue
        holder = in_use_by(path, processes) if camera.path else None
        if holder is None:
            yield Finding(f"camera {camera.index}", "ok", name)
        else:
            yield Finding(
                f"camera {camera.index}",
                "note",
                f"{name} is in use by {holder}; a camera can be used by one program only",
                "stop that program, or facevouch's service: systemctl stop facevouch",
            )
    if found:
        return
    closed = [path for path in sorted(dev.glob("video*")) if not allowed(path)]
    if closed:
        yield _forbidden("camera", str(closed[0]), closed[0])
    else:
        yield Finding(
            "camera",
            "note",
            "none found; until one is connected, the window shows the demo and the service waits",
            NO_CAMERA.get(system, ELSEWHERE),
        )


def _forbidden(what: str, name: str, path: Path) -> Finding:
    who = account()
    if in_container():
        advice = f"start the container with --group-add {_number(path)} (the group of {path})"
    else:
        try:
            group = path.group()
        except (OSError, KeyError):
            group = "video"
        advice = f"sudo usermod -aG {group} {who}, then log in again, or restart the service"
    return Finding(what, "wrong", f"{name}: the account {who} has no permission to open it", advice)


def in_container(root: Path = Path("/")) -> bool:
    """Whether this runs in a Docker or Podman container, which has groups of its own."""
    return (root / ".dockerenv").exists() or (root / "run/.containerenv").exists()


def _number(path: Path) -> int | str:
    try:
        return path.stat().st_gid
    except OSError:
        return "video"


def in_use_by(device: Path, processes: Path = Path("/proc")) -> str | None:
    """Name and id of a process that has a device open; other accounts' are visible to root only."""
    for folder in sorted(processes.glob("[0-9]*")):
        if folder.name == str(os.getpid()):
            continue
        try:
            handles = list((folder / "fd").iterdir())
            if any(handle.readlink() == device for handle in handles):
                return f"{(folder / 'comm').read_text().strip()} (process {folder.name})"
        except OSError:
            continue  # it has ended, or belongs to another account
    return None


def pins(
    pin: int | None, allowed: Allowed = may_use, dev: Path = Path("/dev")
) -> Iterator[Finding]:
    """Whether the configured relay's pin can be used."""
    if pin is None:
        return
    chips = sorted(dev.glob("gpiochip*"))
    if not chips:
        yield Finding(
            "relay",
            "wrong",
            "this machine has no GPIO pins",
            "remove relay.pin from the configuration",
        )
    elif not any(allowed(chip) for chip in chips):
        yield _forbidden("relay", str(chips[0]), chips[0])
    else:
        yield Finding("relay", "ok", f"pin {pin} through {chips[0]}")


def relay_sources(config: Config, watched: Mapping[str, SourceKind]) -> Iterator[Finding]:
    """Which sources' acceptances close the relay. watched: the kind of each configured camera."""
    relay = config.relay
    if relay.pin is None:
        return
    if config.trust.virtual_cameras == "allow":
        yield Finding(
            "relay's sources",
            "wrong",
            "the relay also closes for virtual cameras, which can show any recording",
            'set trust.virtual_cameras = "refuse"',
        )
    if config.trust.pinned in ("off", "warn"):
        yield Finding(
            "relay's camera",
            "wrong",
            "the relay also closes for cameras other than the one pinned at calibration",
            'set trust.pinned = "auto" or "refuse"',
        )
    named = ", ".join(relay.sources)
    from edge.types import SourceKind

    tried = [kind for kind in relay.sources if kind in (SourceKind.FILE, SourceKind.MADE)]
    deaf = [f"{name} ({kind})" for name, kind in watched.items() if kind not in relay.sources]
    if deaf:
        yield Finding(
            "relay's sources",
            "wrong",
            f"acceptances at {', '.join(deaf)} do not close the relay: it closes only for {named}",
            "if such a source is at the door, add its kind to relay.sources",
        )
    elif tried:
        yield Finding(
            "relay's sources",
            "wrong",
            f"the relay closes for {named}: anyone who can choose a file can open the door",
            'keep this only for a trial without a door; otherwise set relay.sources = ["camera"]',
        )
    else:
        yield Finding("relay's sources", "ok", f"the relay closes for {named} only")


def state(folder: Path) -> Iterator[Finding]:
    """Whether the state folder can be written, and has free space."""
    place = next(p for p in (folder, *folder.parents) if p.exists())
    if not os.access(place, os.W_OK):
        yield Finding(
            "state",
            "wrong",
            f"{folder}: the account {account()} has no permission to write there",
            f"sudo chown -R {account()} {folder}, or set FACEVOUCH_STATE to another folder",
        )
        return
    free = shutil.disk_usage(place).free // 1_000_000
    grade: Grade = "ok" if free >= LITTLE_MB else "note"
    advice = "" if grade == "ok" else "free space; events and the audit log need it"
    yield Finding("state", grade, f"{folder}, {free:,} MB free", advice)
