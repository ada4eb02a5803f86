"""The package for arm64 in an arm64 Debian, its programs run by qemu where this machine cannot.

qemu 10 or newer: 7.2, which Debian 12 has, crashes in onnxruntime's and MediaPipe's libraries.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from machine import Machine, base
from package_test import NO_ARM64, emulator_fault

FRAMES = 45
HEADLESS = "adduser,python3,libegl1,libgles2,zlib1g,libstdc++6"


@pytest.fixture(scope="module")
def arm(work: Path, layers: Path, deb: Callable[..., Path]) -> Iterator[Machine]:
    fault = os.environ.get(NO_ARM64, emulator_fault())
    if fault:
        pytest.skip(fault)
    root = base(work / "roots", "deb12", "arm64", HEADLESS)
    with Machine(root, layers / "arm64") as machine:
        done = machine.install(deb("deb12", "arm64"))
        assert done.returncode == 0, done.stderr
        yield machine


def test_the_wheel_installs_and_every_model_loads_and_gives_numbers(arm: Machine) -> None:
    assert list(arm.slots().values()) == ["in use"]
    said = arm.good("facevouch", "models", "verify", user="facevouch")
    assert "antispoof_minifasnet_v2_se_int8" in said
    assert "✗" not in said


@pytest.mark.parametrize("clip", ["live_webcam_a.mp4", "replay_phone_d.webm"])
def test_a_clip_gets_the_verdict_of_this_machine(arm: Machine, field_data: Path, clip: str) -> None:
    source = field_data / "data/clips" / clip
    shutil.copyfile(source, arm.root / "tmp" / clip)
    words = ["--quiet", "--max-frames", str(FRAMES), "--json", "-"]
    there = arm.good("facevouch", "run", "--source", f"/tmp/{clip}", *words, user="facevouch")
    here = subprocess.run(
        [sys.executable, "-m", "edge", "run", "--source", source, *words],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    verdicts = [
        [[face["state"] for face in json.loads(line)["faces"]] for line in run.splitlines()]
        for run in (there, here)
    ]
    assert len(verdicts[0]) == FRAMES
    assert verdicts[0] == verdicts[1]
    assert verdicts[0][-1] == ["LIVE" if clip.startswith("live") else "ATTACK"]
