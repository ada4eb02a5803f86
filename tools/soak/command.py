"""The command line of `facevouch soak`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from edge.errors import DataError, FacevouchError, MissingExtraError
from tools.field_data import field_data
from tools.soak.plan import SHORT, SoakPlan

BESIDE = field_data("data", "clips")
"""Where the field's clips lie."""

EPILOG = """\
examples:
  facevouch soak --short                       half a minute: every kind of fault once
  facevouch soak                               100,000 frames, 200 outages, 25 deaths
  facevouch soak --minutes 60 --report out.json

Exit status 1 when a promise was broken. See docs/soak.md.
"""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="facevouch soak",
        description="Endurance test: run the gate on eight cameras at once with injected faults.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--short", action="store_true", help="half a minute, as in CI")
    top.add_argument("--frames", type=int, help="frames to judge (default: 100000)")
    top.add_argument("--minutes", type=float, help="end after this time, whatever was judged")
    top.add_argument("--cameras", type=int, help="number of cameras (default: 8)")
    top.add_argument("--fps", type=float, help="frame rate of each camera (default: 15)")
    top.add_argument("--outages", type=int, help="cameras unplugged or stalled (default: 200)")
    top.add_argument("--kills", type=int, help="SIGKILLs of a second gate process (default: 20)")
    top.add_argument("--terms", type=int, help="SIGTERMs of that process (default: 5)")
    top.add_argument(
        "--clips", type=Path, metavar="DIR", help="folder of videos that some cameras show"
    )
    top.add_argument("--seed", type=int, help="random seed of the fault schedule (default: 1)")
    top.add_argument("--report", type=Path, metavar="FILE", help="write the results as JSON")
    return top


def plan_of(args: argparse.Namespace) -> SoakPlan:
    """The plan with what was asked for. Raises DataError where that makes no sense."""
    plan = SHORT if args.short else SoakPlan()
    names = ("frames", "minutes", "cameras", "fps", "outages", "kills", "terms", "seed")
    given = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    for name, value in given.items():
        if value < 0 or (value == 0 and name in ("frames", "minutes", "cameras", "fps")):
            raise DataError(f"--{name} must be above 0, got {value}")
    if "minutes" in given and "frames" not in given and not args.short:
        given["frames"] = None
    clips = args.clips
    if clips is not None and not clips.is_dir():
        raise DataError(f"--clips: there is no folder {clips}")
    if clips is None and not args.short and BESIDE.is_dir():
        clips = BESIDE
    return replace(plan, clips=clips, **given)


def main(argv: Sequence[str] | None = None) -> int:
    """0 when every promise was held, 1 when one was broken, 2 for what a user can mend."""
    try:
        return _run(parser().parse_args(argv))
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("edge", "models", "tools"):
            raise
        message: object = MissingExtraError(str(error.name), "serve,tools")
    except FacevouchError as error:
        message = error
    except KeyboardInterrupt:
        message = "interrupted"
    print(f"facevouch soak: {message}", file=sys.stderr)  # noqa: T201
    return 2


def _run(args: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from tools.soak.report import as_json, promises, show
    from tools.soak.run import soak

    plan = plan_of(args)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with (
        tempfile.TemporaryDirectory(prefix="facevouch-soak-") as folder,
        Progress(*columns, console=Console(stderr=True), transient=True) as bar,
    ):
        task = bar.add_task("starting", total=1.0)
        result = soak(
            plan,
            Path(folder),
            lambda what, share: bar.update(task, description=what, completed=share),
        )
    found = promises(plan, result)
    show(Console(highlight=False), plan, result, found)
    if args.report is not None:
        args.report.parent.mkdir(parents=True, exist_ok=True)
        args.report.write_text(json.dumps(as_json(plan, result, found), indent=2) + "\n")
    return 0 if all(promise.held for promise in found) else 1
