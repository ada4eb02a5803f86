"""The same commit, packed twice on one machine: the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from pack.deb import package
from pack.source import EPOCH_VARIABLE
from pack.targets import target


def test_a_package_built_again_is_the_same_bytes(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EPOCH_VARIABLE, "1700000000")
    what = target("deb12", "amd64")
    made = [
        package(what, 1, work / f"again-{turn}", work / "build", "gzip")[0] for turn in ("a", "b")
    ]
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in made]
    listed = [
        subprocess.run(["dpkg-deb", "-c", path], capture_output=True, check=True).stdout
        for path in made
    ]
    assert listed[0] == listed[1]
    assert sums[0] == sums[1]
