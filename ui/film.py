"""Film the window at work: `python -m ui.film docs/images/window.webp` made the README's picture.

It films the built-in demo, because no person's picture may be shown, and needs no display.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from edge.capture.synthetic import LIVE_FRAMES, REPLAY_FRAMES
from edge.cli.exit import guarded
from edge.config import Config
from edge.errors import OutputError
from edge.types import U8
from models.registry import Registry
from ui.platform import remove_opencv_paths

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

SECONDS = (LIVE_FRAMES + REPLAY_FRAMES) / 30
"""Once through the demo, which gives 30 frames a second."""

SIZE = (1080, 640)
"""The window's, px: all of it can be read in a page 900 px wide."""


def film(out: Path, *, seconds: float, fps: float, width: int, quality: int) -> int:
    """Show the window on the demo, grab it `fps` times a second, write an animated WebP.

    width: of the film, px. quality: WebP's, 1..100. Returns the number of pictures. Raises
    OutputError where the file cannot be written, ModelError where a model is missing.
    """
    if out.suffix != ".webp" or not out.parent.is_dir():
        raise OutputError(f"{out}: name a .webp file in a folder that is there")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    remove_opencv_paths()
    from PyQt6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
    from PyQt6.QtWidgets import QApplication

    from ui import language, theme
    from ui.app import make_window
    from ui.score_memory import TASKS
    from ui.settings import Settings

    app = QApplication.instance() or QApplication(["facevouch"])
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(QSettings(f"{folder}/film.ini", QSettings.Format.IniFormat))
        settings.heatmap = TASKS[0]
        language.install(app, "en")
        theme.apply(app, theme.DARK.name)
        window = make_window(Config(), "demo", Registry.open(), settings)
        pictures: list[U8] = []
        timer = QTimer(window)
        timer.setInterval(round(1000 / fps))

        def grab() -> None:
            if window.has_picture:
                pictures.append(picture(window, width))
            if len(pictures) >= seconds * fps:
                timer.stop()
                window.leave()

        timer.timeout.connect(grab)
        try:
            window.start()
            window.resize(*SIZE)
            window.show()
            timer.start()
            app.exec()
        finally:
            window.leave()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
    write(out, pictures, fps, quality)
    return len(pictures)


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
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--fps", type=float, default=5.0)
    parser.add_argument("--width", type=int, default=900, metavar="PX")
    parser.add_argument("--quality", type=int, default=50)
    args = parser.parse_args()

    def make() -> int:
        film(args.out, seconds=args.seconds, fps=args.fps, width=args.width, quality=args.quality)
        return 0

    return guarded(make)


if __name__ == "__main__":
    raise SystemExit(main())
