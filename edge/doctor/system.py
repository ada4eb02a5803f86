"""Checks of the board, its processor, power supply, temperature and clock, and of a container.

All paths are below `root`, which a test can replace.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from edge.doctor.finding import Finding

ROOT = Path("/")
THROTTLED = "sys/devices/platform/soc*/soc*:firmware/get_throttled"
"""Raspberry Pi's firmware: bit 0 under-voltage now, 2 throttled now; 16 higher: since start. On a
Pi 5 the folders' names carry an address."""

OVER_CURRENT = "sys/class/hwmon/hwmon*/oc*_event_cnt"
"""A Jetson's count of throttling because of over-current since it started."""

HOT_C = 90
"""Boards throttle from 80 (Raspberry Pi) to 95 (Jetson) °C; above this, every board does."""

NOW = {0: "the supply voltage is too low", 2: "the processor is throttled"}
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""A correct clock cannot show an earlier time: facevouch did not exist."""


def board(root: Path = ROOT) -> Iterator[Finding]:
    """The board, and whether its processor accelerates 8-bit models."""
    model = _text(root / "proc/device-tree/model").replace("\0", "").strip()
    if model:
        yield Finding("board", "ok", model)
    release = re.search(r"R(\d+).*REVISION: ([\d.]+)", _text(root / "etc/nv_tegra_release"))
    if release:
        yield Finding("Jetson Linux", "ok", f"{release[1]}.{release[2]}")
    if release or "Jetson" in model:  # in a container the release is not visible
        yield from _nvidia()
        yield from _power_mode(root)
    features = re.search(r"^Features\s*:(.*)$", _text(root / "proc/cpuinfo"), re.MULTILINE)
    if features and "asimddp" not in features[1].split():
        yield Finding(
            "processor",
            "note",
            "no 8-bit dot product instruction (like a Raspberry Pi 4): INT8 models are "
            "hardly faster here",
            "see which model is fastest: facevouch benchmark models",
        )
    if features and sys.maxsize <= 2**32:
        yield Finding(
            "system",
            "wrong",
            "a 32-bit system; onnxruntime and MediaPipe exist for 64 bit only",
            "install the 64-bit edition of the system",
        )


def _nvidia() -> Iterator[Finding]:
    import onnxruntime

    there = set(onnxruntime.get_available_providers())
    if not there & {"TensorrtExecutionProvider", "CUDAExecutionProvider"}:
        yield Finding(
            "graphics processor",
            "note",
            "this onnxruntime does not use it; all models run on the CPU",
            "use NVIDIA's build of onnxruntime: docs/deploy-jetson.md",
        )


def _power_mode(root: Path) -> Iterator[Finding]:
    """A Jetson's power mode; nvpmodel stores its number and the names in files."""
    status = re.search(r"pmode:(\d+)", _text(root / "var/lib/nvpmodel/status"))
    if status is None:
        return
    names = re.findall(r"POWER_MODEL ID=(\d+) NAME=(\S+)", _text(root / "etc/nvpmodel.conf"))
    modes = {int(number): name for number, name in names}
    number = int(status[1])
    others = ", ".join(f"{n} {name}" for n, name in modes.items() if n != number)
    yield Finding(
        "power mode",
        "ok",
        f"{number} {modes.get(number, '')}".strip() + (f" (others: {others})" if others else ""),
        "enough for one camera; for several: sudo nvpmodel -m 0, then sudo jetson_clocks",
    )


def heat(root: Path = ROOT) -> Iterator[Finding]:
    """Whether the board is so hot that it throttles."""
    found = []
    for zone in sorted(root.glob("sys/class/thermal/thermal_zone*")):
        degrees = _text(zone / "temp").strip()
        if re.fullmatch(r"-?\d+", degrees):
            found.append((int(degrees) / 1000, _text(zone / "type").strip() or zone.name))
    if not found:
        return
    hottest, name = max(found)
    if hottest >= HOT_C:
        text = f"{name} is at {hottest:.0f} °C, and the processor is throttled"
        advice = "improve the cooling: a cooler, air around the case, no direct sun"
        yield Finding("temperature", "wrong", text, advice)
    else:
        yield Finding("temperature", "ok", f"{hottest:.0f} °C at most ({name})")


def power(root: Path = ROOT) -> Iterator[Finding]:
    """Whether a Raspberry Pi or a Jetson throttles, or did, for want of power or because of
    heat."""
    yield from _over_current(root)
    word = next((_text(path).strip() for path in sorted(root.glob(THROTTLED))), "")
    if not re.fullmatch(r"(0x)?[0-9a-fA-F]+", word):
        return
    bits = int(word, 16)
    now = [text for bit, text in NOW.items() if bits >> bit & 1]
    since = [text for bit, text in NOW.items() if bits >> (bit + 16) & 1]
    advice = "use the maker's power supply and a cooler; then start again"
    if now:
        yield Finding("power", "wrong", ", ".join(now), advice)
    elif since:
        yield Finding("power", "note", f"at times since the start: {', '.join(since)}", advice)
    else:
        yield Finding("power", "ok", "sufficient; not throttled since the start")


def _over_current(root: Path) -> Iterator[Finding]:
    counts = [_text(path).strip() for path in sorted(root.glob(OVER_CURRENT))]
    numbers = [int(count) for count in counts if count.isdigit()]
    if not numbers:
        return
    if sum(numbers) == 0:
        yield Finding("power", "ok", "not throttled by low current since the start")
    else:
        yield Finding(
            "power",
            "note",
            f"throttled {sum(numbers)} times since the start by low current",
            "use a power supply of the maker's rating, or a lower power mode: sudo nvpmodel -q",
        )


def kernel(root: Path = ROOT) -> Iterator[Finding]:
    """What a container or chroot must have mounted."""
    if not (root / "sys/devices/system/cpu").is_dir():
        yield Finding(
            "/sys",
            "wrong",
            "is not mounted: MediaPipe ends the process without it",
            "mount -t sysfs sysfs /sys, or start the container without hiding it",
        )


def clock(now: datetime | None = None) -> Iterator[Finding]:
    """Whether the time of day can be right: events, signatures and the audit log contain it."""
    when = now or datetime.now(UTC)
    if when < BUILT:
        yield Finding(
            "clock",
            "wrong",
            f"shows {when:%Y-%m-%d}: events and signatures would carry a wrong time",
            "timedatectl set-ntp true; without a network use set-time and a clock battery",
        )
    else:
        yield Finding("clock", "ok", f"{when:%Y-%m-%d %H:%M} UTC")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
