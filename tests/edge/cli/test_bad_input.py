"""Whatever is wrong: one clear line, exit status 2, no traceback, nothing half-written."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from toy_models import onnx_bytes, shipped_folder, spec_of

from edge.cli import main
from edge.cli.exit import guarded
from models.signing import sign_own

Arrange = Callable[[Path], list[str]]


def a_clip(folder: Path, frames: int = 3) -> Path:
    path = folder / "clip.mp4"
    video = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, (64, 48))
    for i in range(frames):
        video.write(np.full((48, 64, 3), 40 * i, np.uint8))
    video.release()
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def run_on(source: Path | str, *more: str) -> list[str]:
    return ["run", "--quiet", "--source", str(source), *more]


def with_model(
    folder: Path, *, fault: str | None = None, tampered: bool = False, signed: bool = True
) -> list[str]:
    """A user's folder of models whose one model is broken as told, and a run that asks for it."""
    content = onnx_bytes(fault=fault)
    stored = content[:-1] if tampered else content
    models = shipped_folder(folder / "models", (spec_of(content), stored))
    if signed:
        sign_own(models)
    return run_on(a_clip(folder), "--antispoof", "toy")


CASES: list[tuple[str, Arrange, str]] = [
    ("no such camera", lambda _: run_on("97"), "97"),
    ("no such device", lambda _: run_on("/dev/video97"), "camera 97"),
    ("no such file", lambda d: run_on(d / "gone.mp4"), "gone.mp4"),
    ("no such kind of source", lambda _: run_on("webcam:0"), "webcam:0"),
    ("zero bytes", lambda d: run_on(written(d / "empty.mp4", b"")), "empty.mp4 is empty"),
    ("not a video", lambda d: run_on(written(d / "text.mp4", b"hello" * 999)), "text.mp4"),
    ("not an image", lambda d: run_on(written(d / "text.jpg", b"hello" * 999)), "text.jpg"),
    (
        "a truncated video without its index",
        lambda d: run_on(written(d / "cut.mp4", a_clip(d).read_bytes()[:60])),
        "cut.mp4",
    ),
    (
        "unknown model",
        lambda d: run_on(a_clip(d), "--antispoof", "nonesuch"),
        "nonesuch",
    ),
    (
        "a model of another task",
        lambda d: run_on(a_clip(d), "--antispoof", "blaze_face_short_range"),
        "blaze_face_short_range is a detector model; a model for antispoof is needed",
    ),
    ("a model that gives NaN", lambda d: with_model(d, fault="nan"), "model toy"),
    ("a model of three classes", lambda d: with_model(d, fault="three"), "toy"),
    ("a tampered model", lambda d: with_model(d, tampered=True), "toy"),
    ("a model nobody vouched for", lambda d: with_model(d, signed=False), "facevouch models sign"),
    (
        "malformed configuration",
        lambda d: run_on(a_clip(d), "--config", str(written(d / "c.toml", b"[camera]\nfps = -1"))),
        "camera.fps",
    ),
    (
        "missing configuration",
        lambda d: run_on(a_clip(d), "--config", str(d / "none.toml")),
        "none.toml",
    ),
    (
        "unwritable JSON",
        lambda d: run_on(a_clip(d), "--json", str(d / "no" / "out.jsonl")),
        "out.jsonl",
    ),
    (
        "unwritable video",
        lambda d: run_on(a_clip(d), "--annotate", str(d / "no" / "out.mp4")),
        "out.mp4",
    ),
    (
        "a video without a video's name",
        lambda d: run_on(a_clip(d), "--annotate", str(d / "out.txt")),
        "out.mp4",
    ),
]


@pytest.mark.parametrize(("arrange", "says"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_mistake_is_one_line_and_status_two(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arrange: Arrange,
    says: str,
) -> None:
    monkeypatch.setenv("FACEVOUCH_MODELS", str(tmp_path / "models"))
    status = main(arrange(tmp_path))
    captured = capfd.readouterr()
    assert status == 2
    assert captured.out == ""
    lines = [line for line in captured.err.splitlines() if not line.startswith("there is no ")]
    assert len(lines) == 1, captured.err
    assert lines[0].startswith("facevouch: ")
    assert says in lines[0]
    leftovers = {p.name for p in tmp_path.iterdir()} - {
        "clip.mp4", "empty.mp4", "text.mp4", "text.jpg", "cut.mp4", "c.toml", "models",
    }  # fmt: skip
    assert leftovers == set()


@pytest.mark.parametrize("frames", ["0", "-3"])
def test_a_number_of_frames_below_one_is_refused(
    frames: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["run", "--source", "demo", "--max-frames", frames])
    assert exit_.value.code == 2
    assert "must be 1 or more" in capsys.readouterr().err


def test_a_missing_display_is_reported_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert main(["app", "--source", "demo"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("facevouch: ")
    assert "display" in error
    assert len(error.splitlines()) == 1


def test_a_folder_of_another_account_is_named_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def look() -> int:  # as root, who runs some of these tests, no mode of a folder stops anybody
        raise PermissionError(errno.EACCES, "Permission denied", "/var/lib/facevouch/keys")

    assert guarded(look) == 2
    error = capsys.readouterr().err
    assert "has no permission for /var/lib/facevouch/keys" in error
    assert len(error.splitlines()) == 1
