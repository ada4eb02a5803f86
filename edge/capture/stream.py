"""Network streams (RTSP, HTTP and what else FFmpeg reads), decoded in a process of their own."""

from __future__ import annotations

import os
import socket
import time
from urllib.parse import urlsplit
from urllib.request import getproxies

from edge.capture import tls
from edge.capture.base import Source
from edge.capture.stream_decoder import OPTIONS, READABLE, StreamOrder
from edge.capture.stream_process import StreamProcess
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.message import Message
from edge.security.redact import redacted
from edge.types import Frame, SourceKind

PORTS = {"http": 80, "rtsp": 554, "rtmp": 1935, **tls.PORTS}
"""Of a URL that states none."""

NAME_SERVICE = 53
"""Answers that do not fit a datagram are asked for over TCP."""

USUAL = "rtsp_transport;tcp"
"""OpenCV's own options for FFmpeg, where its variable is not set."""

LEAST_S = 0.5
"""An opening is given at least so long, however long verifying its certificate took."""


class Stream(Source):
    """A live stream by its URL. Its id, errors and repr hold no credential."""

    live = True
    kind = SourceKind.STREAM

    def __init__(self, url: str, camera: CameraConfig) -> None:
        self.id = redacted(url)
        self._url = url
        self._camera = camera
        self._process: StreamProcess | None = None
        self._closed = False
        self._index = 0

    def __repr__(self) -> str:
        return f"Stream({self.id!r})"

    def open(self) -> None:
        self._closed = False
        self._index = 0
        process = StreamProcess(self._order())
        self._process = process
        if self._closed:
            process.close()
        if not process.open():
            process.close()
            raise SourceError(
                Message(
                    "cannot open the stream {0}; check address, network and credentials", self.id
                )
            )

    def read(self) -> Frame | None:
        process = self._process
        if process is None:
            raise SourceError(f"{self.id} is not open")
        read = process.read()
        if read is None:
            process.close()
            raise SourceError(Message("the stream {0} was interrupted", self.id))
        picture, at = read
        frame = Frame(picture, self._index, self.id, at)
        self._index += 1
        return frame

    def close(self) -> None:
        self._closed = True
        process = self._process
        if process is not None:
            process.close()

    def _order(self) -> StreamOrder:
        begun, limit_s = time.monotonic(), self._camera.open_timeout_s
        authorities = tls.verify(self._url, self._camera.tls_ca, limit_s)
        options = os.environ.get(OPTIONS)
        readable: tuple[str, ...] = READABLE
        if authorities is not None:
            options = f"{options or USUAL}|tls_verify;1|ca_file;{authorities}"
            readable = (*READABLE, authorities)
        left_s = max(LEAST_S, limit_s - (time.monotonic() - begun))
        return StreamOrder(
            url=with_address(self._url),
            options=options,
            open_ms=round(left_s * 1000),
            read_ms=round(self._camera.stall_s * 1000),
            readable=readable,
            ports=ports(self._url),
        )


def ports(url: str) -> tuple[int, ...]:
    """The TCP ports that reading this stream takes: its own, proxies', and the name service's."""
    wanted = {NAME_SERVICE}
    for place in (url, *getproxies().values()):
        try:
            parts = urlsplit(place)
            wanted.add(parts.port or PORTS.get(parts.scheme.lower(), NAME_SERVICE))
        except ValueError:  # a port that is no number, which opening will say
            continue
    return tuple(sorted(wanted))


def with_address(url: str) -> str:
    """The URL with an address in place of a name that only mDNS knows (`camera.local`).

    Such names are resolved over a UNIX socket, of which the decoder has none.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if not host.lower().endswith(".local"):
            return url
        address = str(socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)[0][4][0])
    except (OSError, ValueError):  # opening will say so
        return url
    where = f"[{address}]" if ":" in address else address
    before, at, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{before}{at}{where}{place[len(host) :]}").geturl()
