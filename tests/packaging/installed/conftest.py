"""Packages built once, roots made once; each test gets a machine of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from machine import Machine, base, sweep
from pack.deb import package
from pack.targets import target

NEEDED = ("debootstrap", "dpkg-deb", "readelf", "unshare", "chroot")


@pytest.fixture(scope="session")
def work() -> Path:
    """Kept between runs: wheels, roots, packages."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if os.geteuid() != 0:
        missing.insert(0, "root")
    if missing:
        pytest.skip(f"package-test needs {', '.join(missing)}; see packaging/package_test.py")
    folder = Path(os.environ["FACEVOUCH_PACKAGE_TEST"]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)  # what a run that was killed left
    return folder


@pytest.fixture(scope="session")
def deb(work: Path) -> Callable[..., Path]:
    """A package by distribution, machine and revision; packed quickly, else as `make deb` does.

    $FACEVOUCH_PACKAGE_DEBS: a folder of packages that are there already, to be tried as they are.
    """
    there = os.environ.get("FACEVOUCH_PACKAGE_DEBS")
    made: dict[tuple[str, str, int], Path] = {}

    def build(distribution: str = "deb12", machine: str = "amd64", revision: int = 1) -> Path:
        key = (distribution, machine, revision)
        if there is not None:
            return next(Path(there).glob(f"facevouch_*-{revision}+{distribution}_{machine}.deb"))
        if key not in made:
            made[key], _ = package(
                target(distribution, machine), revision, work / "debs", work / "build", "gzip"
            )
        return made[key]

    return build


@pytest.fixture
def spoiled(work: Path, tmp_path: Path) -> Callable[[Path], Path]:
    """The same package with one byte of a model turned: what a bad stick or disc makes of it."""

    def spoil(deb: Path) -> Path:
        tree = tmp_path / "tree"
        subprocess.run(["dpkg-deb", "-R", deb, tree], check=True)
        model = next(tree.rglob("antispoof*int8.onnx"))
        content = bytearray(model.read_bytes())
        content[len(content) // 2] ^= 1
        model.write_bytes(content)
        out = tmp_path / deb.name
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Znone", "-b", tree, out],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        shutil.rmtree(tree)
        return out

    return spoil


@pytest.fixture(scope="session")
def layers(work: Path) -> Iterator[Path]:
    """In memory: all of it is thrown away, and a disk would be waited for at every file."""
    folder = work / "layers"
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "layers", folder], check=True)
    try:
        yield folder
    finally:
        sweep(folder)
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def machines(work: Path, layers: Path) -> Iterator[Callable[..., Machine]]:
    """Makes machines that are cleaned away after the test."""
    there: list[Machine] = []

    def make(distribution: str = "deb12", machine: str = "amd64", **more: str) -> Machine:
        root = base(work / "roots", distribution, machine, **more)
        layer = layers / str(len(there))
        there.append(Machine(root, layer).__enter__())
        return there[-1]

    try:
        yield make
    finally:
        for machine in there:
            machine.__exit__()


@pytest.fixture(scope="session")
def prepared(work: Path, layers: Path, deb: Callable[..., Path]) -> Iterator[Path]:
    """A layer with the first version installed, for machines to lie upon."""
    layer = layers / "prepared"
    machine = Machine(base(work / "roots", "deb12"), layer)
    with machine.keeping():
        done = machine.install(deb())
    assert done.returncode == 0, done.stderr
    yield layer
    shutil.rmtree(layer)


@pytest.fixture
def installed(work: Path, layers: Path, prepared: Path) -> Iterator[Machine]:
    """A machine of its own, on which the first version is installed."""
    with Machine(base(work / "roots", "deb12"), layers / "installed", prepared) as machine:
        yield machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Building and emulating take longer than any other test may."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(3000))
