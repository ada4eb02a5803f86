"""Sources that render their own frames: a test pattern, and the demo of a person and a replay."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from pathlib import Path

import cv2
import numpy as np

from edge.capture.base import Source
from edge.errors import SourceError
from edge.types import F32, U8, Frame, SourceKind

LATE_S = 1.0
"""With a larger delay (after the machine's sleep), frames are skipped and not caught up."""


class MadeSource(Source):
    """Renders frames; the same index always gives the same frame.

    count: None for an endless live source at `rate` frames per second; a number for a source that
    ends after that many, unpaced, as a file does.
    """

    rate = 30.0
    synthetic = True
    kind = SourceKind.MADE

    def __init__(self, name: str, count: int | None) -> None:
        self.id = name
        self.live = count is None
        self._count = count
        self._index = 0
        self._started: float | None = None
        self._closed = threading.Event()

    @abstractmethod
    def render(self, index: int) -> U8:
        """One frame: uint8 (H, W, 3) BGR, a new array."""

    def open(self) -> None:
        self._index = 0
        self._started = time.monotonic()
        self._closed.clear()

    def read(self) -> Frame | None:
        if self._started is None:
            raise SourceError(f"{self.id} is not open")
        if self._closed.is_set() or self._index == self._count:
            return None
        if self.live and not self._wait_for_its_time(self._started):
            return None
        at = self._index / self.rate
        if self.live:
            at += self._started
        frame = Frame(self.render(self._index), self._index, self.id, at)
        self._index += 1
        return frame

    def close(self) -> None:
        self._closed.set()

    @property
    def fps(self) -> float | None:
        return self.rate

    @property
    def frame_count(self) -> int | None:
        return self._count

    def _wait_for_its_time(self, started: float) -> bool:
        """Wait until the next frame is due. False when the source was closed meanwhile."""
        ahead = started + self._index / self.rate - time.monotonic()
        if ahead < -LATE_S:
            self._index += int(-ahead * self.rate)
        return not self._closed.wait(max(0.0, ahead))


WIDTH, HEIGHT = 640, 480
BARS = ((192, 192, 192), (0, 192, 192), (192, 192, 0), (0, 192, 0), (192, 0, 192), (0, 0, 192))
"""BGR, the order of the common colour-bar chart."""


class Pattern(MadeSource):
    """Colour bars and a moving dot, 640 × 480 at 30 frames a second."""

    def __init__(self, count: int | None = None) -> None:
        super().__init__("pattern", count)
        bars = np.array(BARS, np.uint8)[np.arange(WIDTH) * len(BARS) // WIDTH]
        self._bars = np.broadcast_to(bars, (HEIGHT, WIDTH, 3))

    def render(self, index: int) -> U8:
        image = self._bars.copy()
        turn = 2 * np.pi * index / 90
        centre = (round(WIDTH / 2 + 180 * np.cos(turn)), round(HEIGHT / 2 + 120 * np.sin(turn)))
        cv2.circle(image, centre, 40, (255, 255, 255), -1, cv2.LINE_AA)
        cv2.rectangle(image, (0, HEIGHT - 44), (WIDTH, HEIGHT), (24, 24, 24), -1)
        text = f"facevouch test pattern  frame {index}"
        cv2.putText(
            image, text, (14, HEIGHT - 14), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255, 255, 255), 1,
            cv2.LINE_AA,
        )  # fmt: skip
        return image


PORTRAIT = Path(__file__).parent / "assets" / "portrait.jpg"
FACE = (227.0, 118.0)
"""Centre of the face in the portrait, px; the face is 100 px wide there."""

LIVE_FRAMES, REPLAY_FRAMES = 180, 120
"""Six seconds of the person, four of the replay, then again."""

SCREEN = (480, 360)
"""Width and height of the replaying screen, px."""

BEZEL = 22

SCREEN_GAMMA = 0.85
"""A phone's screen brightens dark tones of the recording."""

CLOSER = 1.38
"""Magnification of the replay, so that the face on the screen is about life-size."""

FACE_LEVEL, SHOWN_LEVEL = 0.46, 0.62
"""Vertical position of the face's centre in the picture and on the screen, 0 at the top. On the
screen it is low enough to cut off most of the collar, which a detector can take for a face."""


class Demo(MadeSource):
    """A person before a camera, then the same person replayed on a phone; some 2 ms a frame."""

    def __init__(self, count: int | None = None) -> None:
        super().__init__("demo", count)
        self._portrait: U8 | None = None
        self._shown: U8 | None = None

    def open(self) -> None:
        portrait = cv2.imread(str(PORTRAIT))
        if portrait is None:
            raise SourceError(f"{PORTRAIT} is missing; reinstall facevouch")
        self._portrait = np.asarray(portrait, np.uint8)
        levels = 255 * np.linspace(0, 1, 256) ** SCREEN_GAMMA
        self._shown = np.asarray(cv2.LUT(portrait, levels.round().astype(np.uint8)), np.uint8)
        rng = np.random.default_rng(20)
        # sensor noise: each frame uses another section of one large array
        sheet = rng.normal(128, 3.5, (HEIGHT + 64, WIDTH + 64, 3))
        self._noise = sheet.clip(0, 255).astype(np.uint8)
        self._grid = _pixel_grid()
        self._glare = _glare()
        self._room = (
            cv2.GaussianBlur(_person(self._portrait, 0.0, (WIDTH, HEIGHT)), (0, 0), 24) // 3
        )
        super().open()

    def render(self, index: int) -> U8:
        within = index % (LIVE_FRAMES + REPLAY_FRAMES)
        seconds = index / self.rate
        if within < LIVE_FRAMES:
            assert self._portrait is not None  # render follows open
            image = _person(self._portrait, seconds, (WIDTH, HEIGHT))
        else:
            image = self._replay(seconds)
        return self._camera(image, index)

    def _replay(self, seconds: float) -> U8:
        """The same person on a phone held before the camera: pixels, gamma, bezel, glare."""
        assert self._shown is not None
        shown = _person(self._shown, seconds + 3, SCREEN, SHOWN_LEVEL, CLOSER)
        shown = np.asarray(cv2.multiply(shown, self._grid, scale=1 / 200), np.uint8)
        phone = cv2.copyMakeBorder(
            shown, BEZEL, BEZEL, 2 * BEZEL, 2 * BEZEL, cv2.BORDER_CONSTANT, value=(18, 16, 16)
        )
        height, width = phone.shape[:2]
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        matrix = cv2.getPerspectiveTransform(corners, _held_by_hand(seconds))
        image = self._room.copy()
        cv2.warpPerspective(
            phone, matrix, (WIDTH, HEIGHT), dst=image, borderMode=cv2.BORDER_TRANSPARENT
        )
        return np.asarray(cv2.add(image, self._glare), np.uint8)

    def _camera(self, image: U8, index: int) -> U8:
        """What a webcam adds: slight blur, slowly varying exposure, sensor noise."""
        image = np.asarray(cv2.GaussianBlur(image, (3, 3), 0.6), np.uint8)
        exposure = 1.0 + 0.05 * np.sin(2 * np.pi * index / 170)
        x, y = (37 * index) % 64, (23 * index) % 64
        noise = self._noise[y : y + HEIGHT, x : x + WIDTH]
        return np.asarray(cv2.addWeighted(image, exposure, noise, 1.0, -128.0), np.uint8)


def _person(
    portrait: U8,
    seconds: float,
    size: tuple[int, int],
    level: float = FACE_LEVEL,
    closer: float = 1.0,
) -> U8:
    """The portrait with a person's small movements. size: (width, height), px."""
    width, height = size
    scale = height / HEIGHT * closer
    zoom = (1.85 + 0.10 * np.sin(0.7 * seconds)) * scale
    tilt = np.radians(2.5 * np.sin(0.9 * seconds))
    x = width / 2 + (26 * np.sin(0.8 * seconds) + 3 * np.sin(5.1 * seconds)) * scale
    y = height * level + (10 * np.sin(1.1 * seconds + 1)) * scale
    turn = zoom * np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    shift = np.array([x, y]) - turn @ np.array(FACE)
    matrix = np.column_stack([turn, shift]).astype(np.float32)
    return np.asarray(
        cv2.warpAffine(portrait, matrix, size, borderMode=cv2.BORDER_REFLECT_101), np.uint8
    )


def _held_by_hand(seconds: float) -> F32:
    """The phone's corners in the frame, px: slightly turned, moving a little."""
    corners = np.array([[52, 52], [592, 40], [600, 448], [44, 436]], np.float32)
    sway = [6 * np.sin(1.3 * seconds), 5 * np.sin(1.7 * seconds + 0.5)]
    lean = np.array([[1, 0], [-1, 0], [1, 0], [-1, 0]]) * 6 * np.sin(0.6 * seconds)
    return np.asarray(corners + sway + lean, np.float32)


def _pixel_grid() -> U8:
    """A screen's RGB sub-pixel stripes and dark rows, which cause moiré in the camera's picture."""
    width, height = SCREEN
    grid = np.full((height, width, 3), 150, np.uint8)
    for channel in range(3):  # BGR in memory, RGB from left to right on the screen
        grid[:, 2 - channel :: 3, channel] = 255
    grid[::3] = (grid[::3] * 0.72).astype(np.uint8)
    return grid


def _glare() -> U8:
    """A lamp's reflection on the glass, and a uniform bluish glare."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    lamp = 110 * np.exp(-(((x - 470) / 70) ** 2 + ((y - 120) / 40) ** 2))
    veil = np.full_like(lamp, 6)
    light = np.stack([lamp + veil * 2, lamp + veil, lamp + veil], axis=-1)
    return np.asarray(light.clip(0, 255), np.uint8)
