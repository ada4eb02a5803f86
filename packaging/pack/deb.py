"""`make deb`: a .deb with everything inside, for this machine or another.

No compiler and no root is needed: every part is a wheel, fetched for the target. What weighs, and
what each rule of prune.toml saved, is printed at the end.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pack.bundle import prune, unpack, weigh
from pack.control import control, links, project_version
from pack.errors import PackError
from pack.parts import fetch, needed_glibc, parts
from pack.source import EPOCH_VARIABLE, ROOT, epoch
from pack.targets import DISTRIBUTIONS, MACHINES, Target, target
from pack.wheel import build, run

DEB = ROOT / "packaging" / "deb"
CONFFILE = "/etc/facevouch/facevouch.toml"
LEVELS = {"gzip": ("-z1",)}
"""xz, which is smallest, is what ships; gzip is for trying things out."""

SLACK = 1.25
"""Space asked for over the installed size: compiled modules, and dpkg's own copies."""


def package(
    what: Target, revision: int, out: Path, work: Path, packing: str = "xz"
) -> tuple[Path, str]:
    """Build one. Its path, and the report of what weighs. Raises PackError."""
    version = f"{project_version()}-{revision}+{what.distribution.name}"
    chosen = parts(what)
    wheels = fetch(what, chosen, work / "wheels" / str(what).replace(" ", "-"))
    own, _ = build(work / "own", work)
    glibc = needed_glibc(wheels)
    if glibc > what.distribution.glibc:
        raise PackError(
            f"a wheel asks for C library 2.{glibc}; {what} has 2.{what.distribution.glibc}"
        )
    with tempfile.TemporaryDirectory(dir=work) as folder:
        tree = Path(folder, "tree")
        shutil.copytree(DEB / "root", tree)
        payload = tree / "opt/facevouch/payload"
        site = payload / "lib" / f"python{what.distribution.python}" / "site-packages"
        unpack([*wheels, own], site)
        saved = prune(site, what.machine)
        _environment(payload, what)
        _documents(tree, site, chosen.left_out)
        size = _size_kb(tree)
        core, window = links(site)
        _debian(tree, what, version, glibc, size, control(what, version, glibc, size, core, window))
        out.mkdir(parents=True, exist_ok=True)
        made = out / f"facevouch_{version}_{what.machine.name}.deb"
        part = made.with_suffix(
            ".part"
        )  # a build that is cut short leaves nothing that looks whole
        _settle(tree)
        environ = os.environ | {EPOCH_VARIABLE: str(epoch())}
        # one thread: xz cuts its blocks by the number of threads
        run(
            [
                "dpkg-deb",
                "--root-owner-group",
                f"-Z{packing}",
                *LEVELS.get(packing, ()),
                "--threads-max=1",
                "-b",
                tree,
                part,
            ],
            env=environ,
        )
        part.replace(made)
        return made, _report(made, size, weigh(site), saved)


def _environment(payload: Path, what: Target) -> None:
    """What makes a folder an environment of the distribution's Python (PEP 405)."""
    (payload / "bin").mkdir()
    (payload / "bin/python3").symlink_to(f"/usr/bin/python{what.distribution.python}")
    sees = "true" if what.machine.system_packages else "false"
    (payload / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = {sees}\n"
        f"version = {what.distribution.python}\n",
        encoding="utf-8",
    )


def _documents(tree: Path, site: Path, left_out: dict[str, str]) -> None:
    """README, copyright and the list of parts, where Debian looks for them."""
    folder = tree / "usr/share/doc/facevouch"
    folder.mkdir(parents=True)
    shutil.copyfile(DEB / "README.md", folder / "README.md")
    head = (DEB / "copyright.head").read_text(encoding="utf-8")
    listed = [f" {name}" for name in _distributions(site)]
    absent = [f" {name}: {why}" for name, why in sorted(left_out.items())]
    (folder / "copyright").write_text(
        head
        + "\nParts carried:\n"
        + "\n".join(listed)
        + "\n\nAsked for by them and left out:\n"
        + "\n".join(absent)
        + "\n",
        encoding="utf-8",
    )


