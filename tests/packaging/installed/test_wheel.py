"""The wheel: all of it inside, and at work in a fresh environment."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from pack.source import ROOT
from pack.wheel import build


@pytest.fixture(scope="session")
def made(work: Path) -> tuple[Path, Path]:
    return build(work / "wheel", work / "build")


def test_all_that_the_package_opens_is_inside(made: tuple[Path, Path]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "edge", "models", "ui", "tools"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    sources = (".ts", ".sh", "torch-requirements.txt")
    inside = set(zipfile.ZipFile(made[0]).namelist())
    assert [name for name in listed if name not in inside and not name.endswith(sources)] == []


def test_the_wheel_works_in_a_fresh_environment(made: tuple[Path, Path], tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv/bin/python"
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    subprocess.run([*pip, "-c", ROOT / "constraints.txt", made[0]], check=True, timeout=1500)
    words = ["run", "--source", "demo", "--max-frames", "40", "--quiet", "--json", "-"]
    done = subprocess.run(
        [tmp_path / "venv/bin/facevouch", *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    last = json.loads(done.stdout.splitlines()[-1])
    assert [face["state"] for face in last["faces"]] == ["LIVE"]


def test_the_sdist_builds_the_same_wheel(made: tuple[Path, Path], tmp_path: Path) -> None:
    with tarfile.open(made[1]) as packed:
        packed.extractall(tmp_path, filter="data")
    source = next(tmp_path.iterdir())
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "-q", "--no-deps"]
    subprocess.run([*pip, "-w", tmp_path / "out", source], check=True, timeout=900)
    names = [
        sorted(n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n)
        for wheel in (made[0], next((tmp_path / "out").glob("*.whl")))
    ]
    assert names[0] == names[1]
