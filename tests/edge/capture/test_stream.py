"""A network stream from a real server on this machine: it plays, breaks off, never answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from http_camera import HttpCamera, grey_jpeg, http_server
from rtsp_camera import rtsp_camera

from edge.capture.stream import Stream, ffmpeg_options
from edge.capture.stream_order import OPTIONS
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.types import Frame

FRAMES = 6
SECRET = "hunter2"
IMPATIENT = CameraConfig(open_timeout_s=1, stall_s=1)


class Camera(HttpCamera):
    """A few pictures; other paths refuse, redirect, or ask for the host's name."""

    def answer(self) -> None:
        if self.path.startswith("/nothing"):
            self.send_error(404)
            return
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("to=")[2])
            self.end_headers()
            return
        if self.path == "/host" and not self.headers["Host"].startswith("localhost:"):
            self.send_error(404)
            return
        self.send_pictures(grey_jpeg(64, 48, 40 * i) for i in range(FRAMES))


@pytest.fixture
def camera() -> Iterator[str]:
    with http_server(Camera) as port:
        yield f"127.0.0.1:{port}"


def test_a_stream_is_read_frame_by_frame_until_it_breaks_off(camera: str) -> None:
    source = Stream(f"http://user:{SECRET}@{camera}/video?token={SECRET}", CameraConfig())
    frames: list[Frame] = []
    with source, pytest.raises(SourceError, match="was interrupted") as caught:
        frames.extend(iter(source.read, None))
    levels = [round(float(frame.bgr.mean()) / 40) for frame in frames]
    assert levels == list(range(len(levels)))
    assert len(levels) >= FRAMES - 1  # FFmpeg may wait for what follows the last picture
    times = [frame.captured_at for frame in frames]
    assert times == sorted(times)
    assert SECRET not in str(caught.value) + source.id + repr(source)


def test_a_server_without_the_stream_is_one_line_without_its_password(
    camera: str, capfd: pytest.CaptureFixture[str]
) -> None:
    source = Stream(f"http://user:{SECRET}@{camera}/nothing", IMPATIENT)
    with pytest.raises(SourceError, match="cannot open the stream") as caught:
        source.open()
    assert SECRET not in str(caught.value)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_a_server_that_never_answers_is_given_up(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = Stream(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/1", IMPATIENT)
        with pytest.raises(SourceError, match="check address, network and credentials"):
            source.open()


def test_a_stream_is_read_only_once_open_and_closes_twice(camera: str) -> None:
    source = Stream(f"http://{camera}/video", CameraConfig())
    with pytest.raises(SourceError, match="is not open"):
        source.read()
    source.open()
    source.close()
    source.close()
    with pytest.raises(SourceError):
        source.read()


def test_rtsp_camera_is_read_within_its_tcp_connection() -> None:
    with rtsp_camera(pictures=2000) as camera, Stream(camera.url, CameraConfig()) as source:
        frames = [source.read() for _ in range(3)]
        assert [frame.size for frame in frames if frame is not None] == [(64, 48)] * 3
    assert [transport.split(";")[0] for _, transport in camera.asked if transport] == [
        "RTP/AVP/TCP"
    ]


def test_name_is_resolved_before_the_decoder_starts_and_told_to_an_http_server(camera: str) -> None:
    with Stream(
        f"http://{camera.replace('127.0.0.1', 'localhost')}/host", CameraConfig()
    ) as source:
        assert source.read() is not None


def test_unknown_name_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr("socket.getaddrinfo", fail)
    with pytest.raises(SourceError, match="check address, network and credentials"):
        Stream("rtsp://camera.example/1", CameraConfig()).open()


@pytest.mark.parametrize("there", ["other port", "same port"])
def test_redirect_is_not_followed_and_its_target_is_told(camera: str, there: str) -> None:
    asked: list[str] = []

    class Target(Camera):
        def answer(self) -> None:
            asked.append(self.path)
            super().answer()

    with http_server(Target) as other:
        place = camera if there == "same port" else f"127.0.0.1:{other}"
        source = Stream(f"http://{camera}/moved?to=http://u:{SECRET}@{place}/video", CameraConfig())
        with pytest.raises(SourceError, match="which is not followed; give that address") as caught:
            source.open()
    assert f"redirects to http://***@{place}/video" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert asked == []


@pytest.mark.parametrize(
    ("url", "operators", "expected"),
    [
        ("rtsp://c/1", None, "rtsp_transport;tcp"),
        ("rtsp://c/1", "fflags;nobuffer", "fflags;nobuffer|rtsp_transport;tcp"),
        ("rtsp://c/1", "rtsp_transport;udp", "rtsp_transport;udp"),
        (
            "http://u:p@c:81/1",
            None,
            "rtsp_transport;tcp|max_redirects;0|headers;Host: c:81",
        ),
        ("http://c/1", "headers;Host: d", "headers;Host: d|max_redirects;0"),
    ],
)
def test_options_prefer_tcp_and_follow_nothing(
    monkeypatch: pytest.MonkeyPatch, url: str, operators: str | None, expected: str
) -> None:
    monkeypatch.delenv(OPTIONS, raising=False)
    if operators is not None:
        monkeypatch.setenv(OPTIONS, operators)
    assert ffmpeg_options(url, "http://10.0.0.7/1", None) == expected
