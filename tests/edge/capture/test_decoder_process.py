"""The process that decodes: confined, replaced when it fails, and never believed."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import cv2
import numpy as np
import pytest
from confined import attempted
from http_camera import HttpCamera, grey_jpeg, http_server
from needs import needs_landlock, needs_opencv, needs_seccomp

from edge.capture.decoder_process import DecoderProcess
from edge.capture.frame_buffer import SLOTS
from edge.capture.stream_order import StreamOrder
from edge.security import landlock
from edge.types import U8

pytestmark = needs_opencv()
SIZES = [(64, 48)] * 5 + [(96, 64)] * 5 + [(64, 48)] * 4


class MotionJpeg(HttpCamera):
    """Pictures whose size changes on the way."""

    def answer(self) -> None:
        self.send_pictures(grey_jpeg(*size, 15 * index) for index, size in enumerate(SIZES))
        if self.path == "/waits":
            with contextlib.suppress(OSError):  # the reader has closed
                self.rfile.read(1)


class Files(http.server.SimpleHTTPRequestHandler):
    """Serves a folder."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def serve() -> Iterator[Callable[..., int]]:
    """Starts a server; its port."""
    with contextlib.ExitStack() as running:
        yield lambda handler: running.enter_context(http_server(handler))


def order(
    port: int, path: str = "", *, shared: bool = True, other: int | None = None
) -> StreamOrder:
    url = f"http://127.0.0.1:{port}/{path}"
    return StreamOrder(
        url=url,
        address=url,
        options="max_redirects;0",
        open_ms=10_000,
        read_ms=10_000,
        ports=(other or port,),
        most_pixels=100_000_000,
        shared=shared,
    )


def pictures(process: DecoderProcess) -> list[tuple[U8, float]]:
    try:
        assert process.open()
        return list(iter(process.read, None))  # type: ignore[arg-type]
    finally:
        process.close()


@pytest.mark.parametrize("shared", [True, False])
def test_pictures_arrive_whole_and_in_order_when_their_size_changes(
    serve: Callable[..., int], shared: bool
) -> None:
    read = pictures(DecoderProcess(order(serve(MotionJpeg), shared=shared)))
    # FFmpeg scales to the first size; it may wait for what follows the last picture
    assert len(read) >= len(SIZES) - 1
    assert [round(float(picture.mean()) / 15) for picture, _ in read] == list(range(len(read)))
    times = [at for _, at in read]
    assert times == sorted(times)


@pytest.mark.parametrize("name", ["live_lowlight_d.webm", "replay_laptop_e.mp4", "two_people.gif"])
def test_clips_have_the_same_pixels_as_decoded_in_this_process(
    field_data: Path, serve: Callable[..., int], name: str
) -> None:
    port = serve(functools.partial(Files, directory=str(field_data / "data" / "clips")))
    process = DecoderProcess(order(port, name))
    here = cv2.VideoCapture(str(field_data / "data" / "clips" / name), cv2.CAP_FFMPEG)
    try:
        assert process.open()
        for _ in range(SLOTS * 3):
            read = process.read()
            assert read is not None
            assert np.array_equal(read[0], here.read()[1])
    finally:
        process.close()
        here.release()


@needs_landlock
@needs_seccomp
def test_process_that_plays_is_confined(serve: Callable[..., int]) -> None:
    process = DecoderProcess(order(serve(MotionJpeg), "waits"))
    try:
        assert process.open()
        status = Path(f"/proc/{process.pid}/status").read_text()
        assert "NoNewPrivs:\t1" in status
        assert "Seccomp:\t2" in status
    finally:
        process.close()


@needs_landlock
def test_server_on_another_port_than_the_streams_is_not_reached(
    serve: Callable[..., int],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = DecoderProcess(order(serve(MotionJpeg), other=other.getsockname()[1]))
        assert not process.open()
        process.close()


@needs_landlock
@needs_seccomp
@pytest.mark.parametrize("datagrams", [False, True])
def test_codec_that_was_taken_over_writes_starts_and_reaches_nothing_but_its_camera(
    tmp_path: Path, datagrams: bool
) -> None:
    confine = f"""
from edge.capture.stream_order import StreamOrder
StreamOrder("http:", "", "", 1, 1, (port,), 1, {datagrams}).prepare()
os.dup2(saved, 1)
"""
    with (
        socket.create_server(("127.0.0.1", 0)) as near,
        socket.create_server(("127.0.0.1", 0)) as far,
    ):
        done = attempted(
            tmp_path,
            "saved = os.dup(1)\n" + confine,
            port=near.getsockname()[1],
            other=far.getsockname()[1],
        )
    left = {"connect", "read the program", "share memory", "pipe", "thread"}
    left |= {"end itself by a signal"} | ({"datagram"} if datagrams else set())
    if landlock.version() < landlock.NETWORK_VERSION:
        left |= {"connect elsewhere"}
    assert {name for name, works in done.items() if works} == left


def test_process_that_dies_ends_the_stream(serve: Callable[..., int]) -> None:
    process = DecoderProcess(order(serve(MotionJpeg), "waits"))
    try:
        assert process.open()
        assert process.read() is not None
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)  # as a codec that crashes does
        assert len(list(iter(process.read, None))) < len(SIZES)  # type: ignore[arg-type]
    finally:
        process.close()


def test_closing_from_another_thread_ends_a_read_that_waits(serve: Callable[..., int]) -> None:
    process = DecoderProcess(order(serve(MotionJpeg), "waits"))
    assert process.open()
    ended = threading.Event()

    def read() -> None:
        while process.read() is not None:
            pass
        ended.set()

    reader = threading.Thread(target=read)
    reader.start()
    process.close()
    reader.join(30)
    assert ended.is_set()
    assert process.pid is None


def test_process_closed_before_it_was_opened_is_not_started() -> None:
    process = DecoderProcess(order(9))
    process.close()
    assert not process.open()
    assert process.pid is None


@pytest.mark.parametrize(
    "answer",
    [
        b"no JSON",
        b"[]",
        b"{}",
        json.dumps({"w": 64, "h": 48, "t": 1.0}).encode(),
        json.dumps({"w": -64, "h": 48}).encode(),
        json.dumps({"w": 100_000, "h": 100_000}).encode(),
        json.dumps({"w": "x", "h": 48}).encode(),
        b"x" * 5000,
    ],
    ids=(
        "no JSON",
        "no object",
        "empty",
        "no buffer",
        "negative",
        "too large",
        "a word",
        "too long",
    ),
)
def test_answer_that_makes_no_sense_ends_the_stream(answer: bytes) -> None:
    process = DecoderProcess(order(9))
    ours, theirs = multiprocessing.Pipe()
    process._pipe = ours
    with ours, theirs:
        theirs.send_bytes(answer)
        assert process.read() is None


def test_times_of_a_decoder_that_lies_are_neither_later_than_now_nor_before_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process = DecoderProcess(order(9, shared=False))
    ours, theirs = multiprocessing.Pipe()
    process._pipe = ours
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    with ours, theirs:
        said = (50.0, 40.0, float("nan"), 1e9)
        times = [_time_of(process, theirs, time) for time in said]
    assert times == [50.0, 50.0, 50.0, 100.0]


def _time_of(process: DecoderProcess, decoder: Connection, said: float) -> float:
    process._asked.append(0)
    decoder.send_bytes(json.dumps({"w": 1, "h": 1, "t": said}).encode())
    decoder.send_bytes(b"\0\0\0")
    read = process.read()
    assert read is not None
    return read[1]
