"""What a package can be built for: a distribution's Python and C library, and a machine."""

from __future__ import annotations

from dataclasses import dataclass

from pack.errors import PackError


@dataclass(frozen=True, slots=True)
class Distribution:
    """name: stands in the package's version. glibc: minor of 2.x, the newest a wheel may ask for.

    own: versions that differ from constraints.txt, by (architecture, distribution name).
    """

    name: str
    python: str
    glibc: int

    @property
    def next_python(self) -> str:
        major, minor = self.python.split(".")
        return f"{major}.{int(minor) + 1}"


@dataclass(frozen=True, slots=True)
class Machine:
    """name: Debian's. wheels: the name in wheel tags. prefix: of its cross binutils.

    system_packages: whether the environment sees the distribution's own Python packages. On arm64
    it must: libcamera's and Qt's bindings come from there (docs/deploy-raspberry-pi.md).
    """

    name: str
    wheels: str
    prefix: str
    system_packages: bool


DISTRIBUTIONS = {
    "deb12": Distribution("deb12", "3.11", 36),  # Debian 12, Raspberry Pi OS Bookworm
    "deb13": Distribution("deb13", "3.13", 41),  # Debian 13, Raspberry Pi OS Trixie
    "ubuntu24.04": Distribution("ubuntu24.04", "3.12", 39),
}

MACHINES = {
    "amd64": Machine("amd64", "x86_64", "x86_64-linux-gnu-", system_packages=False),
    "arm64": Machine("arm64", "aarch64", "aarch64-linux-gnu-", system_packages=True),
}


@dataclass(frozen=True, slots=True)
class Target:
    """One package to build."""

    distribution: Distribution
    machine: Machine

    def __str__(self) -> str:
        return f"{self.distribution.name} {self.machine.name}"

    def platforms(self) -> list[str]:
        """Wheel platform tags this target can run, newest first (PEP 600)."""
        tags = [
            f"manylinux_2_{n}_{self.machine.wheels}" for n in range(self.distribution.glibc, 4, -1)
        ]
        return [*tags, f"manylinux2014_{self.machine.wheels}"]


def target(distribution: str, machine: str) -> Target:
    """By name. Raises PackError naming what there is."""
    if distribution not in DISTRIBUTIONS:
        raise PackError(f"no distribution {distribution!r}; there are {', '.join(DISTRIBUTIONS)}")
    if machine not in MACHINES:
        raise PackError(f"no machine {machine!r}; there are {', '.join(MACHINES)}")
    return Target(DISTRIBUTIONS[distribution], MACHINES[machine])
