"""A network camera that speaks RTSP: motion JPEG as RTP (RFC 2435) within the TCP connection."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np

SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\n"
SDP += "a=framerate:25\r\na=control:1\r\n"
FRAGMENT = 1200
"""Bytes of a picture in one packet."""


class _Camera(socketserver.StreamRequestHandler):
    server: RtspCamera

    def handle(self) -> None:
        while request := self._request():
            method, headers = request
            self.server.asked.append((method, headers.get("transport", "")))
            if method == "DESCRIBE":
                self._answer(headers, SDP, "Content-Type: application/sdp")
            elif method == "SETUP" and "RTP/AVP/TCP" not in headers["transport"]:
                self._answer(headers, status="461 Unsupported Transport")
            elif method == "SETUP":
                self._answer(headers, "", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
            else:
                self._answer(headers)
            if method == "PLAY":
                self._play()

    def _request(self) -> tuple[str, dict[str, str]] | None:
        line = self.rfile.readline().decode()
        rows = iter(lambda: self.rfile.readline().decode().strip(), "")
        headers = {name.lower(): text.strip() for name, _, text in (r.partition(":") for r in rows)}
        return (line.split()[0], headers) if line else None

    def _answer(
        self, headers: dict[str, str], body: str = "", also: str = "", status: str = "200 OK"
    ) -> None:
        rows = [f"RTSP/1.0 {status}", f"CSeq: {headers['cseq']}", "Session: 1", also]
        rows.append(f"Content-Length: {len(body)}")
        self.wfile.write(("\r\n".join(filter(None, rows)) + "\r\n\r\n" + body).encode())

    def _play(self) -> None:
        sent = 0
        try:
            for index in range(self.server.pictures):
                picture = np.full((48, 64, 3), index % 60 * 4, np.uint8)
                for packet in packets(cv2.imencode(".jpg", picture)[1].tobytes(), index, sent):
                    self.wfile.write(b"$\0" + struct.pack(">H", len(packet)) + packet)
                    sent += 1
        except OSError:  # the reader has closed
            return


def packets(jpeg: bytes, index: int, first: int) -> Iterator[bytes]:
    """The RTP packets of a 4:2:0 picture with the usual Huffman tables. first: their number."""
    tables, at = b"", 2
    while jpeg[at + 1] != 0xDA:  # as far as the start of the scan
        size = int.from_bytes(jpeg[at + 2 : at + 4])
        if jpeg[at + 1] == 0xDB:
            tables += jpeg[at + 5 : at + 2 + size]
        if jpeg[at + 1] == 0xC0:
            height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
        at += 2 + size
    scan = jpeg[at + 2 + int.from_bytes(jpeg[at + 2 : at + 4]) : -2]
    for offset in range(0, len(scan), FRAGMENT):
        last = offset + FRAGMENT >= len(scan)
        number = first + offset // FRAGMENT
        head = struct.pack(">BBHII", 0x80, 26 | last << 7, number, 3000 * index, 7)
        head += struct.pack(">IBBBB", offset, 1, 255, width // 8, height // 8)
        head += struct.pack(">BBH", 0, 0, len(tables)) + tables if offset == 0 else b""
        yield head + scan[offset : offset + FRAGMENT]


class RtspCamera(socketserver.ThreadingTCPServer):
    """asked: each method, with the transport that was asked for."""

    daemon_threads = True

    def __init__(self, pictures: int) -> None:
        super().__init__(("127.0.0.1", 0), _Camera)
        self.pictures = pictures
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"rtsp://127.0.0.1:{self.socket.getsockname()[1]}/1"


@contextmanager
def rtsp_camera(pictures: int) -> Iterator[RtspCamera]:
    with RtspCamera(pictures) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
