"""Records an animation of the window: `python -m ui.film docs/images/window.webp`, for the README.

It records the built-in demo, because no person's picture may be shown, and needs no display. Frames
are judged one by one without real time, so that the result does not depend on the machine's load.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from edge.capture.synthetic import LIVE_FRAMES, REPLAY_FRAMES, Demo
from edge.cli.exit import guarded
from edge.config import Config
from edge.errors import OutputError
from edge.runtime.factory import build_pipeline
from edge.runtime.stats import EngineStats, FrameMeter
from edge.types import U8
from models.registry import Registry
from ui import theme
from ui.demo_engine import DemoEngine, demo_stats, shown
from ui.platform import remove_opencv_paths

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

RATE = 30.0
"""Frames per second of the demo."""

SECONDS = (LIVE_FRAMES + REPLAY_FRAMES) / RATE
"""The demo's length."""

SIZE = (1080, 640)
"""The window's size, px: legible on a page 900 px wide."""


def film(out: Path, *, seconds: float, fps: float, width: int, quality: int) -> int:
    """Show the window with the demo, grab it `fps` times a second, write an animated WebP.

    width: of the film, px. quality: WebP's, 1..100. Returns the number of pictures. Raises
    OutputError where the file cannot be written, ModelError where a model is missing.
    """
    if out.suffix != ".webp" or not out.parent.is_dir():
        raise OutputError(f"{out}: choose a .webp file in an existing folder")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    remove_opencv_paths()
    from PyQt6.QtWidgets import QApplication

    from edge.overlay.score_memory import TASKS
    from ui.settings import Settings
    from ui.window import MainWindow

    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["facevouch"])
    config, registry = Config(), Registry.open()
    engines: list[FrameByFrame] = []
    frames = round(seconds * RATE)

    def make_engine(notify: Callable[[], None]) -> FrameByFrame:
        engines.append(FrameByFrame(config, registry, frames, notify))
        return engines[0]

    def make(settings: Settings) -> MainWindow:
        return MainWindow(make_engine, config, "demo", registry, settings, list)

    pictures: list[U8] = []
    with shown(make, app, size=SIZE, look=theme.DARK.name, heatmap=TASKS[0]) as window:
        window.bridge.poll()
        for number in range(frames):
            engines[0].advance()
            app.processEvents()
            if number * fps // RATE > (number - 1) * fps // RATE:
                window.bridge.poll()
                window.sidebar.chart.redraw()
                pictures.append(picture(window, width))
    write(out, pictures, fps, quality)
    return len(pictures)


class FrameByFrame(DemoEngine):
    """The real pipeline on the demo, one frame per call.

    fps in its statistics is the rate that this machine reaches, at most the demo's own.
    """

    def __init__(
        self, config: Config, registry: Registry, frames: int, notify: Callable[[], None]
    ) -> None:
        super().__init__(notify)
        self._pipeline = build_pipeline(config, registry, camera="demo")
        self._source = Demo(frames)  # finite, therefore in media time
        self._meter = FrameMeter()

    def start(self) -> None:
        self._source.open()

    def stop(self, timeout: float = 0.0) -> list[str]:  # noqa: ARG002 - nothing runs by itself
        self._source.close()
        self._pipeline.close()
        return []

    def advance(self) -> None:
        frame = self._source.read()
        if frame is None:
            raise OutputError("the demo ended before the film")
        result = self._pipeline.process(frame)
        self._meter.add(frame.captured_at, result.timings_ms)
        self.publish(frame, result)

    def stats(self) -> EngineStats:
        latencies = self._meter.latencies()
        median = latencies.get("total", (1000 / RATE, 0.0))[0]
        fps = min(RATE, 1000 / median)
        return demo_stats(fps, RATE, self._meter.frames, self._pipeline.models(), latencies)


def picture(widget: QWidget, width: int) -> U8:
    """What a widget shows, uint8 (H, W, 3) BGR, scaled to this width."""
    from PyQt6.QtGui import QImage

    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_BGR888)
    rows = np.frombuffer(image.constBits().asstring(image.sizeInBytes()), np.uint8)
    rows = rows.reshape(image.height(), image.bytesPerLine())[:, : image.width() * 3]
    whole = rows.reshape(image.height(), image.width(), 3)
    height = round(image.height() * width / image.width())
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def write(out: Path, pictures: list[U8], fps: float, quality: int) -> None:
    """An animated WebP that begins again at its end. Raises OutputError."""
    animation = cv2.Animation()
    animation.frames = pictures
    animation.durations = np.full(len(pictures), round(1000 / fps), np.int32)
    if not cv2.imwriteanimation(str(out), animation, [cv2.IMWRITE_WEBP_QUALITY, quality]):
        raise OutputError(f"cannot write the film {out}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ui.film", description=__doc__)
    parser.add_argument("out", type=Path, metavar="FILE.webp")
    parser.add_argument(
        "--seconds", type=float, default=SECONDS, help="length, s (default: %(default)s)"
    )
    parser.add_argument(
        "--fps", type=float, default=5.0, help="frames per second (default: %(default)s)"
    )
    parser.add_argument(
        "--width", type=int, default=900, metavar="PX", help="width, px (default: %(default)s)"
    )
    parser.add_argument(
        "--quality", type=int, default=50, help="WebP quality, 0 to 100 (default: %(default)s)"
    )
    args = parser.parse_args()

    def make() -> int:
        film(args.out, seconds=args.seconds, fps=args.fps, width=args.width, quality=args.quality)
        return 0

    return guarded(make)


if __name__ == "__main__":
    raise SystemExit(main())
