"""A network stream from a real server on this machine: it plays, breaks off, never answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from edge.capture.stream import NAME_SERVICE, Stream, ports, with_address
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.types import Frame

FRAMES = 6
SECRET = "hunter2"
IMPATIENT = CameraConfig(open_timeout_s=1, stall_s=1)


class MotionJpeg(BaseHTTPRequestHandler):
    """As an IP camera serves motion JPEG: one part a picture; the server then shuts the line."""

    def do_GET(self) -> None:
        if self.path.startswith("/nothing"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        for i in range(FRAMES):
            _, jpeg = cv2.imencode(".jpg", np.full((48, 64, 3), 40 * i, np.uint8))
            part = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            try:
                self.wfile.write(part.encode() + jpeg.tobytes() + b"\r\n")
            except ConnectionError:  # the reader has closed
                return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def camera() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), MotionJpeg) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


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


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("http://camera/video", 80),
        ("https://user:secret@camera/video", 443),
        ("rtsp://camera/1", 554),
        ("rtsps://camera:8322/1", 8322),
        ("http://[::1]:8080/video", 8080),
    ],
)
def test_a_stream_may_reach_its_own_port_and_the_name_service(
    monkeypatch: pytest.MonkeyPatch, url: str, port: int
) -> None:
    monkeypatch.setattr("edge.capture.stream.getproxies", dict)
    assert set(ports(url)) == {port, NAME_SERVICE}


@pytest.mark.parametrize("url", ["srt://camera", "http://camera:port/video"])
def test_a_stream_without_a_port_may_reach_the_name_service_alone(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr("edge.capture.stream.getproxies", dict)
    assert ports(url) == (NAME_SERVICE,)


def test_the_port_of_a_proxy_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "edge.capture.stream.getproxies", lambda: {"http": "http://proxy.example:3128"}
    )
    assert 3128 in ports("http://camera/video")


@pytest.mark.parametrize(
    ("url", "address", "expected"),
    [
        ("rtsp://u:p@Cam.local:554/1?a=b", "10.0.0.7", "rtsp://u:p@10.0.0.7:554/1?a=b"),
        ("http://cam.local/video", "fe80::1", "http://[fe80::1]/video"),
        ("http://cam.example/video", "10.0.0.7", "http://cam.example/video"),
    ],
)
def test_a_name_of_mdns_is_resolved_before_the_decoder_starts(
    monkeypatch: pytest.MonkeyPatch, url: str, address: str, expected: str
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 0))])
    assert with_address(url) == expected


def test_a_name_of_mdns_that_nobody_answers_for_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr("socket.getaddrinfo", fail)
    assert with_address("http://cam.local/video") == "http://cam.local/video"
