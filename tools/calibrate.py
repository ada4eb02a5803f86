"""`facevouch calibrate …`: fit the calibration of the scores to a camera and its site."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":  # run as a script: the checkout is the import root
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from edge.errors import DataError, FacevouchError, SourceError

if TYPE_CHECKING:
    from edge.calibration.draft import CalibrationDraft, Proposal, Turn
    from edge.capture.base import Source
    from edge.runtime.pipeline import Pipeline

Progress = Callable[[float, int], None]

EPILOG = """\
examples:
  facevouch calibrate                                 the first camera, a minute of bona fide
  facevouch calibrate --people 5                      five people, one after the other
  facevouch calibrate --live 0 --print 0 --phone 0    then a print and a phone before it
  facevouch calibrate --live a.mp4 --phone b.webm --camera "lobby door"

Recordings are looked at and forgotten; only numbers are stored, in the gate's state, under the
camera's own name: the fit, how scores and pictures usually are (drift is noticed by it), and which
camera it was (another one in its place is noticed). See docs/conversion.md.
"""


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    top = argparse.ArgumentParser(
        prog="facevouch calibrate",
        description="Calibrate a model's temperature and threshold to this camera and its place.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument(
        "--live",
        metavar="SOURCE",
        action="append",
        help="recording of a person, bona fide (default: the first camera)",
    )
    top.add_argument("--print", metavar="SOURCE", action="append", dest="prints", default=[],
                     help="recording of a printed face in front of the same camera")  # fmt: skip
    top.add_argument("--phone", metavar="SOURCE", action="append", dest="phones", default=[],
                     help="recording of a face on a phone or other screen in front of the "
                     "same camera")  # fmt: skip
    top.add_argument(
        "--seconds", type=float, default=60, help="length of each recording, s (default: 60)"
    )
    top.add_argument(
        "--model",
        metavar="ID",
        help="model to calibrate (default: the registry's anti-spoof model)",
    )
    top.add_argument(
        "--camera",
        metavar="NAME",
        help="store the calibration under this name (default: the camera's own)",
    )
    top.add_argument(
        "--people",
        type=int,
        default=1,
        metavar="N",
        help="number of people; --live is recorded once for each (default: 1)",
    )
    top.add_argument("--bpcer", type=float, default=0.05,
                     help="target BPCER of verdicts (default: %(default)s)")  # fmt: skip
    top.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to store in (default: the state folder)"
    )
    top.add_argument("--dry-run", action="store_true", help="show the calibration, store nothing")
    top.add_argument(
        "--no-prompt", action="store_true", help="do not wait for Enter between recordings"
    )
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Record, fit, store. Exit status 0: done; 2: an error, in one line; 130: interrupted."""
    try:
        return _run(parser().parse_args(argv))
    except FacevouchError as error:
        message: object = error
    except KeyboardInterrupt:
        print("facevouch calibrate: interrupted; nothing was stored", file=sys.stderr)  # noqa: T201
        return 130
    print(f"facevouch calibrate: {message}", file=sys.stderr)  # noqa: T201
    return 2


def _run(args: argparse.Namespace) -> int:
    from rich.console import Console

    from edge.calibration.draft import CalibrationDraft, models_to_calibrate
    from edge.calibration.store import camera_identity, folder, read
    from edge.system.files import refuse_unwritable
    from models.registry import Registry

    if not args.seconds > 0:
        raise DataError(f"--seconds must be above 0, got {args.seconds:g}")
    if not 0 < args.bpcer < 0.5:
        raise DataError(f"--bpcer must be between 0 and 0.5, got {args.bpcer:g}")
    if not 1 <= args.people <= 100:
        raise DataError(f"--people must be between 1 and 100, got {args.people}")
    draft = CalibrationDraft(*models_to_calibrate(Registry.open(), args.model))
    live = args.live or [None]
    people = [*live[:1] * args.people, *live[1:]]
    shown = [("bona fide", people), ("print", args.prints), ("phone", args.phones)]
    camera = args.camera or camera_identity((args.live or [None])[0])
    if args.camera is None:
        _refuse_other_cameras(camera, [*(args.live or []), *args.prints, *args.phones])
    if not args.dry_run:  # check the stored file before minutes of recording
        read(camera, args.out)
        refuse_unwritable(args.out or folder())
    filmed = False
    for kind, sources in shown:
        for number, source in enumerate(sources, 1):
            told = f"{kind} {number} of {len(sources)}" if len(sources) > 1 else kind
            live_camera = _record(args, draft, kind, told, source)
            filmed = live_camera if kind == "bona fide" else filmed
    proposal = draft.propose(args.bpcer)
    out = Console(highlight=False)
    _show(out, camera, draft, proposal)
    if args.dry_run:
        out.print("nothing was stored (--dry-run)")
        return 0
    out.print(f"stored: {draft.store(camera, proposal, args.out)}", soft_wrap=True)
    how = f'with camera.calibrated_as = "{camera}"' if args.camera else f"for the source {camera}"
    if args.out is None:
        out.print(f"it is used {how}", markup=False, soft_wrap=True)
    if filmed and not (args.camera or args.out):
        from edge.trust.pinned_camera import pin_camera

        out.print(f"pinned: {pin_camera(live[-1])}", soft_wrap=True)
    return 0


