"""What the decoder's process is told of a network stream, and how it opens one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from edge.capture.frame_buffer import AVAILABLE
from edge.security.confinement import Confinement, confine, quieten

MEMORY_BYTES = 3 * 2**30
"""Address space for decoding. Every thread of a codec reserves some 70 MB of it for its stack and
its part of the heap, of which it uses little."""

STEP_S = 1.0
"""How long each step of asking for a redirect may take."""

READABLE = (
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/resolv.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/dev/urandom",
)
"""What resolving a name and a handshake read."""

OPTIONS = "OPENCV_FFMPEG_CAPTURE_OPTIONS"
NAMES_OVER_TCP = ("RES_OPTIONS", "use-vc")
"""The C library's: name servers are asked over TCP."""


@dataclass(frozen=True, slots=True)
class StreamOrder:
    """url: as the operator gave it; address: as FFmpeg is given it.

    options: FFmpeg's, as OpenCV reads them. authorities: a PEM file, for a camera with a
    certificate. ports: TCP, of the stream. datagrams: whether it takes UDP. For the others see
    `edge.capture.decoder.DecodeOrder`.
    """

    url: str
    address: str
    options: str
    open_ms: int
    read_ms: int
    ports: tuple[int, ...]
    most_pixels: int
    datagrams: bool = False
    authorities: str | None = None
    shared: bool = AVAILABLE

    def opened(self) -> Any:
        """The stream, after this process confined itself: FFmpeg parses as it opens."""
        self.prepare()
        from edge.capture.opencv_capture import cv2

        limits = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            self.open_ms,
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            self.read_ms,
        ]
        return cv2.VideoCapture(self.address, cv2.CAP_FFMPEG, limits)

    def prepare(self) -> None:
        """Load the libraries and confine this process."""
        quieten()
        os.environ.update([(OPTIONS, self.options), NAMES_OVER_TCP])
        import encodings.idna  # noqa: F401 — loaded before files can no longer be read

        from edge.capture.opencv_capture import cv2

        if self._is_http:
            import edge.capture.redirect  # noqa: F401 — likewise

        cv2.setNumThreads(1)
        readable = (*READABLE, self.authorities) if self.authorities else READABLE
        confine(Confinement(MEMORY_BYTES, readable, self.ports, datagrams=self.datagrams))

    def elsewhere(self) -> str | None:
        """Where an HTTP server redirects to."""
        if not self._is_http:
            return None
        from edge.capture import redirect

        return redirect.target(self.url, self.address, self.authorities, STEP_S)

    @property
    def _is_http(self) -> bool:
        return self.url.lower().startswith("http")
