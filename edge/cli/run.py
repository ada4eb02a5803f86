"""`facevouch run`: headless. Verdicts as JSON lines, an annotated video, a summary at the end."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from edge.capture.resolve import open_source
from edge.capture.supervisor import SourceState
from edge.capture.synthetic import Demo
from edge.cli.options import add_common, configuration
from edge.config import Config
from edge.errors import OutputError, SourceError
from edge.overlay.opencv_painter import annotate
from edge.overlay.score_memory import ScoreMemory
from edge.runtime.engine import Engine
from edge.runtime.stats import EngineStats, Event
from edge.sinks.base import Sink
from edge.sinks.jsonl import JsonLines
from edge.sinks.summary import DECIDED, Summary, TrackSummary
from edge.sinks.video import AnnotatedVideo
from edge.types import U8, AttackKind, Frame, FrameResult, Reason, State
from models.registry import Registry

MOST_PICTURES = 200
"""Largest number of pictures in a folder's table."""

FLUSH_S = 120.0
"""Seconds that sinks are given to write queued results at the end of a source."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "run",
        description="Judge the faces of a source without a window. Every frame of a file "
        "is judged, with the same results each time; of a camera always the "
        "newest frame. Ctrl-C stops in good order.",
    )
    add_common(command)
    command.add_argument(
        "--json",
        metavar="PATH",
        help="write one JSON object per frame to PATH; `-` for standard output",
    )
    command.add_argument(
        "--annotate",
        type=Path,
        metavar="OUT.mp4",
        help="write the video with faces and verdicts drawn in",
    )
    command.add_argument(
        "--heatmap", action="store_true", help="with --annotate: also draw the evidence maps"
    )
    command.add_argument("--max-frames", type=_positive, metavar="N", help="stop after N frames")
    command.add_argument("--quiet", action="store_true", help="no progress bar and no summary")


def execute(args: argparse.Namespace) -> int:
    config = configuration(args)
    sinks: list[Sink] = []
    if args.json:
        sinks.append(JsonLines(args.json))
    registry = Registry.open()
    if args.annotate:
        fps = _look_at(config, args.source)[0] or config.camera.fps
        task_of = tasks(registry) if args.heatmap else None
        sinks.append(AnnotatedVideo(args.annotate, fps, task_of=task_of))
    console = Console(stderr=True, quiet=args.quiet)
    summary = Summary()
    stats = run(config, args.source, registry, [*sinks, summary], console, args.max_frames)
    report(console, summary, stats)
    return 0


def run(
    config: Config,
    source: str | None,
    registry: Registry,
    sinks: Sequence[Sink],
    console: Console,
    max_frames: int | None = None,
) -> EngineStats:
    """Run a source to its end, with a progress bar.

    Raises SourceError when the source is lost, OutputError when a sink failed.
    """
    total = max_frames or _look_at(config, source)[1]
    engine = Engine(config, source, registry, sinks=sinks, max_frames=max_frames)
    broken: list[str] = []
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[fps]:.0f} fps"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as progress:
        bar = progress.add_task(source or "camera", total=total, fps=0.0)
        interrupted = False
        try:
            engine.start()
            over = False
            while not over:
                over = engine.wait(0.1)
                stats = engine.stats()
                progress.update(bar, completed=stats.frames, fps=stats.fps)
                broken += _tell(console, engine.events())
                over = over or bool(broken)  # else a camera would run on without output
        except KeyboardInterrupt:
            interrupted = True
        finally:
            final = engine.stats()
            late = engine.stop(2.0 if interrupted else FLUSH_S)
    broken += _tell(console, engine.events())
    if late:
        console.print(f"did not stop in time: {', '.join(late)}")
    if broken:  # a requested output is missing or incomplete
        raise OutputError(broken[0])
    if final.source is not None and final.source.state is SourceState.LOST:
        raise SourceError(final.source.message)
    return final


def _tell(console: Console, events: Sequence[Event]) -> list[str]:
    """Print warnings and errors. Returns the texts of failed sinks' events."""
    for event in events:
        if event.level != "info" and event.kind != "sink":
            console.print(f"{event.level}: {event.text}", highlight=False)
    return [event.text for event in events if event.kind == "sink"]


def _look_at(config: Config, source: str | None) -> tuple[float | None, int | None]:
    """(frames per second, number of frames) of a source, None where unknown. A live source is not
    opened for it.
    """
    found = open_source(source, config.camera)
    if found.live:
        return found.fps, found.frame_count
    with found:
        return found.fps, found.frame_count


