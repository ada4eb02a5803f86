"""`facevouch train`: errors are one line, before any face is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.train import main


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.csv"
    path.write_text("path,label,split\na.png,0,train\n")
    return path


@pytest.mark.parametrize("task", ["deepfake", "antispoof"])
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "/proc/nowhere"], "cannot write to /proc/nowhere"),
        (["--resume", "gone.pth"], "no checkpoint at gone.pth"),
        (["--data", "gone"], "there is no "),
    ],
)
def test_a_user_error_is_one_line_and_status_2(
    tmp_path, monkeypatch, capsys, task, arguments, says
):
    monkeypatch.chdir(tmp_path)
    assert main([task, *(["--out", "out"] if "--out" not in arguments else []), *arguments]) == 2
    said = capsys.readouterr().err.strip()
    assert says in said
    assert len(said.splitlines()) == 1


def test_a_manifest_that_is_no_text_is_one_line(manifest, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    manifest.write_bytes(b"\x89PNG\x96\xff\x00\n\x81,\x82")
    assert main(["deepfake", "--data", str(manifest), "--out", "out"]) == 2
    assert "has no column" in capsys.readouterr().err


def test_a_damaged_checkpoint_is_reported_before_the_faces_are_read(
    manifest, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "last.pth").write_bytes(b"not a checkpoint")
    arguments = ["--data", str(manifest), "--resume", "last.pth", "--out", "out"]
    assert main(["deepfake", *arguments]) == 2
    assert "is damaged or is not a checkpoint" in capsys.readouterr().err


def test_missing_teachers_are_reported_with_their_expected_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "pad").mkdir(parents=True)
    header = "path,label,attack_type,subject,source,split,x1,y1,x2,y2,face_from"
    (tmp_path / "data" / "pad" / "manifest.csv").write_text(header + "\n")
    assert main(["antispoof", "--data", "data", "--out", "out"]) == 2
    assert "no folder of teachers peers/antispoof" in capsys.readouterr().err
