"""Make the pictures of docs/kiosk.md: `python -m ui.kiosk.pictures docs/images`.

They show the built-in demo, because no person's picture may be shown, and need no display.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from edge.challenge.guidance import Guidance, Phase, Prompt
from edge.cli.exit import guarded
from edge.config import Config
from edge.errors import OutputError
from edge.gate.oval import Oval
from edge.types import Frame
from models.registry import Registry
from ui.platform import remove_opencv_paths

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QApplication, QWidget

FRAMES = 260
"""Frames of the demo scored for the operator's screen: a bona fide person, then a replay attack."""

OPERATOR = (1024, 600)
QUALITY = 85


def draw(folder: Path) -> list[Path]:
    """Write the pictures as WebP files and return their paths.

    Raises OutputError where `folder` is no folder or a picture cannot be written.
    """
    if not folder.is_dir():
        raise OutputError(f"there is no folder {folder}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    remove_opencv_paths()
    from PyQt6.QtWidgets import QApplication

    from ui import language, theme
    from ui.film import picture

    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["facevouch"])
    theme.apply(app, theme.DARK.name)
    made = []
    for name, language_code, make in PICTURES:
        language.install(app, language_code)
        widget, path = make(app), folder / f"{name}.webp"
        if not cv2.imwrite(
            str(path), picture(widget, widget.width()), [cv2.IMWRITE_WEBP_QUALITY, QUALITY]
        ):
            raise OutputError(f"cannot write {path}")
        made.append(path)
    language.install(app, "en")
    return made


def _moment(frame: Frame, prompt: Prompt, phase: Phase, progress: float = 0.0) -> Guidance:
    oval = Oval(frame.size, Config().session.oval).box
    return Guidance(phase, prompt, progress, oval=oval, frame_size=frame.size)


def _demo(number: int = 20) -> Frame:
    from edge.capture.synthetic import Demo

    source = Demo(number + 1)
    source.open()
    try:
        for _ in range(number):
            source.read()
        frame = source.read()
    finally:
        source.close()
    if frame is None:
        raise OutputError("the demo ended before the picture")
    return frame


def _welcome(app: QApplication) -> QWidget:  # noqa: ARG001 - a widget needs a QApplication
    from ui.kiosk.language_buttons import LanguageButtons
    from ui.kiosk.palettes import with_accent
    from ui.kiosk.screen import GuidedScreen

    frame, mood = _demo(), with_accent("#00665C")
    screen = GuidedScreen(calm=True, name="Main entrance", welcoming=mood, head=True)
    screen.resize(800, 480)
    screen.show_frame(frame)
    screen.show_guidance(_moment(frame, Prompt.WELCOME, Phase.IDLE))
    row = LanguageButtons(["en", "de", "es"], mood, screen)
    row.setGeometry(screen.layout_.head.toRect())
    return screen


def _hold(app: QApplication) -> QWidget:  # noqa: ARG001
    from ui.kiosk.screen import GuidedScreen

    frame = _demo()
    screen = GuidedScreen(calm=True)
    screen.resize(800, 480)
    screen.show_frame(frame)
    screen.show_guidance(_moment(frame, Prompt.HOLD_STILL, Phase.HOLD, 0.75))
    return screen


def _gesture(app: QApplication) -> QWidget:  # noqa: ARG001
    from dataclasses import replace

    from ui.kiosk.screen import GuidedScreen

    frame = _demo()
    screen = GuidedScreen(clock=lambda: 0.6)
    screen.resize(480, 800)
    screen.show_frame(frame)
    asked = replace(_moment(frame, Prompt.TURN_LEFT, Phase.CHALLENGE, 1 / 3), step=(2, 3))
    for left in (6.0, 4.0):  # the first value sets the full length of the bar
        screen.show_guidance(replace(asked, remaining_s=left))
    return screen


def _operator(app: QApplication) -> QWidget:
    from edge.overlay.score_memory import ScoreMemory
    from ui.film import FrameByFrame
    from ui.kiosk.operator import OperatorPage

    config, registry = Config(), Registry.open()
    engine = FrameByFrame(config, registry, FRAMES, lambda: None)
    memory = ScoreMemory({spec.id: spec.task for spec in registry.specs()})
    page = OperatorPage(memory, clock=lambda: 0.0)
    page.resize(*OPERATOR)
    page.show()
    engine.start()
    try:
        for _ in range(FRAMES):
            engine.advance()
            newest = engine.get()
            if newest is not None:
                memory.update(newest[1])
                page.show_result(*newest)
        page.show_stats(engine.stats())
    finally:
        engine.stop()
    page.show_guidance(Guidance(Phase.RETRY, Prompt.TRY_AGAIN, attempts_left=4, remaining_s=3.0))
    page.refresh()
    app.processEvents()
    return page


def _verdicts(app: QApplication) -> QWidget:
    from ui.kiosk.operator import OperatorPage

    page = _operator(app)
    if isinstance(page, OperatorPage):
        page.buttons["verdicts"].click()
        page.timeline.list.setCurrentRow(0)
    app.processEvents()
    return page


PICTURES: tuple[tuple[str, str, Callable[[QApplication], QWidget]], ...] = (
    ("kiosk_welcome", "en", _welcome),
    ("kiosk", "en", _hold),
    ("kiosk_gesture", "es", _gesture),
    ("kiosk_operator", "en", _operator),
    ("kiosk_verdicts", "en", _verdicts),
)
"""File name without suffix, language code, and the function that makes the widget."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ui.kiosk.pictures", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    args = parser.parse_args()

    def make() -> int:
        draw(args.folder)
        return 0

    return guarded(make)


if __name__ == "__main__":
    raise SystemExit(main())
