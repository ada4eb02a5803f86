"""A network camera on this machine that sends motion JPEG over HTTP, and the server it runs in."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np


class HttpCamera(BaseHTTPRequestHandler):
    """As an IP camera serves motion JPEG: one part a picture; the server then shuts the line."""

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        """To be said by each camera."""
        raise NotImplementedError

    def send_pictures(self, jpegs: Iterable[bytes]) -> None:
        """Until the last one, or until the reader has closed."""
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=b")
        self.end_headers()
        with contextlib.suppress(OSError):
            for jpeg in jpegs:
                head = b"--b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg)
                self.wfile.write(head + jpeg + b"\r\n")

    def log_message(self, *_: object) -> None:
        """Nothing."""


def grey_jpeg(width: int, height: int, level: int) -> bytes:
    return cv2.imencode(".jpg", np.full((height, width, 3), level, np.uint8))[1].tobytes()


@contextlib.contextmanager
def http_server(
    handler: Callable[..., BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """A running server; its port. What a broken connection raises in it is not printed."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