def _distributions(site: Path) -> list[str]:
    found = []
    for metadata in sorted(site.glob("*.dist-info/METADATA")):
        fields = dict(
            line.split(": ", 1)
            for line in metadata.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
            if ": " in line and not line.startswith(" ")
        )
        licence = fields.get("License-Expression") or fields.get("License") or "see its dist-info"
        found.append(f"{fields['Name']} {fields['Version']}: {licence[:60]}")
    return found


def _debian(tree: Path, what: Target, version: str, glibc: int, size_kb: int, fields: str) -> None:
    folder = tree / "DEBIAN"
    folder.mkdir()
    (folder / "control").write_text(fields, encoding="utf-8")
    (folder / "conffiles").write_text(CONFFILE + "\n", encoding="utf-8")
    words = {
        "@VERSION@": version,
        "@NEED_KB@": str(round(size_kb * SLACK)),
        "@GLIBC@": f"2.{glibc}",
        "@TARGET@": str(what),
    }
    for script in sorted((DEB / "scripts").iterdir()):
        text = script.read_text(encoding="utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        (folder / script.name).write_text(text, encoding="utf-8")
        (folder / script.name).chmod(0o755)
    files = [p for p in sorted(tree.rglob("*")) if p.is_file() and not p.is_symlink()]
    sums = [
        f"{hashlib.md5(p.read_bytes(), usedforsecurity=False).hexdigest()}  {p.relative_to(tree)}\n"
        for p in files
        if folder not in p.parents and f"/{p.relative_to(tree)}" != CONFFILE
    ]
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")


def _settle(tree: Path) -> None:
    """One time and plain modes for all, whatever the builder's umask."""
    when = epoch()
    for path in [tree, *sorted(tree.rglob("*"), reverse=True)]:
        if not path.is_symlink():
            executable = path.is_dir() or (os.access(path, os.X_OK) and path.stat().st_mode & 0o100)
            path.chmod(0o755 if executable else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)


def _size_kb(tree: Path) -> int:
    """As Debian counts it: each file rounded up to whole KiB, a KiB for all else."""
    files = list(tree.rglob("*"))
    return sum(
        -(-p.stat().st_size // 1024) if p.is_file() and not p.is_symlink() else 1 for p in files
    )


def _report(made: Path, size_kb: int, weights: dict[str, int], saved: dict[str, int]) -> str:
    installed = size_kb * 1024 / 1e6
    lines = [f"{made}: {made.stat().st_size / 1e6:.0f} MB; installed {installed:.0f} MB", ""]
    lines += [f"{size / 1e6:8.1f} MB  {name}" for name, size in list(weights.items())[:14]]
    lines += ["", "left out:"]
    lines += [f"{size / 1e6:8.1f} MB  {why}" for why, size in saved.items()]
    return "\n".join(lines)


def here() -> tuple[str, str]:
    """The distribution and machine of this computer, by its own words."""
    said = {}
    for path in (Path("/etc/os-release"), Path("/usr/lib/os-release")):
        if path.exists():
            pairs = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
            said = {key: value.strip('"') for key, value in pairs}
            break
    name = said.get("ID", "")
    short = f"deb{said.get('VERSION_ID', '')}" if name in ("debian", "raspbian") else ""
    short = short or f"{name}{said.get('VERSION_ID', '')}"
    machine = subprocess.run(["uname", "-m"], capture_output=True, text=True, check=True).stdout
    by_wheel = {m.wheels: m.name for m in MACHINES.values()}
    return (short if short in DISTRIBUTIONS else "deb12"), by_wheel.get(machine.strip(), "amd64")


def main() -> int:
    distribution, machine = here()
    parser = argparse.ArgumentParser(prog="pack.deb", description=__doc__)
    parser.add_argument("--distribution", default=distribution, choices=DISTRIBUTIONS)
    parser.add_argument("--machine", default=machine, choices=MACHINES)
    parser.add_argument("--revision", type=int, default=1, help="of the package (1)")
    parser.add_argument(
        "--packing", default="xz", choices=("xz", "zstd", "gzip"), help="gzip is quick"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--work", type=Path, default=ROOT / "build")
    args = parser.parse_args()
    try:
        _, report = package(
            target(args.distribution, args.machine),
            args.revision,
            args.out,
            args.work,
            args.packing,
        )
    except PackError as error:
        print(f"deb: {error}", file=sys.stderr)  # noqa: T201
        return 2
    print(report)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
