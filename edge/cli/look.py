"""Where there is no display: a short run whose result can be looked at afterwards."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from rich.console import Console

from edge.annotate import annotate
from edge.capture.demo import Demo
from edge.capture.resolve import open_source
from edge.cli.run import heat_model, report, run
from edge.config import Config
from edge.errors import OutputError
from edge.sinks.jsonl import JsonLines
from edge.sinks.summary import DECIDED, Summary
from edge.sinks.video import AnnotatedVideo
from edge.types import U8
from models.registry import Registry

LOOK_FRAMES = 300

WHAT = {
    "annotated.mp4": "the video with verdicts, and what spoke for them",
    "verdicts.png": "the surest frame of each verdict that was reached",
    "verdicts.jsonl": "all of it as data, one JSON object a frame",
}
"""The files that are left, and what to say of each."""


def look(config: Config, source: str | None, folder: Path) -> int:
    """Judge LOOK_FRAMES frames of a source; leave the files of WHAT in `folder`.

    Returns the exit status. Raises OutputError where the folder cannot be written, and what `run`
    raises.
    """
    console = Console(stderr=True)
    console.print(
        f"instead of a window: {LOOK_FRAMES} frames of {_named(config, source)}",
        highlight=False,
        soft_wrap=True,
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror}") from error
    summary = Summary()
    registry = Registry.open()
    heat = heat_model(config, registry)
    video = AnnotatedVideo(folder / "annotated.mp4", config.camera.fps, heat=heat)
    lines = JsonLines(str(folder / "verdicts.jsonl"))
    stats = run(config, source, registry, [lines, video, summary], console, LOOK_FRAMES)
    report(console, summary, stats)
    picture = side_by_side(summary, heat)
    if picture is not None and not cv2.imwrite(str(folder / "verdicts.png"), picture):
        raise OutputError(f"cannot write {folder / 'verdicts.png'}")
    console.print("look at the result:")
    for name, what in WHAT.items():
        if (folder / name).exists():
            console.print(f"  {folder / name}: {what}", highlight=False, soft_wrap=True)
    return 0


def side_by_side(summary: Summary, heat: str | None = None) -> U8 | None:
    """The surest frame of each decision, or of each other state where nothing was decided.

    uint8 (H, W, 3) BGR; None where no face was seen.
    """
    states = [state for state in DECIDED if state in summary.seen_as] or list(summary.seen_as)
    images = [annotate(*summary.seen_as[state], heat=heat) for state in states]
    if not images:
        return None
    height = min(image.shape[0] for image in images)  # a source may change its size
    return np.hstack([image[:height] for image in images])


def _named(config: Config, source: str | None) -> str:
    found = open_source(source, config.camera)
    if isinstance(found, Demo):
        why = "no camera was found, so it is " if source is None else ""
        return (
            f"the demo ({why}a portrait, moved as a person moves, and after six seconds the same "
            "portrait on a phone)"
        )
    return found.id