def _refuse_other_cameras(camera: str, sources: Sequence[str]) -> None:
    """Refuse attacks that another camera sees. Recordings may be of any camera."""
    from edge.calibration.store import camera_identity
    from edge.capture.resolve import open_source
    from edge.config import Config

    live = [named for named in sources if open_source(named, Config().camera).live]
    others = {camera_identity(named) for named in live} - {camera}
    if others:
        raise DataError(
            f"{camera} and {min(others)} are two cameras, but a calibration is for one: "
            "record everything with the same camera, or give it one name with --camera NAME"
        )


def _record(
    args: argparse.Namespace, draft: CalibrationDraft, kind: str, told: str, named: str | None
) -> bool:
    """Record one source into the draft. Returns whether it is a live camera, whose identity can be
    pinned (`edge.trust.pinned_camera`)."""
    from rich.console import Console

    from edge.capture.camera_list import list_cameras
    from edge.capture.resolve import open_source
    from edge.config import Config, ModelsConfig
    from edge.runtime.factory import build_pipeline
    from models.registry import Registry

    turn = draft.begin(kind)
    chosen = {"antispoof": None, "deepfake": None} | {draft.spec.task: draft.spec.id}
    if draft.beside is not None and turn.beside is not None:
        chosen["deepfake"] = draft.beside.id
    config = Config(models=ModelsConfig(**chosen, deepfake_every=1))
    if named is None and not list_cameras():  # else the demo video would be recorded as this site
        raise SourceError(
            "there is no camera to calibrate; give a camera or recordings with --live"
        )
    source = open_source(named, config.camera)
    if source.live and not args.no_prompt and sys.stdin.isatty():
        try:
            input(f"{told}: get ready before {source.id} and press Enter … ")
        except EOFError:
            raise DataError("Enter was not pressed; nothing was stored") from None
    pipeline = build_pipeline(config, Registry.open())
    try:
        with Console(stderr=True).status(f"{kind}: {source.id}") as status, source:
            watch(
                source, pipeline, turn, args.seconds,
                lambda s, n: status.update(f"{kind}: {s:.0f} of {args.seconds:.0f} s, {n} faces"),
            )  # fmt: skip
    finally:
        pipeline.close()
    draft.keep(turn)
    return source.live and not source.synthetic


def watch(
    source: Source,
    pipeline: Pipeline,
    turn: Turn,
    seconds: float,
    on_progress: Progress | None = None,
) -> None:
    """Run the opened source through the pipeline for `seconds` of its own time, or to its end.

    on_progress: called with (seconds so far, frames so far). Raises the errors of the source.
    """
    first: float | None = None
    frames = 0
    while (frame := source.read()) is not None:
        first = frame.captured_at if first is None else first
        if frame.captured_at - first >= seconds:
            break
        turn.add(pipeline.process(frame))
        frames += 1
        if on_progress is not None:
            on_progress(turn.elapsed, frames)


def _show(out: object, camera: str, draft: CalibrationDraft, proposal: Proposal) -> None:
    from rich.console import Console
    from rich.table import Table

    from edge.calibration.expectation import expected, in_one_line, trade

    assert isinstance(out, Console)
    spec, result = draft.spec, proposal.fit
    first, *rest = proposal.entries
    seen = ", ".join(
        f"{kind} {first.frames[kind]} faces in {first.seconds[kind]} s" for kind in first.frames
    )
    out.print(f"{spec.id} on {camera}: {seen}", markup=False, soft_wrap=True)
    table = Table("", "shipped", "here", "95 % interval", box=None)
    rows = (
        ("slope (1 / temperature)", spec.calibration.slope, result.slope, result.slope_interval),
        ("offset", spec.calibration.offset, result.offset, result.offset_interval),
        ("threshold", spec.thresholds.get("default", 0.5), result.threshold,
         result.threshold_interval),
    )  # fmt: skip
    for name, shipped, here, (low, high) in rows:
        table.add_row(name, f"{shipped:.4g}", f"{here:.4g}", f"{low:.4g} – {high:.4g}")
    out.print(table)
    if result.auc is not None:
        out.print(f"AUC of these attacks over bona fide: {result.auc:.4f}")
    for remark in result.remarks:
        out.print(f"- {remark}", markup=False, soft_wrap=True)
    sentence = in_one_line(expected(result, draft.attacks(), spec))
    if prices := trade(result):
        sentence += f"; {prices} (--bpcer)"
    out.print(sentence, markup=False, soft_wrap=True)
    for entry in rest:
        out.print(
            f"{entry.model}: calls {entry.bpcer_asked:.0%} of these people an attack from here on"
        )


if __name__ == "__main__":
    sys.exit(main())
