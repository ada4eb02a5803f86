"""How a value of --source is resolved, and which parts of it are never shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edge.capture import resolve
from edge.capture.base import Source
from edge.capture.camera_list import CameraInfo
from edge.capture.gstreamer import GstPipeline
from edge.capture.image import Images
from edge.capture.picamera import PiCamera
from edge.capture.resolve import open_source
from edge.capture.stream import Stream
from edge.capture.synthetic import Demo, Pattern
from edge.capture.video import VideoFile
from edge.capture.webcam import Webcam
from edge.config import CameraConfig
from edge.errors import SourceError


@pytest.mark.parametrize(
    ("spec", "kind", "live", "called"),
    [
        ("0", Webcam, True, "camera"),
        ("/dev/video2", Webcam, True, "camera"),
        ("rtsp://door/1", Stream, True, "stream"),
        ("http://door/mjpeg", Stream, True, "stream"),
        ("picamera:0", PiCamera, True, "camera"),
        ("picamera", PiCamera, True, "camera"),
        ("gst:videotestsrc", GstPipeline, True, "pipeline"),
        ("demo", Demo, True, "made"),
        ("demo:9", Demo, False, "made"),
        ("pattern", Pattern, True, "made"),
        ("pattern:9", Pattern, False, "made"),
        ("{d}/clip.mp4", VideoFile, False, "file"),
        ("{d}/face.JPG", Images, False, "file"),
        ("{d}", Images, False, "file"),
        ("frames:{d}", Images, False, "file"),
    ],
)
def test_each_spec_is_its_kind_of_source(
    tmp_path: Path, spec: str, kind: type[Source], live: bool, called: str
) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"x")
    (tmp_path / "face.JPG").write_bytes(b"x")
    source = open_source(spec.format(d=tmp_path), CameraConfig())
    assert type(source) is kind
    assert source.live is live
    assert source.kind == called


@pytest.mark.parametrize(
    ("cameras", "kind"),
    [([], Demo), ([CameraInfo(2, "USB camera", "/dev/video2")], Webcam)],
)
def test_the_default_source_is_the_first_camera_else_the_demo(
    monkeypatch: pytest.MonkeyPatch, cameras: list[CameraInfo], kind: type[Source]
) -> None:
    monkeypatch.setattr(resolve, "list_cameras", lambda: cameras)
    source = open_source(None, CameraConfig())
    assert type(source) is kind
    if cameras:
        assert source.id == "camera 2"


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("nothing.mp4", "there is no source 'nothing.mp4'; give a camera"),
        ("", "there is no source"),
        ("demo:none", "'none' is not a number"),
        ("demo:0", "must be 1 or more"),
        ("picamera:left", "'left' is not a number"),
        ("gst:", "there is no source"),
        ("x" * 5000, "there is no source"),
        ("a\0b", "there is no source"),
    ],
)
def test_an_invalid_source_is_refused_with_the_valid_ones(spec: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        open_source(spec, CameraConfig())


@pytest.mark.parametrize(
    ("spec", "meant"),
    [
        ("dmeo", "did you mean demo?"),
        ("patern:30", "did you mean pattern?"),
        ("picam:0", "did you mean picamera?"),
        ("{d}/clop.mp4", "did you mean {d}/clip.mp4?"),
    ],
)
def test_a_misspelt_source_is_answered_with_suggestions(
    tmp_path: Path, spec: str, meant: str
) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"x")
    with pytest.raises(SourceError) as caught:
        open_source(spec.format(d=tmp_path), CameraConfig())
    assert meant.format(d=tmp_path) in str(caught.value)


def test_a_camera_may_be_named_by_a_link_that_outlives_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "DEV", tmp_path)
    for device in ("video3", "tty9"):
        os.mkfifo(tmp_path / device)  # no more a regular file than a device is
    by_id = tmp_path / "usb-Door_Camera-video-index0"
    by_id.symlink_to("video3")
    assert open_source(str(by_id), CameraConfig()).id == "camera 3"
    shared_memory = tmp_path / "shm" / "clip.mp4"
    shared_memory.parent.mkdir()
    shared_memory.write_bytes(b"x")
    assert type(open_source(str(shared_memory), CameraConfig())) is VideoFile
    with pytest.raises(SourceError, match="is not a camera"):
        open_source(str(tmp_path / "tty9"), CameraConfig())
    with pytest.raises(SourceError, match="there is no camera"):
        open_source(str(tmp_path / "usb-Gone"), CameraConfig())


SECRET = "hunter2"


@pytest.mark.parametrize(
    "spec",
    [
        f"rtsp://admin:{SECRET}@127.0.0.1:1/x",
        f"http://127.0.0.1:1/x?password={SECRET}",
        f"gst:rtspsrc location=rtsp://a:{SECRET}@127.0.0.1:1/x",
    ],
)
def test_no_secret_shows_in_id_repr_or_error(
    spec: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # no gst-launch: its absence is the error
    camera = CameraConfig(open_timeout_s=1)
    source = open_source(spec, camera)
    with pytest.raises(SourceError) as caught:
        source.open()
    captured = capfd.readouterr()
    for text in (source.id, repr(source), str(caught.value), captured.err, captured.out):
        assert SECRET not in text
