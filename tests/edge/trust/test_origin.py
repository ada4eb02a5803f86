"""The pinned camera and the policy on cameras made of software."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from live_camera import a_room, as_live, sensed

from edge.config import CameraConfig, TrustConfig
from edge.errors import ConfigError, OutputError
from edge.trust.guard import SourceGuard, SourceOrigin
from edge.trust.pinned_camera import path_of, pin_camera, pinned
from edge.trust.provenance import Provenance
from edge.trust.trust import Doubt

WEBCAM = Provenance("camera", "HD Webcam", "uvcvideo", "usb-1", "046d:0825", "A1B2", 1)
LOOPBACK = replace(WEBCAM, driver="v4l2 loopback", usb="", serial="", virtual="its name says so")


def an_origin(seen: Provenance, where: Path, **settings: object) -> SourceOrigin:
    config = TrustConfig.model_validate(settings)
    return SourceOrigin("0", config, read=lambda _: seen, pin=lambda spec: pinned(spec, where))


def test_a_pinned_camera_is_read_back_whatever_its_number_is_called(tmp_path: Path) -> None:
    pin_camera("0", WEBCAM, tmp_path)
    pin = pinned("/dev/video0", tmp_path)
    assert pin is not None
    assert pin.differences(WEBCAM) == []
    assert pinned("1", tmp_path) is None
    assert pinned(None, tmp_path) is None


def test_streams_that_differ_in_what_is_hidden_have_pins_of_their_own(tmp_path: Path) -> None:
    assert path_of("http://a/?cam=1", tmp_path) != path_of("http://a/?cam=2", tmp_path)
    assert "secret" not in str(path_of("rtsp://u:secret@a/1", tmp_path))


def test_a_damaged_pin_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path_of("0", tmp_path).write_text("kind = ")
    with pytest.raises(ConfigError, match="facevouch calibrate"):
        pinned("0", tmp_path)


def test_a_pin_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        pin_camera("0", WEBCAM, tmp_path / "file")


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"serial": "ZZZZ"}, "serial"),
        ({"usb": "1bcf:2281"}, "usb"),
        ({"card": "Other"}, "card"),
        ({"driver": "other"}, "driver"),
        ({"capabilities": 3}, "capabilities"),
    ],
)
def test_another_camera_in_its_place_is_named_by_what_differs(
    tmp_path: Path, change: dict[str, object], names: str
) -> None:
    pin_camera("0", WEBCAM, tmp_path)
    other = replace(WEBCAM, **change)  # type: ignore[arg-type]
    (finding,) = an_origin(other, tmp_path, pinned="refuse").check()
    assert (finding.doubt, finding.refused) == (Doubt.OTHER, True)
    assert names in finding.text


def test_the_same_camera_in_another_socket_is_the_same_camera(tmp_path: Path) -> None:
    pin_camera("0", WEBCAM, tmp_path)
    moved = replace(WEBCAM, bus="usb-2")
    assert an_origin(moved, tmp_path, pinned="refuse").check() == ()


@pytest.mark.parametrize(
    ("policy", "is_pinned", "refused"),
    [
        ("auto", True, [True]),
        ("auto", False, []),
        ("off", True, []),
        ("warn", True, [False]),
        ("refuse", True, [True]),
        ("warn", False, []),
        ("refuse", False, [True]),
    ],
)
def test_what_another_or_no_pinned_camera_means_is_policy(
    tmp_path: Path, policy: str, is_pinned: bool, refused: list[bool]
) -> None:
    if is_pinned:
        pin_camera("0", replace(WEBCAM, serial="other"), tmp_path)
    found = an_origin(WEBCAM, tmp_path, pinned=policy).check()
    assert [finding.refused for finding in found] == refused


@pytest.mark.parametrize(("policy", "believed"), [("refuse", False), ("allow", True)])
def test_a_camera_made_of_software_is_refused_from_its_first_frame(
    tmp_path: Path, policy: str, believed: bool
) -> None:
    origin = an_origin(LOOPBACK, tmp_path, virtual_cameras=policy, pinned="off")
    guard = SourceGuard(TrustConfig(), CameraConfig(), origin)
    rng = np.random.default_rng(1)
    guard.on_frame(next(as_live([sensed(a_room(rng), rng)])))
    assert guard.trust().ok is believed
    assert guard.trust().doubts == {Doubt.VIRTUAL}


def test_a_camera_exchanged_during_an_interruption_is_noticed_at_once(tmp_path: Path) -> None:
    seen = [WEBCAM]
    config = TrustConfig(pinned="off")
    origin = SourceOrigin("0", config, read=lambda _: seen[0])
    guard = SourceGuard(config, CameraConfig(), origin)
    rng = np.random.default_rng(2)
    room = a_room(rng)
    frames = list(as_live([sensed(room, rng) for _ in range(40)]))
    for frame in frames[:20]:
        guard.on_frame(frame)
    assert guard.trust().ok
    seen[0] = LOOPBACK
    later = replace(frames[20], captured_at=frames[20].captured_at + 1)
    guard.on_frame(later)
    assert guard.trust().doubts == {Doubt.VIRTUAL}
