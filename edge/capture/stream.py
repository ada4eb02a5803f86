"""Network streams (RTSP, HTTP and what else FFmpeg reads), decoded in a process of their own."""

from __future__ import annotations

import os
import time
from urllib.parse import urlsplit

from edge.capture import tls
from edge.capture.address import HTTP, needs_datagrams, needs_name, ports, with_address
from edge.capture.decoded import DecodedApart
from edge.capture.opencv_capture import MOST_PIXELS
from edge.capture.redirect import NOT_FOLLOWED
from edge.capture.stream_order import OPTIONS, StreamOrder
from edge.config import CameraConfig
from edge.errors import SourceError
from edge.message import Message
from edge.security.redact import redacted
from edge.types import SourceKind

OVER_TCP = "rtsp_transport;tcp"
"""FFmpeg's option, and OpenCV's own where its variable is not set. FFmpeg alone prefers UDP."""

LEAST_S = 0.5
"""An opening is given at least so long, however long verifying its certificate took."""


class Stream(DecodedApart):
    """A live stream by its URL. Its id, errors and repr hold no credential."""

    kind = SourceKind.STREAM

    def __init__(self, url: str, camera: CameraConfig) -> None:
        super().__init__()
        self.id = redacted(url)
        self._url = url
        self._camera = camera

    def __repr__(self) -> str:
        return f"Stream({self.id!r})"

    def _ending(self) -> Message:
        return Message("the stream {0} was interrupted", self.id)

    def _failure(self, elsewhere: str | None) -> Message:
        if elsewhere is not None:
            return Message(
                "the stream {0} redirects to {1}, which is not followed; give that address",
                self.id,
                elsewhere,
            )
        return Message(
            "cannot open the stream {0}; check address, network and credentials", self.id
        )

    def _order(self) -> StreamOrder:
        """Raises SourceError where the camera's certificate is not trusted or its name unknown."""
        begun, limit_s = time.monotonic(), self._camera.open_timeout_s
        authorities = tls.verify(self._url, self._camera.tls_ca, limit_s)
        try:
            address = self._url if needs_name(self._url) else with_address(self._url, limit_s)
        except (OSError, ValueError) as error:
            raise SourceError(self._failure(None)) from error
        options = ffmpeg_options(self._url, address, authorities)
        left_s = max(LEAST_S, limit_s - (time.monotonic() - begun))
        return StreamOrder(
            url=self._url,
            address=address,
            options=options,
            open_ms=round(left_s * 1000),
            read_ms=round(self._camera.stall_s * 1000),
            ports=ports(self._url),
            most_pixels=MOST_PIXELS,
            datagrams=needs_datagrams(self._url, options),
            authorities=authorities,
        )


def ffmpeg_options(url: str, address: str, authorities: str | None) -> str:
    """FFmpeg's options for a stream, as OpenCV reads them, after those of OpenCV's variable.

    address: the URL as FFmpeg is given it. authorities: see `tls.verify`.
    """
    options = [one for one in os.environ.get(OPTIONS, OVER_TCP).split("|") if one]
    parts = urlsplit(url)
    if parts.scheme.lower().startswith("rtsp") and not _named(options, "rtsp_transport"):
        options.append(OVER_TCP)
    if parts.scheme.lower() in HTTP:
        options.append(NOT_FOLLOWED)
        if address != url and not _named(options, "headers"):
            options.append(f"headers;Host: {parts.netloc.rpartition('@')[2]}")
    if authorities is not None:
        options += ["tls_verify;1", f"ca_file;{authorities}"]
    return "|".join(options)


def _named(options: list[str], key: str) -> bool:
    return any(one.startswith(f"{key};") for one in options)
