"""Untrusted files are decoded within limits, in a process of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from confined import attempted
from media_files import a_bomb, a_chatty_png, a_gif_bomb, a_long_gif, a_video, an_image
from needs import needs_landlock, needs_seccomp

from edge.service.uploads.file_decoder import (
    GIF_PICTURES,
    HEAD_BYTES,
    Limits,
    Media,
    UploadRefusedError,
    media_of,
)
from edge.service.uploads.file_process import Decoder

LIMITS = Limits(megapixels=1, seconds=2, fps=10, timeout_s=30)


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    made = Decoder(LIMITS)
    yield made
    made.close()


def refused(decoder: Decoder, media: Media, data: bytes) -> UploadRefusedError:
    with pytest.raises(UploadRefusedError) as caught:
        list(decoder.frames(media, data))
    return caught.value


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".webp"])
def test_an_image_is_one_frame_of_its_size(decoder: Decoder, suffix: str) -> None:
    (frame,) = decoder.frames(Media.IMAGE, an_image(64, 48, suffix))
    assert frame.size == (64, 48)


def test_a_video_is_sampled_at_the_configured_rate(decoder: Decoder) -> None:
    frames = list(decoder.frames(Media.VIDEO, a_video(seconds=1, fps=20)))
    assert [frame.index for frame in frames] == list(range(10))
    assert [frame.captured_at for frame in frames] == pytest.approx([i / 10 for i in range(10)])
    assert frames[-1].bgr.mean() > frames[0].bgr.mean() + 100


def test_a_decompression_bomb_is_refused_by_its_header(decoder: Decoder) -> None:
    bomb = a_bomb()
    assert len(bomb) < 1_000_000
    error = refused(decoder, Media.IMAGE, bomb)
    assert error.status == 413
    assert "1 megapixels" in str(error)


def test_a_canvas_that_is_larger_than_any_memory_is_refused(decoder: Decoder) -> None:
    assert refused(decoder, Media.VIDEO, a_gif_bomb()).status in (413, 422)


def test_a_remark_that_unpacks_to_gigabytes_is_not_unpacked(decoder: Decoder) -> None:
    assert len(list(decoder.frames(Media.IMAGE, a_chatty_png()))) == 1
    status = Path(f"/proc/{decoder.pid}/status").read_text()
    assert int(status.split("VmHWM:")[1].split()[0]) < 150_000


@pytest.mark.parametrize(
    ("media", "data", "status"),
    [
        (Media.IMAGE, an_image(1100, 1000), 413),
        (Media.VIDEO, a_video(0.2, size=(1200, 900)), 413),
        (Media.VIDEO, a_video(seconds=3), 413),
        (Media.VIDEO, a_video(seconds=30, fps=5, size=(16, 16)), 413),
        (Media.IMAGE, an_image()[:40], 422),
        (Media.IMAGE, b"\x89PNG\r\n\x1a\n" + b"\0" * 100, 422),
        (Media.VIDEO, a_video()[:200], 422),
        (Media.VIDEO, b"\x1a\x45\xdf\xa3" + b"\xff" * 4000, 422),
        (Media.VIDEO, an_image(), 422),
    ],
    ids=(
        "pixels of an image",
        "pixels of a video",
        "length",
        "length by far",
        "cut image",
        "garbled image",
        "cut video",
        "garbled video",
        "image as a video",
    ),
)
def test_a_file_that_is_too_large_or_damaged_is_refused_and_the_decoder_goes_on(
    decoder: Decoder, media: Media, data: bytes, status: int
) -> None:
    assert refused(decoder, media, data).status == status
    assert len(list(decoder.frames(Media.IMAGE, an_image()))) == 1
    assert decoder.restarts == 0


def test_a_playlist_that_names_another_file_opens_nothing(decoder: Decoder, tmp_path: Path) -> None:
    other = tmp_path / "other.avi"
    other.write_bytes(a_video())
    for text in (f"#EXTM3U\n#EXTINF:1,\n{other}\n", f"ffconcat version 1.0\nfile '{other}'\n"):
        assert refused(decoder, Media.VIDEO, text.encode()).status == 422


def test_a_decoder_that_dies_refuses_the_file_and_the_next_one_is_decoded() -> None:
    decoder = Decoder(LIMITS)
    try:
        frames = decoder.frames(Media.VIDEO, a_video(seconds=2, size=(640, 480)))
        next(frames)
        assert decoder.pid is not None
        os.kill(decoder.pid, signal.SIGKILL)  # as a codec that crashes does
        with pytest.raises(UploadRefusedError):
            list(frames)
        assert len(list(decoder.frames(Media.IMAGE, an_image()))) == 1
        assert decoder.restarts == 1
    finally:
        decoder.close()


def test_a_file_that_the_stop_cuts_off_is_not_called_damaged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    decoder = Decoder(LIMITS)
    frames = decoder.frames(Media.VIDEO, a_video(seconds=2, size=(640, 480)))
    next(frames)
    decoder.shut()
    with pytest.raises(UploadRefusedError, match="stopping") as refused:
        list(frames)
    assert refused.value.status == 503
    assert caplog.messages == []


def test_a_decoder_that_hangs_is_given_up_and_replaced() -> None:
    now = [0.0]
    decoder = Decoder(LIMITS, clock=lambda: now[0])
    try:
        frames = decoder.frames(Media.VIDEO, a_video(seconds=2, size=(640, 480)))
        next(frames)
        assert decoder.pid is not None
        os.kill(decoder.pid, signal.SIGSTOP)
        now[0] = LIMITS.timeout_s + 1
        with pytest.raises(TimeoutError):
            list(frames)
        assert decoder.pid is None
    finally:
        decoder.close()


def test_a_decoder_that_hangs_in_the_middle_of_a_picture_is_given_up() -> None:
    decoder = Decoder(LIMITS)
    ours, theirs = multiprocessing.Pipe()
    now = iter((0.0, 1.0, 2.0, 3.0, LIMITS.timeout_s + 1))
    decoder._clock = lambda: next(now)
    with ours, theirs:
        os.write(theirs.fileno(), struct.pack("!i", 100) + b"x" * 10)
        with pytest.raises(TimeoutError):
            decoder._receive(ours, 1000, LIMITS.timeout_s)


def test_the_decoder_has_limits_that_hold_it_even_when_we_do_not(decoder: Decoder) -> None:
    list(decoder.frames(Media.IMAGE, an_image()))
    limits = Path(f"/proc/{decoder.pid}/limits").read_text()
    space = next(line for line in limits.splitlines() if line.startswith("Max address space"))
    assert space.split()[3] != "unlimited"


@needs_landlock
@needs_seccomp
def test_the_decoder_is_confined(decoder: Decoder) -> None:
    list(decoder.frames(Media.IMAGE, an_image()))
    status = Path(f"/proc/{decoder.pid}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status
    assert "Threads:\t1\n" in status


@needs_landlock
@needs_seccomp
def test_a_codec_that_was_taken_over_can_write_start_and_reach_nothing(tmp_path: Path) -> None:
    prepare = """