def report(console: Console, summary: Summary, stats: EngineStats) -> None:
    """Print the summary: a table of tracks, or of pictures for a folder, then speed and advice."""
    if summary.pictures:
        console.print(_pictures(summary))
        left = len(summary.pictures) - MOST_PICTURES
        if left > 0:
            console.print(f"and {left} more pictures; --json lists all")
    elif summary.tracks:
        console.print(_tracks(summary))
    else:
        console.print("no face was seen")
    latency = stats.latency_ms.get("total", (0.0, 0.0))
    stages = ", ".join(
        f"{stage} {p50:.1f}/{p95:.1f}"
        for stage, (p50, p95) in stats.latency_ms.items()
        if stage != "total"
    )
    console.print(
        f"{stats.frames} frames, {stats.fps:.0f} fps, {stats.dropped} dropped; "
        f"latency p50/p95 {latency[0]:.1f}/{latency[1]:.1f} ms ({stages})",
        highlight=False,
    )
    unavailable = [t for t in summary.tracks.values() if t.state is State.UNAVAILABLE]
    if any(Reason.UNCALIBRATED not in track.reasons for track in unavailable):
        console.print(
            "no anti-spoof model is usable, so no face can be LIVE; see: facevouch models verify"
        )
    elif summary.tracks and not summary.calibrated:
        console.print(
            "the model is not calibrated to this source, so "
            + ("nobody is vouched for" if unavailable else "its error rates here are not known")
            + "; calibrate a camera with: facevouch calibrate"
        )


def _tracks(summary: Summary) -> Table:
    table = Table(title="faces", title_justify="left")
    for heading in ("track", "verdicts", "p(attack)", "frames", "seen"):
        table.add_column(heading, justify="left" if heading == "verdicts" else "right")
    for track in summary.tracks.values():
        table.add_row(*_row(track, summary.began))
    return table


def _pictures(summary: Summary) -> Table:
    """A table with one row per face, and one for each picture without a face."""
    table = Table(title="pictures", title_justify="left")
    for heading in ("picture", "verdict", "p(attack)", "why"):
        table.add_column(heading, justify="right" if heading == "p(attack)" else "left")
    for name, faces in islice(summary.pictures.items(), MOST_PICTURES):
        if not faces:
            table.add_row(escape(name), "no face", "", "")
        for track in (summary.tracks[number] for number in faces):
            why = ", ".join(sorted(reason.value for reason in track.reasons))
            if track.state is State.CHECKING:
                why = "one picture is not enough evidence"
            table.add_row(
                escape(name), _state(track.state, track.attack_kind), _p_attack(track), why
            )
    return table


def _row(track: TrackSummary, began: float) -> tuple[str, ...]:
    decided = [
        f"{_state(each.state, each.attack_kind)} after {each.after:.1f} s"
        for each in track.decisions
    ]
    return (
        str(track.track_id),
        "\n".join(decided or [_state(track.state, track.attack_kind)]),
        _p_attack(track),
        str(track.frames),
        f"{track.first - began:.1f}–{track.last - began:.1f} s",
    )


def _p_attack(track: TrackSummary) -> str:
    """The probability of attack; empty where the track was not scored."""
    return f"{track.p_attack:.3f}" if track.state in (*DECIDED, State.CHECKING) else ""


def _state(state: State, kind: AttackKind | None) -> str:
    return f"{state.value} ({kind.value})" if kind else state.value


def tasks(registry: Registry) -> dict[str, str]:
    """The task of each model, by model id."""
    return {spec.id: spec.task for spec in registry.specs()}


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


LOOK_FRAMES = 300

WHAT = {
    "annotated.mp4": "the video with verdicts and evidence maps",
    "verdicts.png": "the clearest frame of each verdict reached",
    "verdicts.jsonl": "all results, one JSON object per frame",
}
"""Files that `look` writes, and the description printed for each."""


def look(config: Config, source: str | None, folder: Path) -> int:
    """Process LOOK_FRAMES frames of a source, and write the files of WHAT into `folder`.

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
    task_of = tasks(registry)
    video = AnnotatedVideo(folder / "annotated.mp4", config.camera.fps, task_of=task_of)
    lines = JsonLines(str(folder / "verdicts.jsonl"))
    stats = run(config, source, registry, [lines, video, summary], console, LOOK_FRAMES)
    report(console, summary, stats)
    picture = side_by_side(summary, task_of)
    if picture is not None and not cv2.imwrite(str(folder / "verdicts.png"), picture):
        raise OutputError(f"cannot write {folder / 'verdicts.png'}")
    console.print("look at the result:")
    for name, what in WHAT.items():
        if (folder / name).exists():
            console.print(f"  {folder / name}: {what}", highlight=False, soft_wrap=True)
    return 0


def side_by_side(summary: Summary, task_of: Mapping[str, str] | None = None) -> U8 | None:
    """The annotated frame with the most certain verdict of each decision; where nothing was
    decided, of each other state.

    uint8 (H, W, 3) BGR, frames joined horizontally; None where no face was found.
    """
    states = [state for state in DECIDED if state in summary.seen_as] or list(summary.seen_as)
    images = [_drawn(*summary.seen_as[state], task_of) for state in states]
    if not images:
        return None
    height = min(image.shape[0] for image in images)  # a source's frame size may change
    return np.hstack([image[:height] for image in images])


def _drawn(frame: Frame, result: FrameResult, task_of: Mapping[str, str] | None) -> U8:
    memory = ScoreMemory(task_of) if task_of is not None else None
    if memory is not None:
        memory.update(result)
    return annotate(frame, result, memory=memory)


def _named(config: Config, source: str | None) -> str:
    found = open_source(source, config.camera)
    if isinstance(found, Demo):
        why = "no camera was found, so it is " if source is None else ""
        return (
            f"the demo ({why}a portrait, moved as a person moves, and after six seconds the same "
            "portrait on a phone)"
        )
    return found.id
