"""Frames as from a camera: real clips at 30 fps, and injected ones as attackers make them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.capture.video import VideoFile
from edge.types import U8, Frame

CLIPS = (
    "live_lowlight_d.webm", "live_phone_e.mp4", "live_studio_b.mp4", "live_studio_c.mp4",
    "live_webcam_a.mp4", "replay_laptop_e.mp4", "replay_phone_d.webm", "small_face.mkv",
    "three_people.gif", "two_people.gif",
)  # fmt: skip


def pictures(clip: Path, count: int | None = None) -> list[U8]:
    """The frames of a clip, the first `count` of them."""
    found: list[U8] = []
    with VideoFile(clip) as video:
        while (count is None or len(found) < count) and (frame := video.read()) is not None:
            found.append(frame.bgr)
    return found


@lru_cache(maxsize=2)
def small_pictures(clip: Path, count: int) -> tuple[U8, ...]:
    """As `pictures`, about 240 px high: as much as the guard reads of a frame."""
    found = pictures(clip, count)
    half = 240 / found[0].shape[0]
    return tuple(
        np.asarray(cv2.resize(p, None, fx=half, fy=half, interpolation=cv2.INTER_AREA), np.uint8)
        for p in found
    )


def as_live(
    shown: Iterable[U8], fps: float = 30.0, jitter_s: float = 1e-3, seed: int = 3
) -> Iterator[Frame]:
    """Frames with the times at which a camera's would arrive."""
    rng = np.random.default_rng(seed)
    for i, picture in enumerate(shown):
        at = 100 + i / fps + float(rng.uniform(0, jitter_s))
        yield Frame(picture, i, "camera 0", at)


def jpeg(picture: U8, quality: int) -> U8:
    """Encoded and decoded again."""
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _grain(rng: np.random.Generator, sigma: float) -> Callable[[U8], U8]:
    """Adds normal noise of a standard deviation in grey levels, cut from one sheet."""
    sheet = rng.normal(0, sigma, (2000, 2000, 3)).astype(np.float32)

    def noisy(picture: U8) -> U8:
        height, width = picture.shape[:2]
        y, x = rng.integers(0, 2000 - height), rng.integers(0, 2000 - width)
        return np.clip(picture + sheet[y : y + height, x : x + width], 0, 255).astype(np.uint8)

    return noisy


def moved(picture: U8, dx: float, dy: float, zoom: float = 1.0) -> U8:
    """The picture shifted, px, and enlarged about its middle."""
    height, width = picture.shape[:2]
    matrix = np.array(
        [[zoom, 0, (1 - zoom) * width / 2 + dx], [0, zoom, (1 - zoom) * height / 2 + dy]],
        np.float32,
    )
    warped = cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(warped, np.uint8)


DISGUISES = ("shaken", "shifted", "noisy", "enlarged", "shuffled")
PIECE = 30
"""frames of the pieces that a `shuffled` clip is cut into: one second."""


def looped(clip: Sequence[U8], how: str, rounds: int = 5) -> Iterator[U8]:
    """A clip over and over, after the first round altered anew in each.

    how: `exact`, `brighter`, `jpeg` (another quality each), `noise` (σ = 3), `gamma and jpeg`; or
    one of the DISGUISES: `shaken` by up to 3 px in every frame, `shifted` by 12 px (both of a
    picture 640 px wide), `noisy` (σ = 8), `enlarged` by 2 %, or `shuffled` in pieces of PIECE.
    """
    rng = np.random.default_rng(5)
    curve = (255 * (np.arange(256) / 255) ** 0.8).astype(np.uint8)
    unit = clip[0].shape[1] / 640
    shifts = unit * np.array(((12, 0), (0, 12), (-12, 0), (0, -12)))
    makers: dict[str, Callable[[U8, int], U8]] = {
        "exact": lambda p, _: p,
        "brighter": lambda p, _: cv2.convertScaleAbs(p, alpha=1.0, beta=15),
        "jpeg": lambda p, turn: jpeg(p, (40, 85, 60)[turn % 3]),
        "gamma and jpeg": lambda p, _: jpeg(curve[p], 50),
        "shaken": lambda p, _: moved(p, *(unit * rng.uniform(-3, 3, 2))),
        "shifted": lambda p, turn: moved(p, *shifts[turn % 4]),
        "enlarged": lambda p, turn: moved(p, 0, 0, (1.02, 0.98)[turn % 2]),
        "shuffled": lambda p, _: p,
    }
    if how in ("noise", "noisy"):
        grain = _grain(rng, 3 if how == "noise" else 8)
        makers[how] = lambda p, _: grain(p)
    yield from clip
    pieces = [clip[i : i + PIECE] for i in range(0, len(clip) - PIECE + 1, PIECE)]
    for turn in range(rounds - 1):
        order = rng.permutation(len(pieces)) if how == "shuffled" else ()
        for picture in [p for i in order for p in pieces[i]] or clip:
            yield np.asarray(makers[how](picture, turn), np.uint8)


def swaying(clip: Iterable[U8], period_s: float, *, fps: float = 30.0) -> Iterator[U8]:
    """Somebody who sways in a steady rhythm while the room stays where it is: the middle of the
    picture moves, by 12 px of 640, its border does not."""
    maps: list[NDArray[np.float32]] = []
    for index, picture in enumerate(clip):
        height, width = picture.shape[:2]
        if not maps:
            y, x = np.mgrid[0:height, 0:width].astype(np.float32)
            person = np.exp(
                -(((x - width / 2) / (0.28 * width)) ** 2)
                - ((y - height / 2) / (0.4 * height)) ** 2
            )
            maps = [x, y, person.astype(np.float32)]
        x, y, person = maps
        reach = np.float32(12 * width / 640 * np.sin(2 * np.pi * index / (period_s * fps)))
        yield np.asarray(
            cv2.remap(picture, x - reach * person, y - reach / 5 * person, cv2.INTER_LINEAR),
            np.uint8,
        )


def a_room(rng: np.random.Generator, width: int = 320, height: int = 240) -> U8:
    """A still scene: large soft shapes of middle brightness."""
    coarse = rng.integers(40, 200, (6, 8, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def sensed(scene: U8, rng: np.random.Generator, noise: float = 1.5) -> U8:
    """A scene through a real sensor: with noise of its own in every frame."""
    return np.clip(scene + rng.normal(0, noise, scene.shape), 0, 255).astype(np.uint8)
