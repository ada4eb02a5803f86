"""A stored calibration loads, belongs to one camera and model file, and damage is named."""

from __future__ import annotations

import pytest

from edge.calibration.store import (
    PURPOSE,
    SiteCalibration,
    calibrated,
    camera_identity,
    path_of,
    read,
    store,
)
from edge.capture.camera_list import CameraInfo
from edge.errors import ConfigError, OutputError
from edge.security.file_signature import write_sealed
from models.spec import InputSpec, ModelSpec


def entry(model="antispoof", offset=-1.0, sha256="a" * 64):
    return SiteCalibration(
        model=model, sha256=sha256, basis="attacks", slope=2.0, slope_interval=(1.5, 2.5),
        offset=offset, offset_interval=(offset - 1, offset + 1), threshold=0.4,
        threshold_interval=(0.3, 0.5), bpcer_asked=0.01, seconds={"bona fide": 60},
        frames={"bona fide": 900}, fitted_at="2026-01-01T00:00:00Z",
    )  # fmt: skip


@pytest.fixture
def spec():
    return ModelSpec(
        id="antispoof", task="antispoof", architecture="x", precision="int8", file="x.onnx",
        sha256="a" * 64, bytes=1, licence="x", input=InputSpec(size=32, expansions=(1.5,)),
        thresholds={"default": 0.5, "strict": 0.2},
    )  # fmt: skip


def test_entries_of_several_models_live_in_one_file_and_renew_one_another(tmp_path):
    store("Front door", entry(), tmp_path)
    store("Front door", entry("deepfake"), tmp_path)
    store("Front door", entry(offset=-2.0), tmp_path)
    found = {c.model: c.offset for c in read("Front door", tmp_path).calibration}
    assert found == {"antispoof": -2.0, "deepfake": -1.0}


def test_cameras_of_like_names_have_files_of_their_own(tmp_path):
    assert path_of("HD cam", tmp_path) != path_of("HD-cam", tmp_path)
    store("HD cam", entry(), tmp_path)
    assert read("HD-cam", tmp_path).calibration == []


def test_the_runtime_gets_the_spec_with_this_cameras_numbers(tmp_path, spec):
    store("door", entry(), tmp_path)
    here = calibrated(spec, "door", tmp_path)
    assert (here.calibration.slope, here.calibration.offset) == (2.0, -1.0)
    assert here.thresholds == {"default": 0.4, "strict": 0.2}
    assert calibrated(spec, "another", tmp_path) == spec


def test_a_calibration_of_another_file_of_the_same_id_is_not_used(tmp_path, spec):
    store("door", entry(sha256="b" * 64), tmp_path)
    assert calibrated(spec, "door", tmp_path) == spec


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not toml", "cannot read the calibration"),
        ('version = 2\ncamera = "door"\n', "version"),
        ('version = 1\ncamera = "door"\n[[calibration]]\nmodel = "x"\n', "facevouch calibrate"),
    ],
)
def test_a_damaged_file_is_named_with_the_key_at_fault(tmp_path, text, says):
    write_sealed(path_of("door", tmp_path), text.encode(), PURPOSE)
    with pytest.raises(ConfigError, match=says):
        read("door", tmp_path)


def test_an_unwritable_folder_is_said(tmp_path):
    (blocked := tmp_path / "file").write_text("")
    with pytest.raises((OutputError, ConfigError), match="cannot"):
        store("door", entry(), blocked / "deeper")


CAMERAS = [
    CameraInfo(0, "Logitech C920", "/dev/video0"),
    CameraInfo(2, "USB cam", "/dev/video2"),
    CameraInfo(4, "USB cam", "/dev/video4"),
]


@pytest.mark.parametrize(
    ("spec", "identity"),
    [
        (None, "Logitech C920"),
        ("0", "Logitech C920"),
        ("/dev/video0", "Logitech C920"),
        ("2", "USB cam at /dev/video2"),
        ("4", "USB cam at /dev/video4"),
        ("9", "camera 9"),
        ("demo", "demo"),
        ("clips/a.mp4", "clips/a.mp4"),
    ],
)
def test_a_camera_is_known_by_its_own_name(spec, identity):
    assert camera_identity(spec, CAMERAS) == identity


def test_a_streams_password_is_not_stored():
    assert "secret" not in camera_identity("rtsp://me:secret@host/x", CAMERAS)
    assert camera_identity(None, []) == "demo"