saved = os.dup(1)
from edge.service.uploads import file_decoder
file_decoder.prepare(1_000_000)
os.dup2(saved, 1)
"""
    done = attempted(tmp_path, prepare)
    # a thread: the limit of processes does not hold for root
    assert {name for name, works in done.items() if works} - {"thread"} == {
        "read the program",
        "share memory",
        "pipe",
        "end itself by a signal",
    }


def test_every_clip_is_decoded(field_data: Path) -> None:
    patient = Decoder(Limits(megapixels=10, seconds=120, fps=1, timeout_s=120))
    try:
        for clip in sorted((field_data / "data" / "clips").iterdir()):
            data = clip.read_bytes()
            assert media_of(data[:HEAD_BYTES]) is Media.VIDEO
            frames = patient.frames(Media.VIDEO, data)
            assert [next(frames).index, next(frames).index] == [0, 1], clip.name
            frames.close()
    finally:
        patient.close()


def test_a_file_that_is_left_unread_does_not_answer_the_next(decoder: Decoder) -> None:
    frames = decoder.frames(Media.VIDEO, a_video(seconds=2))
    next(frames)
    frames.close()
    (frame,) = decoder.frames(Media.IMAGE, an_image(20, 10))
    assert frame.size == (20, 10)


def test_a_gif_is_bounded_by_the_pixels_of_all_its_frames() -> None:
    patient = Decoder(Limits(megapixels=1, seconds=60, fps=10, timeout_s=30))
    try:
        whole = list(patient.frames(Media.VIDEO, a_long_gif(1000, GIF_PICTURES)))
        assert len(whole) == pytest.approx(GIF_PICTURES * 0.02 * 10, abs=1)
        for frames, delay_s in ((2900, 0.02), (59, 1.0)):
            bomb = a_long_gif(1000, frames, delay_s)
            assert len(bomb) < 70_000
            error = refused(patient, Media.VIDEO, bomb)
            assert (error.status, "too many pixels" in str(error)) == (413, True)
    finally:
        patient.close()
