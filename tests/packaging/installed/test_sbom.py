"""The list of parts of a package that was really built."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pack.sbom import listed

PARTS = {"mediapipe", "onnxruntime", "opencv-python-headless", "numpy", "facevouch"}


@pytest.mark.parametrize("machine", ["amd64", "arm64"])
def test_the_list_is_valid_names_every_file_and_is_the_same_each_time(
    deb: Callable[..., Path], work: Path, tmp_path: Path, machine: str
) -> None:
    package = deb(machine=machine)
    bill, licences = listed(package, tmp_path / "a", work / "build")  # its schema is checked there
    again, _ = listed(package, tmp_path / "b", work / "build")
    assert bill.read_bytes() == again.read_bytes()

    content = json.loads(bill.read_text())
    subject = content["metadata"]["component"]
    assert subject["hashes"][0]["content"] == hashlib.sha256(package.read_bytes()).hexdigest()
    names = {part["name"] for part in content["components"]}
    wanted = PARTS | ({"PyQt6", "PyQt6-Qt6", "libQt6Core"} if machine == "amd64" else set())
    assert wanted <= names
    assert all(part["licenses"] for part in content["components"])

    packed = subprocess.run(
        ["dpkg-deb", "-c", package], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    inside = {line.split("site-packages/")[-1] for line in packed if ".libs/lib" in line}
    said = {p["value"] for c in content["components"] for p in c.get("properties", ())}
    assert inside - said == set()
    text = licences.read_text()
    assert "FFmpeg libavcodec" in text
