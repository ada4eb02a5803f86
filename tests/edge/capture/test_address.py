"""What the decoder of a stream may reach: one address where that is enough, TCP, and its ports."""

from __future__ import annotations

import socket

import pytest

from edge.capture.address import NAME_SERVICE, needs_datagrams, ports, with_address
from edge.capture.stream import OVER_TCP


@pytest.fixture(autouse=True)
def proxies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    found: dict[str, str] = {}
    monkeypatch.setattr("edge.capture.address.getproxies", lambda: found)
    return found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://camera/video", (80,)),
        ("rtsp://camera/1", (554,)),
        ("http://[::1]:8080/video", (8080,)),
        ("https://user:secret@camera/video", (NAME_SERVICE, 443)),
        ("rtsps://camera:8322/1", (NAME_SERVICE, 8322)),
        ("udp://@:1234", (1234,)),
        ("srt://camera", ()),
        ("http://camera:port/video", ()),
    ],
)
def test_stream_may_reach_its_own_port_and_with_a_certificate_the_name_service(
    url: str, expected: tuple[int, ...]
) -> None:
    assert ports(url) == expected


def test_proxy_and_its_name_may_be_reached(proxies: dict[str, str]) -> None:
    proxies["http"] = "http://proxy.example:3128"
    assert ports("http://camera/video") == (NAME_SERVICE, 80, 3128)
    assert ports("rtsp://camera/1") == (554,)


@pytest.mark.parametrize(
    ("url", "options", "expected"),
    [
        ("rtsp://camera/1", OVER_TCP, False),
        ("rtsps://camera/1", f"fflags;nobuffer|{OVER_TCP}", False),
        ("rtsp://camera/1", "rtsp_transport;udp", True),
        ("http://camera/1", "rtsp_transport;udp", False),
        ("udp://@:1234", OVER_TCP, True),
    ],
)
def test_datagrams_are_for_streams_that_consist_of_them(
    url: str, options: str, expected: bool
) -> None:
    assert needs_datagrams(url, options) is expected


@pytest.mark.parametrize(
    ("url", "address", "expected"),
    [
        ("rtsp://u:p@Cam.local:554/1?a=b", "10.0.0.7", "rtsp://u:p@10.0.0.7:554/1?a=b"),
        ("http://cam.local/video", "fe80::1", "http://[fe80::1]/video"),
        ("rtsp://cam.example/1", "10.0.0.7", "rtsp://10.0.0.7/1"),
        ("rtsp://u:p@[::1]:554/1", "::1", "rtsp://u:p@[::1]:554/1"),
        ("udp://@:1234", "", "udp://@:1234"),
    ],
)
def test_address_takes_the_place_of_the_name(
    monkeypatch: pytest.MonkeyPatch, url: str, address: str, expected: str
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 0))])
    assert with_address(url, 1) == expected


def test_of_several_addresses_the_one_that_answers_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [(0, 0, 0, "", (address, 0)) for address in ("::1", "127.0.0.1")]
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr("edge.capture.address.socket.getaddrinfo", _first(found))
        assert with_address(f"rtsp://cam:{port}/1", 5) == f"rtsp://127.0.0.1:{port}/1"


def _first(found: list[tuple[object, ...]]):  # type: ignore[no-untyped-def]
    """The real function but for the name `cam`."""
    real = socket.getaddrinfo
    return lambda host, *rest, **named: found if host == "cam" else real(host, *rest, **named)
