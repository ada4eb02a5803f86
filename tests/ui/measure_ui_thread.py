"""Measure for how long the window keeps its thread while a source plays.

    python tests/ui/measure_ui_thread.py [--source demo] [--seconds 20] [--size 1280x760]
        [--heatmap antispoof|deepfake]

Every event that Qt hands out is timed, outermost ones only. While an event is worked on, no key
and no click is answered: `longest` is the longest such time from one picture to the next, `busy`
their sum. Wall-clock ms count what other processes take from this one; CPU ms do not. Prints one
JSON object.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import cv2  # noqa: F401 - as at run time, before Qt
import numpy as np
from PyQt6.QtCore import QEvent, QObject, QSettings, QTimer
from PyQt6.QtWidgets import QApplication

from edge.config import Config
from models.registry import Registry
from ui import language, theme
from ui.app import make_window
from ui.platform import remove_opencv_paths
from ui.score_memory import TASKS
from ui.settings import Settings


def figures(values: list[float]) -> dict[str, float]:
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


def main() -> None:
    parser = argparse.ArgumentParser(description="How long the window keeps its thread.")
    parser.add_argument("--source", default="demo")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--size", default="1280x760")
    parser.add_argument("--heatmap", choices=TASKS)
    args = parser.parse_args()
    width, height = map(int, args.size.split("x"))
    remove_opencv_paths()
    app = TimedApplication()
    language.install(app, "en")
    theme.apply(app, "dark")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(QSettings(str(Path(folder, "s.ini")), QSettings.Format.IniFormat))
        settings.heatmap = args.heatmap
        window = make_window(Config(), args.source, Registry.open(), settings)
        window.start()
        window.resize(width, height)
        window.show()
        pictures: list[list[tuple[float, float]]] = []

        def next_picture(*_: object) -> None:
            pictures.append(app.spent)
            app.spent = []

        # after the first seconds, when models are warm and every font is loaded
        QTimer.singleShot(2000, lambda: window.bridge.result.connect(next_picture))
        QTimer.singleShot(round((2 + args.seconds) * 1000), window.close)
        app.exec()
        stages = window.bridge.engine.stats().latency_ms
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
    pictures = [events for events in pictures[1:] if events]
    report = {
        "source": args.source,
        "platform": app.platformName(),
        "window": args.size,
        "pictures_per_s": round(len(pictures) / args.seconds, 1),
        "pipeline_ms": [round(value, 1) for value in stages.get("total", ())],
    }
    for index, clock in enumerate(("wall", "cpu")):
        report[f"longest_{clock}"] = figures([max(e[index] for e in p) for p in pictures])
        report[f"busy_{clock}"] = figures([sum(e[index] for e in p) for p in pictures])
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
