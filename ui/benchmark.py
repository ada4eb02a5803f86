"""Measure for how long the window keeps its thread while pictures come: `python -m ui.benchmark`.

Every event that Qt hands out is timed, outermost ones only. While an event is worked on no key and
no click is answered: `longest` is the longest such time from one picture to the next, `busy` their
sum. Wall-clock ms count what other processes take from this one; CPU ms do not.

The demo is judged beforehand and its results then come at `--rate`, from a thread of its own, as an
engine's do: what is measured is the window, on a machine of any speed. With `--live SOURCE` a real
engine judges at the same time, as fast as this machine can. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import cv2  # noqa: F401 - as at run time, before Qt
import numpy as np
from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import QApplication

from edge.capture.synthetic import Demo
from edge.cli.exit import guarded
from edge.config import Config
from edge.overlay.score_memory import TASKS
from edge.runtime.factory import build_pipeline
from edge.runtime.stats import EngineStats
from edge.types import Frame, FrameResult
from models.registry import Registry
from ui import theme
from ui.demo_engine import DemoEngine, demo_stats, shown
from ui.platform import remove_opencv_paths

if TYPE_CHECKING:
    from edge.config import DecisionConfig

WARM_S = 2.0
"""Left out at the beginning: until models are warm and every font is loaded."""

JUDGED = 150
"""Frames of the demo that are judged beforehand, and come over and over."""

Judged = list[tuple[Frame, FrameResult]]


def judged(count: int, registry: Registry) -> tuple[Judged, dict[str, str]]:
    """So many frames of the demo with their results, and the models that judged them."""
    source, pipeline = Demo(count), build_pipeline(Config(), registry, camera="demo")
    found: Judged = []
    source.open()
    try:
        while (frame := source.read()) is not None:
            found.append((frame, pipeline.process(frame)))
    finally:
        source.close()
        pipeline.close()
    return found, pipeline.models()


class ReplayEngine(DemoEngine):
    """Results that were made before, at a steady rate, from a thread of its own."""

    def __init__(
        self, frames: Judged, models: dict[str, str], rate: float, notify: Callable[[], None]
    ) -> None:
        super().__init__(notify)
        self._frames = frames
        self._models = models
        self._rate = rate
        self._count = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._play, name="facevouch-replay", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> list[str]:
        self._over.set()
        self._thread.join(timeout)
        return [self._thread.name] if self._thread.is_alive() else []

    def _play(self) -> None:
        begun = time.monotonic()
        while not self._over.wait(max(0.0, begun + self._count / self._rate - time.monotonic())):
            frame, result = self._frames[self._count % len(self._frames)]
            index, at = self._count, self._count / self._rate
            self._count += 1
            self.publish(
                replace(frame, index=index, captured_at=at), replace(result, index=index, time=at)
            )

    def stats(self) -> EngineStats:
        return demo_stats(self._rate, self._rate, self._count, self._models)

    def set_decision(self, decision: DecisionConfig) -> None:
        """Nothing is judged any more."""


class TimedApplication(QApplication):
    """Times each outermost event."""

    def __init__(self) -> None:
        super().__init__([])
        self.depth = 0
        self.spent: list[tuple[float, float]] = []  # wall, CPU; ms

    def notify(self, receiver: QObject | None, event: QEvent | None) -> bool:
        if self.depth:
            return super().notify(receiver, event)
        self.depth = 1
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self.depth = 0
            self.spent.append(
                ((time.perf_counter() - wall) * 1e3, (time.thread_time() - cpu) * 1e3)
            )


def figures(values: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and the longest, ms."""
    if not values:
        return {"pictures": 0}
    p50, p95, p99 = np.percentile(values, [50, 95, 99])
    return {
        "pictures": len(values),
        "median_ms": round(float(p50), 2),
        "p95_ms": round(float(p95), 2),
        "p99_ms": round(float(p99), 2),
        "max_ms": round(max(values), 2),
    }


def measured(args: argparse.Namespace) -> dict[str, Any]:
    """Show the window for a while; returns the report."""
    from ui.app import make_window
    from ui.settings import Settings
    from ui.window import MainWindow

    width, height = map(int, args.size.split("x"))
    registry = Registry.open()
    app = TimedApplication()

    def make(settings: Settings) -> MainWindow:
        if args.live is not None:
            return make_window(Config(), args.live, registry, settings)
        frames, models = judged(JUDGED, registry)
        return MainWindow(
            lambda notify: ReplayEngine(frames, models, args.rate, notify),
            Config(), "demo", registry, settings, list,
        )  # fmt: skip

    pictures: list[list[tuple[float, float]]] = []

    def next_picture(*_: object) -> None:
        pictures.append(app.spent)
        app.spent = []

    with shown(make, app, size=(width, height), look=args.theme, heatmap=args.heatmap) as window:
        QTimer.singleShot(round(WARM_S * 1000), lambda: window.bridge.result.connect(next_picture))
        QTimer.singleShot(round((WARM_S + args.seconds) * 1000), window.close)
        app.exec()
    pictures = [events for events in pictures[1:] if events]
    report: dict[str, Any] = {
        "source": args.live or "demo, judged beforehand",
        "platform": app.platformName(),
        "window": args.size,
        "heatmap": args.heatmap,
        "pictures_per_s": round(len(pictures) / args.seconds, 1),
    }
    for index, clock in enumerate(("wall", "cpu")):
        report[f"longest_{clock}"] = figures([max(e[index] for e in p) for p in pictures])
        report[f"busy_{clock}"] = figures([sum(e[index] for e in p) for p in pictures])
    return report


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ui.benchmark",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--seconds", type=float, default=20, help="seconds to measure (default: 20)"
    )
    parser.add_argument("--rate", type=float, default=30, help="frames per second (default: 30)")
    parser.add_argument("--live", metavar="SOURCE", help="use a real engine on this source instead")
    parser.add_argument(
        "--size", default="1280x760", help="size of the window, px (default: 1280x760)"
    )
    parser.add_argument(
        "--theme",
        choices=tuple(theme.THEMES),
        default=theme.DARK.name,
        help="theme of the window (default: %(default)s)",
    )
    parser.add_argument(
        "--heatmap", choices=TASKS, help="draw this task's evidence over the faces (default: none)"
    )
    args = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    remove_opencv_paths()

    def report() -> int:
        sys.stdout.write(json.dumps(measured(args), indent=2) + "\n")
        return 0

    return guarded(report)


if __name__ == "__main__":
    raise SystemExit(main())
