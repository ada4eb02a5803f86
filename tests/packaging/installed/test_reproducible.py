"""The same commit, packed twice on one machine: the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pack.source import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of its own: nobody commits to it between the two builds."""
    subprocess.run(["git", "clone", "-q", ROOT, tmp_path / "checkout"], check=True)
    return tmp_path / "checkout"


@pytest.mark.parametrize(
    "words",
    [("pack.wheel",), ("pack.deb", "--packing=gzip", "--distribution=deb12", "--machine=amd64")],
    ids=("wheel and sdist", "deb"),
)
def test_built_again_it_is_the_same_bytes(
    checkout: Path, work: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    made = []
    for turn in ("first", "second"):
        out = tmp_path / turn
        subprocess.run(
            [sys.executable, "-m", *words, "--out", out, "--work", work / "build"],
            cwd=checkout,
            env=os.environ | {"PYTHONPATH": str(checkout / "packaging")},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        made.append({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in out.iterdir()})
    assert made[0] == made[1]
    assert made[0]
