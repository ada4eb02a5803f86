"""A library that does not load is named with its package, and the doctor goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from needs import needs_opencv

from edge.cli import doctor
from edge.cli.exit import USAGE, guarded
from edge.doctor.finding import Finding
from edge.doctor.libraries import c_library, explained, finding
from ui.platform import debian_package

MISSING = "libGL.so.1: cannot open shared object file: No such file or directory"
NEWER = "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by /opt/x.so)"


@pytest.mark.parametrize(
    ("error", "text", "advice"),
    [
        (ImportError(MISSING), "libGL.so.1 is missing", "apt-get install libgl1"),
        (OSError(NEWER), "C library of version 2.38", "for this system's release"),
        (
            ImportError("/usr/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found"),
            "C++ library of version 3.4.32",
            "update the system",
        ),
        (
            OSError("libmediapipe.so: wrong ELF class: ELFCLASS64"),
            "another processor",
            "of 64 bit",
        ),
    ],
)
def test_each_way_a_library_fails_is_explained(error: Exception, text: str, advice: str) -> None:
    found = explained(error, debian_package)
    assert found is not None
    assert text in found[0]
    assert advice in found[1]


def test_another_error_is_not_explained_away() -> None:
    assert explained(OSError(28, "No space left on device"), debian_package) is None
    assert finding("models", ImportError("cannot import name x"), debian_package).grade == "wrong"


def test_the_c_library_is_named() -> None:
    assert [f.what for f in c_library()] == (["C library"] if sys.platform == "linux" else [])


def test_a_command_that_meets_one_ends_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> int:
        raise ImportError(MISSING)

    assert guarded(command) == USAGE
    err = capsys.readouterr().err
    assert "libgl1" in err
    assert len(err.splitlines()) == 1
    with pytest.raises(OSError, match="No space"):
        guarded(lambda: (_ for _ in ()).throw(OSError(28, "No space left on device")))


@needs_opencv()
def test_the_doctor_goes_on_without_what_is_broken_and_other_commands_say_so(
    tmp_path: Path,
) -> None:
    for name in ("cv2", "mediapipe", "onnxruntime"):
        (tmp_path / f"{name}.py").write_text(f"raise ImportError({MISSING!r})\n")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run(
        [sys.executable, "-m", "edge", "doctor", "--json"],
        env=os.environ | {"PYTHONPATH": path, "FACEVOUCH_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    found = {one["what"]: one for one in json.loads(done.stdout)}
    assert "libGL.so.1 is missing" in found["providers"]["text"]
    assert found["providers"]["advice"].endswith("libgl1")
    assert found["speed"]["grade"] == "wrong"
    assert found["machine"]["grade"] == "ok"

    done = subprocess.run(
        [sys.executable, "-m", "edge", "run", "--source", "demo"],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == USAGE
    assert len(done.stderr.splitlines()) == 1
    assert "libgl1" in done.stderr


@pytest.mark.parametrize("columns", ["80", "160"])
def test_findings_can_be_read_on_a_narrow_screen_and_on_a_wide_one(
    columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    advice = "sudo apt-get install libgl1, then start facevouch again as the account it runs under"
    found = [
        Finding("camera [0]", "wrong", "the account [gate] has no permission to open it", advice)
    ]
    doctor._show(found)
    out = capsys.readouterr().out
    assert "camera [0]" in out
    assert "[gate]" in out
    if columns == "80":
        assert f"→ {advice}\n" in out  # whole, to be copied
