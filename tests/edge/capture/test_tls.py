"""A network camera whose certificate is not trusted delivers no frames to the gate."""

from __future__ import annotations

import contextlib
import itertools
import os
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from certificates import make_certificate, make_signed
from http_camera import HttpCamera, grey_jpeg, http_server

from edge.capture.stream import Stream
from edge.capture.stream_order import OPTIONS
from edge.config import CameraConfig
from edge.errors import ConfigError, SourceError


class Camera(HttpCamera):
    """Pictures nearly without end."""

    def answer(self) -> None:
        self.send_pictures(itertools.repeat(grey_jpeg(64, 48, 90), 2000))


@pytest.fixture
def camera() -> Iterator[Callable[[Path, Path], int]]:
    """Starts a camera with a certificate; its port."""
    with contextlib.ExitStack() as running:

        def start(cert: Path, key: Path) -> int:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(cert, key)
            return running.enter_context(http_server(Camera, context))

        yield start


def opened(url: str, tls_ca: Path | None) -> bool:
    """Whether a picture comes. Raises what opening raises."""
    stream = Stream(url, CameraConfig(tls_ca=str(tls_ca) if tls_ca else None, open_timeout_s=10))
    with stream:
        return stream.read() is not None


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Path]:
    make_certificate(tmp_path / "cert.pem", tmp_path / "key.pem")
    return tmp_path / "cert.pem", tmp_path / "key.pem"


def test_a_certificate_of_no_trusted_authority_is_refused_by_default(
    camera: Callable[[Path, Path], int], own: tuple[Path, Path]
) -> None:
    with pytest.raises(SourceError, match=r"is not trusted: .*camera\.tls_ca"):
        opened(f"https://user:secret@localhost:{camera(*own)}/video", None)


def test_a_cameras_own_certificate_is_trusted_where_it_is_named_regardless_of_its_host_name(
    camera: Callable[[Path, Path], int], own: tuple[Path, Path]
) -> None:
    port = camera(*own)
    assert opened(f"https://localhost:{port}/video", own[0])
    assert opened(f"https://127.0.0.1:{port}/video", own[0])


def test_another_cameras_certificate_is_refused(
    camera: Callable[[Path, Path], int], own: tuple[Path, Path], tmp_path: Path
) -> None:
    make_certificate(tmp_path / "other.pem", tmp_path / "other.key")
    with pytest.raises(SourceError, match="is not trusted"):
        opened(f"https://localhost:{camera(*own)}/video", tmp_path / "other.pem")


@pytest.mark.parametrize(("name", "believed"), [("localhost", True), ("elsewhere", False)])
def test_an_authority_is_trusted_for_the_requested_host_name_only(
    camera: Callable[[Path, Path], int], tmp_path: Path, name: str, believed: bool
) -> None:
    authority, cert, key = make_signed(tmp_path, name)
    url = f"https://localhost:{camera(cert, key)}/video"
    if believed:
        assert opened(url, authority)
    else:
        with pytest.raises(SourceError, match=r"is not trusted: .*[Hh]ost"):
            opened(url, authority)


def test_rtsps_is_verified_too(camera: Callable[[Path, Path], int], own: tuple[Path, Path]) -> None:
    with pytest.raises(SourceError, match="is not trusted"):
        opened(f"rtsps://localhost:{camera(*own)}/stream", None)


def test_no_option_of_the_process_stays_changed(
    camera: Callable[[Path, Path], int],
    own: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(OPTIONS, "rtsp_transport;udp")
    assert opened(f"https://localhost:{camera(*own)}/video", own[0])
    assert os.environ[OPTIONS] == "rtsp_transport;udp"


def test_a_file_of_certificates_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"camera\.tls_ca"):
        opened("https://localhost:1/video", tmp_path / "none.pem")


def test_a_refused_connection_is_reported_without_the_password() -> None:
    with pytest.raises(SourceError, match="cannot open the stream") as error:
        opened("rtsps://user:secret@localhost:1/stream", None)
    assert "secret" not in str(error.value)
