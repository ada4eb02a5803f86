"""The control file: the package's fields, and the Debian names of what it links to."""

from __future__ import annotations

import re
from pathlib import Path

from pack.elf import is_elf, needed
from pack.errors import PackError
from pack.source import ROOT
from pack.targets import Target

SYSTEM_PACKAGES = ROOT / "packaging" / "system-packages.sh"
BASE = {
    "libc.so.6": "libc6",
    "libm.so.6": "libc6",
    "libdl.so.2": "libc6",
    "librt.so.1": "libc6",
    "libpthread.so.0": "libc6",
    "libutil.so.1": "libc6",
    "libresolv.so.2": "libc6",
    "ld-linux-x86-64.so.2": "libc6",
    "ld-linux-aarch64.so.1": "libc6",
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libz.so.1": "zlib1g",
    "libudev.so.1": "libudev1",
    "libdrm.so.2": "libdrm2",
    "libgbm.so.1": "libgbm1",
    "libinput.so.10": "libinput10",
    "libmtdev.so.1": "libmtdev1",
    "libts.so.0": "libts0",
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6",
    "libOpenGL.so.0": "libopengl0",
    "libGLX.so.0": "libglx0",
    "libexpat.so.1": "libexpat1",
    "libvulkan.so.1": "libvulkan1",
    "libpulse.so.0": "libpulse0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
    "libxcb-glx.so.0": "libxcb-glx0",
}
QT = "PyQt6"
SUGGESTED = (
    "fonts-noto-cjk",  # a kiosk in Chinese
    "libpulse0",  # a kiosk with tones; the next two as well: Qt's sound links to Qt's network
    "libgssapi-krb5-2",
    "libbrotli1",
    "xinit",  # a kiosk on a bare X server
    "x11-xkb-utils",  # and no key of it that ends the server
)
FROM_THE_DISTRIBUTION = (
    "python3-pyqt6",
    "python3-pyqt6.qtsvg",
    "pyqt6-dev-tools",  # has PyQt6.uic, which pyqtgraph imports
    "python3-lgpio",
)


def known() -> dict[str, str]:
    """Debian's package by library; those of Qt and OpenCV from the script that installs them."""
    text = SYSTEM_PACKAGES.read_text(encoding="utf-8")
    listed = text.split("LIBRARIES='", 1)[1].split("'", 1)[0].split()
    return BASE | dict(entry.split(":", 1) for entry in listed)


def links(site: Path) -> tuple[set[str], set[str]]:
    """Debian packages that the code links to: of the judging, and besides of the window alone.

    Raises PackError for a library that nobody carries.
    """
    carried = {path.name for path in site.rglob("*.so*")}
    names = known()
    core, window = set(), set()
    for path in sorted(site.rglob("*.so*")):
        if not is_elf(path):
            continue
        for library in needed(path):
            if library in carried:
                continue
            if library not in names:
                raise PackError(
                    f"{path.name} links to {library}, of which control.py knows nothing"
                )
            (window if QT in path.parts else core).add(names[library])
    return core, window - core


def control(
    target: Target, version: str, glibc: int, size_kb: int, core: set[str], window: set[str]
) -> str:
    """The text of DEBIAN/control."""
    python = (
        f"python3 (>= {target.distribution.python}), python3 (<< {target.distribution.next_python})"
    )
    depends = [python, "adduser", *sorted(core - {"libc6"})]
    recommends = [*sorted(window - set(SUGGESTED)), "cage", "fonts-dejavu-core"]
    suggests = list(SUGGESTED)
    if target.machine.system_packages:
        recommends = [*FROM_THE_DISTRIBUTION, *recommends]
        suggests += ["python3-picamera2", "python3-pyqt6.qtmultimedia"]
    fields = {
        "Package": "facevouch",
        "Version": version,
        "Architecture": target.machine.name,
        "Maintainer": "facevouch <facevouch@localhost>",
        "Installed-Size": str(size_kb),
        "Pre-Depends": f"libc6 (>= 2.{glibc})",
        "Depends": ", ".join(depends),
        "Recommends": ", ".join(recommends),
        "Suggests": ", ".join(suggests),
        "Section": "video",
        "Priority": "optional",
        "Description": "vouches, face by face, that a live person is in front of the camera\n"
        " Judges on this machine, with no network: prints, screens, masks and face swaps are\n"
        " refused. Carries its libraries and models; of the last two versions both are kept, and\n"
        " facevouch-rollback goes back to the one before.",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def project_version() -> str:
    """Of facevouch, as pyproject.toml has it."""
    found = re.search(
        r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    if found is None:
        raise PackError("pyproject.toml states no version")
    return found[1]
