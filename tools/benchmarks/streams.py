"""What decoding a stream or a camera in a process of its own costs: frames a second, and processor
time.

    python -m tools.benchmarks.streams --frames 300 --rounds 5 --size 1280x720
    python -m tools.benchmarks.streams --frames 100 --camera 0

A server on this machine sends motion JPEG as fast as it is read, or with `--paced` at a camera's
rate; `--camera` reads a camera of this machine instead. In each round the same number of frames is
read by OpenCV in this process and by `edge.capture`, in alternation, so that both meet the same
load. The ratio of the two rates is what counts.
"""

from __future__ import annotations

import argparse
import http.server
import itertools
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

import cv2
import numpy as np

from edge.capture.stream import Stream
from edge.capture.webcam import WebcamInProcess, camera_order, webcam
from edge.config import CameraConfig

WARM_UP = 10
"""Frames that are read before the clock starts."""


@dataclass(frozen=True, slots=True)
class StreamRate:
    """fps: frames a second; cpu_ms: this process's own processor time for a frame, ms."""

    fps: float
    cpu_ms: float


def serve(width: int, height: int, fps: float | None, pipe: Connection) -> None:
    """Send pictures without end to whoever asks. The server process's main function."""
    rng = np.random.default_rng(5)
    parts = []
    for _ in range(8):
        rough = rng.integers(0, 255, (height // 16, width // 16, 3), np.uint8)
        picture = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)
        jpeg = cv2.imencode(".jpg", picture)[1].tobytes()
        head = b"--b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg)
        parts.append(head + jpeg + b"\r\n")

    class MotionJpeg(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=b")
            self.end_headers()
            due = time.monotonic()
            try:
                for part in itertools.cycle(parts):
                    self.wfile.write(part)
                    if fps is not None:
                        due = max(due + 1 / fps, time.monotonic() - 1 / fps)
                        time.sleep(max(0.0, due - time.monotonic()))
            except OSError:  # the reader has closed
                return

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), MotionJpeg) as server:
        server.daemon_threads = True
        pipe.send(server.server_port)
        server.serve_forever()


def rate(read: Callable[[], object], frames: int) -> StreamRate:
    """The rate of reading `frames` frames. Raises RuntimeError where one does not come."""
    for _ in range(WARM_UP):
        read()
    begun, used = time.perf_counter(), _processor_s()
    for _ in range(frames):
        if read() is None:
            raise RuntimeError("the stream broke off")
    took = time.perf_counter() - begun
    return StreamRate(frames / took, (_processor_s() - used) / frames * 1000)


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def in_process(what: str | int, camera: CameraConfig, frames: int) -> StreamRate:
    """Of a stream's URL, or of a camera's index."""
    if isinstance(what, int):
        with WebcamInProcess(camera_order(what, camera)) as source:
            return rate(source.read, frames)
    capture = cv2.VideoCapture(what, cv2.CAP_FFMPEG)
    try:
        return rate(lambda: capture.read()[1], frames)
    finally:
        capture.release()


def apart(what: str | int, camera: CameraConfig, frames: int) -> StreamRate:
    source = webcam(what, camera) if isinstance(what, int) else Stream(what, camera)
    with source:
        return rate(source.read, frames)


def measure(
    what: str | int, camera: CameraConfig, frames: int, rounds: int
) -> list[tuple[StreamRate, StreamRate]]:
    """(in this process, in one of its own), for each round."""
    return [(in_process(what, camera, frames), apart(what, camera, frames)) for _ in range(rounds)]


@contextmanager
def served(width: int, height: int, fps: float | None) -> Iterator[str]:
    """The URL of a server of motion JPEG, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(width, height, fps, theirs), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/"
    finally:
        server.kill()
        server.join()


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--paced", type=float, metavar="FPS", help="send no faster than this")
    parser.add_argument("--camera", type=int, metavar="INDEX", help="read this camera")
    args = parser.parse_args(argv)
    width, height = map(int, args.size.split("x"))
    camera = CameraConfig(width=width, height=height)
    if args.camera is not None:
        measured = measure(args.camera, camera, args.frames, args.rounds)
    else:
        with served(width, height, args.paced) as url:
            measured = measure(url, camera, args.frames, args.rounds)
    print("in the gate's process       in a process of its own     ratio")  # noqa: T201
    for here, there in measured:
        print(  # noqa: T201
            f"{here.fps:7.1f} fps {here.cpu_ms:6.2f} ms    "
            f"{there.fps:7.1f} fps {there.cpu_ms:6.2f} ms    {there.fps / here.fps:.2f}"
        )
    ratios = [there.fps / here.fps for here, there in measured]
    print(f"median of the ratios: {statistics.median(ratios):.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
