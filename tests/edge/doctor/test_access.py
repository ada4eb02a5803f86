"""Who may open what, and who has it already."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edge.capture.camera_list import CameraInfo
from edge.config import Config
from edge.doctor.access import account, cameras, in_container, in_use_by, pins, relay_sources, state
from edge.types import SourceKind


def nothing(_: Path) -> bool:
    return False


def everything(_: Path) -> bool:
    return True


@pytest.fixture
def camera(tmp_path: Path) -> CameraInfo:
    device = tmp_path / "dev" / "video0"
    device.parent.mkdir()
    device.touch()
    return CameraInfo(0, "HD Webcam", str(device))


@pytest.fixture
def processes(tmp_path: Path) -> Path:
    folder = tmp_path / "proc"
    folder.mkdir()
    return folder


def opened(processes: Path, number: int, name: str, device: str) -> None:
    handles = processes / str(number) / "fd"
    handles.mkdir(parents=True)
    (handles / "0").symlink_to("/dev/null")
    (handles / "7").symlink_to(device)
    (processes / str(number) / "comm").write_text(f"{name}\n")


def test_a_camera_that_may_be_opened_is_fine(camera: CameraInfo, processes: Path) -> None:
    (finding,) = cameras([camera], everything, processes=processes)
    assert (finding.grade, finding.what) == ("ok", "camera 0")


def test_a_camera_without_permission_names_the_account_and_the_devices_own_group(
    camera: CameraInfo, processes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.doctor.access.in_container", lambda: False)
    (finding,) = cameras([camera], nothing, processes=processes)
    group = Path(camera.path).group()

    assert finding.grade == "wrong"
    assert account() in finding.text
    assert f"usermod -aG {group} {account()}" in finding.advice


def test_a_camera_that_another_program_has_names_the_program(
    camera: CameraInfo, processes: Path
) -> None:
    opened(processes, 4711, "cheese", camera.path)
    opened(processes, os.getpid(), "facevouch", camera.path)
    (finding,) = cameras([camera], everything, processes=processes)

    assert finding.grade == "note"
    assert "cheese (process 4711)" in finding.text
    assert in_use_by(Path("/dev/video9"), processes) is None


def test_a_node_without_permission_is_still_reported(camera: CameraInfo, processes: Path) -> None:
    dev = Path(camera.path).parent
    (finding,) = cameras([], nothing, dev, processes)
    assert finding.grade == "wrong"
    assert camera.path in finding.text


def test_no_camera_at_all_is_only_noted(tmp_path: Path, processes: Path) -> None:
    (finding,) = cameras([], everything, tmp_path, processes)
    assert finding.grade == "note"
    assert "demo" in finding.text


@pytest.mark.parametrize(
    ("pin", "chips", "allowed", "grades"),
    [
        (None, [], nothing, []),
        (17, [], everything, ["wrong"]),
        (17, ["gpiochip0"], nothing, ["wrong"]),
        (17, ["gpiochip0"], everything, ["ok"]),
    ],
)
def test_the_relays_pins(
    tmp_path: Path, pin: int | None, chips: list[str], allowed: object, grades: list[str]
) -> None:
    for chip in chips:
        (tmp_path / chip).touch()
    found = pins(pin, allowed, tmp_path)  # type: ignore[arg-type]
    assert [finding.grade for finding in found] == grades


@pytest.mark.parametrize(
    ("relay", "watched", "grades", "word"),
    [
        ({}, {"door": SourceKind.FILE}, [], ""),
        ({"pin": 17}, {}, ["ok"], "camera only"),
        ({"pin": 17}, {"door": SourceKind.CAMERA}, ["ok"], "camera only"),
        ({"pin": 17}, {"door": SourceKind.STREAM}, ["wrong"], "door (stream)"),
        ({"pin": 17, "sources": ["stream"]}, {"door": SourceKind.STREAM}, ["ok"], "stream"),
        ({"pin": 17, "sources": ["camera", "file"]}, {}, ["wrong"], "choose a file"),
        ({"pin": 17, "sources": ["made"]}, {"door": SourceKind.MADE}, ["wrong"], "made"),
    ],
)
def test_whose_acceptance_closes_the_relay(
    relay: dict[str, object], watched: dict[str, SourceKind], grades: list[str], word: str
) -> None:
    found = list(relay_sources(Config.model_validate({"relay": relay}), watched))
    assert [finding.grade for finding in found] == grades
    assert all(word in finding.text for finding in found)


def test_a_relay_that_accepts_software_cameras_is_wrong() -> None:
    settings = {"relay": {"pin": 17}, "trust": {"virtual_cameras": "allow"}}
    found = list(relay_sources(Config.model_validate(settings), {}))
    assert [finding.grade for finding in found] == ["wrong", "ok"]
    assert "virtual cameras" in found[0].text


def test_the_state_folder_is_checked_where_it_will_be_created(tmp_path: Path) -> None:
    (finding,) = state(tmp_path / "not" / "yet")
    assert finding.grade in ("ok", "note")
    assert "MB free" in finding.text


def test_a_state_folder_that_cannot_be_written_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    (finding,) = state(tmp_path)
    assert finding.grade == "wrong"
    assert "FACEVOUCH_STATE" in finding.advice


def test_the_advice_in_a_container_is_about_the_container(
    tmp_path: Path, camera: CameraInfo, processes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not in_container(tmp_path)
    (tmp_path / ".dockerenv").touch()
    assert in_container(tmp_path)
    monkeypatch.setattr("edge.doctor.access.in_container", lambda: True)
    (finding,) = cameras([camera], nothing, processes=processes)
    assert finding.grade == "wrong"
    assert f"--group-add {Path(camera.path).stat().st_gid}" in finding.advice


@pytest.mark.parametrize(
    ("system", "says"),
    [("linux", "--device"), ("darwin", "System Settings"), ("win32", "Let desktop apps")],
)
def test_the_advice_without_a_camera_is_the_systems(tmp_path: Path, system: str, says: str) -> None:
    (finding,) = cameras([], everything, dev=tmp_path, processes=tmp_path, system=system)
    assert finding.grade == "note"
    assert says in finding.advice


def test_a_relay_that_closes_for_another_camera_than_the_pinned_one_is_wrong() -> None:
    settings = {"relay": {"pin": 17}, "trust": {"pinned": "warn"}}
    found = list(relay_sources(Config.model_validate(settings), {}))
    assert (found[0].what, found[0].grade) == ("relay's camera", "wrong")
    assert "cameras other than" in found[0].text
