"""`packaging/measure.py` on the installed package; its figures are printed, for the documents."""

from __future__ import annotations

import shutil

import pytest
from machine import Machine
from pack.source import ROOT

PLACES = {
    "code, libraries, models": ("/opt/facevouch/payload",),
    "with compiled modules": ("/opt/facevouch",),
}


def test_what_a_start_and_a_frame_cost(
    installed: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copyfile(ROOT / "packaging/measure.py", installed.root / "tmp/measure.py")
    said = installed.good("python3", "/tmp/measure.py", user="facevouch", timeout=2000)
    sizes = {
        name: int(installed.good("du", "-s", "-B1", "--apparent-size", *paths).split()[0])
        for name, paths in PLACES.items()
    }
    with capsys.disabled():
        lines = [f"{name:<30} {size / 1e6:6.0f} MB" for name, size in sizes.items()]
        print("\n" + "\n".join([*lines, said]))
    ratios = [line for line in said.splitlines() if "of the import" in line or "without" in line]
    assert len(ratios) == 4
    assert sizes["code, libraries, models"] < 700e6
