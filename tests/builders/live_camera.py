"""Pictures as a camera would deliver them: real clips at 30 a second, and what attackers make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np

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


def looped(clip: Sequence[U8], how: str, rounds: int = 5) -> Iterator[U8]:
    """A clip over and over, after the first round altered anew in each: `exact`, `brighter`,
    `jpeg` (another quality each), `noise`, `gamma and jpeg`."""
    rng = np.random.default_rng(5)
    curve = (255 * (np.arange(256) / 255) ** 0.8).astype(np.uint8)
    grain = rng.normal(0, 3, (2000, 2000, 3)).astype(np.float32)

    def noisy(picture: U8) -> U8:
        y, x = rng.integers(0, 1000, 2)
        height, width = picture.shape[:2]
        return np.clip(picture + grain[y : y + height, x : x + width], 0, 255).astype(np.uint8)

    makers = {
        "exact": lambda p: p,
        "brighter": lambda p: cv2.convertScaleAbs(p, alpha=1.0, beta=15),
        "noise": noisy,
        "gamma and jpeg": lambda p: jpeg(curve[p], 50),
    }
    yield from clip
    for turn in range(rounds - 1):
        make = makers.get(how) or partial(jpeg, quality=(40, 85, 60)[turn % 3])
        for picture in clip:
            yield np.asarray(make(picture), np.uint8)


def a_room(rng: np.random.Generator, width: int = 320, height: int = 240) -> U8:
    """A still scene: large soft shapes of middle brightness."""
    coarse = rng.integers(40, 200, (6, 8, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def sensed(scene: U8, rng: np.random.Generator, noise: float = 1.5) -> U8:
    """A scene through a real sensor: with noise of its own in every frame."""
    return np.clip(scene + rng.normal(0, noise, scene.shape), 0, 255).astype(np.uint8)
