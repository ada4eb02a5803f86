"""Which wheels a package carries, and the fetching of them for a machine that is not this one."""

from __future__ import annotations

import re
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pack.errors import PackError
from pack.source import ROOT
from pack.targets import Target
from pack.wheel import run

PARTS = ROOT / "packaging" / "deb" / "parts.toml"
CONSTRAINTS = ROOT / "constraints.txt"
GLIBC = re.compile(r"manylinux_2_(\d+)_|(manylinux2014)_|(manylinux2010)_|(manylinux1)_")
OLD_NAMES = {"manylinux2014": 17, "manylinux2010": 12, "manylinux1": 5}


@dataclass(frozen=True, slots=True)
class Parts:
    """pins: version by name, as pip takes them. left_out: name to the reason."""

    pins: dict[str, str]
    left_out: dict[str, str]
    renamed: dict[str, str]


def normal(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parts(target: Target) -> Parts:
    """What parts.toml and constraints.txt say for one target. Raises PackError for no version."""
    said = tomllib.loads(PARTS.read_text(encoding="utf-8"))
    versions = {normal(name): version for name, version in _constraints()}
    own = said["versions"] | said.get(f"{target.distribution.name}-{target.machine.name}", {})
    versions |= {normal(name): version for name, version in own.items()}
    names = [n for group in said["everywhere"].values() for n in group]
    names += [n for group in said[target.machine.name].values() for n in group]
    names += said["versions"]
    pins = {}
    for name in names:
        if normal(name) not in versions:
            raise PackError(f"constraints.txt has no version of {name}; add one, or to parts.toml")
        pins[name] = versions[normal(name)]
    return Parts(pins, said["left_out"], said["renamed"])


def _constraints() -> Iterator[tuple[str, str]]:
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition("#")[0].strip().partition("==")
        if version:
            yield name, version


def fetch(target: Target, chosen: Parts, folder: Path) -> list[Path]:
    """The wheels, from pip's cache or index. Raises PackError naming the one there is not."""
    folder.mkdir(parents=True, exist_ok=True)
    platforms = [word for tag in target.platforms() for word in ("--platform", tag)]
    python = target.distribution.python
    abis = [w for abi in (f"cp{python.replace('.', '')}", "abi3", "none") for w in ("--abi", abi)]
    wanted = []
    for name, version in chosen.pins.items():
        found = _wheel(folder, name, version)
        if found is None:
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-q"]
            what = ["--no-deps", "--only-binary=:all:", "--python-version", python]
            with tempfile.TemporaryDirectory(dir=folder) as half:
                run([*pip, *what, *platforms, *abis, "-d", half, f"{name}=={version}"])
                for wheel in Path(half).glob("*.whl"):
                    wheel.replace(folder / wheel.name)
            found = _wheel(folder, name, version)
        if found is None:
            raise PackError(f"pip fetched something else than {name} {version} for {target}")
        wanted.append(found)
    return wanted


def _wheel(folder: Path, name: str, version: str) -> Path | None:
    for path in sorted(folder.glob("*.whl")):
        distribution, release = path.name.split("-")[:2]
        if (normal(distribution), release) == (normal(name), version):
            return path
    return None


def needed_glibc(wheels: list[Path]) -> int:
    """The minor of the oldest C library 2.x that runs all of them, by their tags."""
    return max((_glibc(wheel.stem) for wheel in wheels), default=0)


def _glibc(tags: str) -> int:
    """Of one wheel: the least any of its tags asks for; 0 where it holds no machine code."""
    found = [
        int(modern) if modern else OLD_NAMES[next(name for name in old if name)]
        for modern, *old in GLIBC.findall(tags + "_")
    ]
    return min(found, default=0)
