"""The checks of a machine that `make package-test` makes before it starts."""

from __future__ import annotations

import os
from pathlib import Path

import package_test
import pytest


def entry(folder: Path, version: str) -> Path:
    """How the kernel shows an emulator, and the emulator itself."""
    qemu = folder / "qemu"
    qemu.write_text(f"#!/bin/sh\necho 'qemu-aarch64 version {version} (Debian)'\n")
    qemu.chmod(0o755)
    shown = folder / "qemu-aarch64"
    shown.write_text(f"enabled\ninterpreter {qemu}\nflags: F\n")
    return shown


@pytest.mark.parametrize(("version", "fit"), [("7.2.22", False), ("10.0.13", True)])
def test_an_emulator_that_is_known_to_crash_is_not_used(
    tmp_path: Path, version: str, *, fit: bool
) -> None:
    fault = package_test.emulator_fault(entry(tmp_path, version), "x86_64")
    assert (fault is None) is fit
    assert fit or "10 or newer" in str(fault)


def test_a_missing_emulator_is_reported_with_its_package(tmp_path: Path) -> None:
    fault = package_test.emulator_fault(tmp_path / "none", "x86_64")
    assert "qemu-user-static" in str(fault)


def test_on_an_arm64_machine_no_emulator_is_needed(tmp_path: Path) -> None:
    assert package_test.emulator_fault(tmp_path / "none", "aarch64") is None


def test_each_missing_program_is_named_with_its_package_and_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = set(package_test.NEEDED) - {"debootstrap", "Xvfb"}
    monkeypatch.setattr(
        package_test.shutil, "which", lambda name, **_: f"/bin/{name}" if name in here else None
    )
    lines = package_test.left_out("no emulator")
    assert [line.split(":")[0] for line in lines] == [
        "everything on a Debian root",
        "the window of the installed package on an X server",
        "the arm64 package at work",
    ]
    assert "apt-get install debootstrap" in lines[0]


def test_one_line_is_printed_and_nothing_is_started_without_root(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(package_test.subprocess, "Popen", lambda *_, **__: pytest.fail("started"))
    assert package_test.main() == 2
    assert "sudo make package-test" in capsys.readouterr().err


def test_the_inner_process_dies_with_the_outer() -> None:
    words = package_test.command(["-k", "upgrade"])
    assert words[:3] == ["setpriv", "--pdeathsig", "KILL"]
    assert "--kill-child=KILL" in words
    assert words[-2:] == ["-k", "upgrade"]
