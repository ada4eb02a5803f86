"""`facevouch evaluate presentations`, `attacks` and `looks`: error rates per clip."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from edge.errors import DataError
from tools.evaluation.commands.common import Commands, positive

if TYPE_CHECKING:
    from tools.evaluation.dataset import Dataset
    from tools.presentations.challenged import Attempt
    from tools.presentations.frame_trace import Trace
    from tools.presentations.presentation import Making, Presentation
    from tools.presentations.record import Judge


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register these subcommands of `facevouch evaluate`."""
    _add_presentations(commands)
    _add_attacks(commands)
    _add_looks(commands)


def _add_attacks(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "attacks",
        help="acceptance rates of attacks under each defence",
        description="Judges the clips of `presentations` (run once and stored) under "
        "several policies: uncalibrated cameras, cameras calibrated with some "
        "of their people only, and with attacks too. Clips used to calibrate "
        "are not judged.",
    )
    command.add_argument(
        "--bpcer",
        type=float,
        default=0.05,
        help="target BPCER of calibrations (default: %(default)s)",
    )
    command.add_argument(
        "--reference", type=Path, metavar="TOML",
        help="write the entry of edge/calibration/references.toml that follows from these "
        "clips",
    )  # fmt: skip
    moving = command.add_argument_group("moving attacks, with each kind of challenge")
    moving.add_argument(
        "--puppets",
        type=int,
        default=0,
        metavar="N",
        help="number of stills of people to animate (default: %(default)s)",
    )
    moving.add_argument(
        "--relit-puppets",
        type=int,
        default=0,
        metavar="N",
        help="number of stills to animate and to paint anew as they turn, as an attacker does who "
        "knows how warped pictures are found (default: %(default)s)",
    )
    moving.add_argument(
        "--loops",
        type=Path,
        nargs="+",
        default=[],
        metavar="CLIP",
        help="recordings of living people, played forward and backward as injected video",
    )
    moving.add_argument(
        "--replays",
        type=Path,
        nargs="+",
        default=[],
        metavar="CLIP",
        help="recordings of screens that showed people",
    )
    moving.add_argument(
        "--challenges",
        nargs="+",
        metavar="KIND",
        help="of: none, a gesture, gestures, light, gestures+light (default: all)",
    )
    moving.add_argument(
        "--unguarded",
        action="store_true",
        help="ablation: without the checks for flat and warped pictures",
    )
    runs(command, _attacks)


def _add_presentations(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "presentations",
        help="acceptance rates of people and attacks by verdict",
        description="Makes a short handheld clip of each still (recorded clips are used "
        "unchanged), runs the shipped pipeline on it, and reports by source "
        "and PAI species which presentations are accepted and when, with APCER "
        "and BPCER of verdicts. To continue an interrupted run, give the same "
        "command again.",
    )
    runs(command, _presentations)


def runs(command: argparse.ArgumentParser, execute: Callable[[argparse.Namespace], int]) -> None:
    """Add the options for the presented data and the models that judge it. execute: the command."""
    command.set_defaults(
        execute=execute,
        afterwards="finished clips are stored; run the same command again to continue",
    )
    command.add_argument("--data", type=Path, required=True, help="manifest, folder or a clip")
    command.add_argument("--out", type=Path, required=True, help="folder for the results")
    command.add_argument("--split", help="use this split of the data set only")
    command.add_argument(
        "--label",
        type=int,
        choices=(0, 1),
        help="label of a single image or video: 0 bona fide, 1 attack",
    )
    command.add_argument(
        "--faces", choices=("auto", "whole"), default="auto",
        help="auto: the data set's face boxes; whole: the image is the face",
    )  # fmt: skip
    command.add_argument(
        "--limit",
        type=positive,
        metavar="N",
        help="use this many clips, from all sources and labels",
    )
    command.add_argument("--model", metavar="ID", help="anti-spoof model (default: the registry's)")
    command.add_argument(
        "--seconds", type=float, default=3.0, help="length of each clip, s (default: %(default)s)"
    )
    command.add_argument(
        "--fps",
        type=float,
        default=10.0,
        help="frame rate of clips made from stills (default: %(default)s)",
    )
    command.add_argument(
        "--seed",
        type=int,
        default=7,
        help="random seed of clips made from stills (default: %(default)s)",
    )
    command.add_argument(
        "--workers", type=positive, default=2, help="number of processes (default: %(default)s)"
    )
    command.add_argument("--quiet", action="store_true", help="no progress bar")


def _add_looks(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "looks",
        help="how many independent frames a track's anti-spoof evidence is worth",
        description="Measures, on the clips of `presentations`, how the model's logits "
        "vary between faces and within one face, which "
        "decision.antispoof_looks follows, and which error rates verdicts "
        "reach for each target rate and bound, on uncalibrated cameras.",
    )
    runs(command, _looks)


def open_data(args: argparse.Namespace) -> Dataset:
    """The data set and split that the options name. Raises DataError on an unknown layout."""
    from tools.evaluation.layouts import open_dataset

    return open_dataset(args.data, faces=args.faces, label=args.label).only(args.split)


def traced(
    args: argparse.Namespace, data: Dataset, *, deepfake: bool = True
) -> tuple[list[Presentation], dict[str, Trace], Judge, Making]:
    """Run the pipeline over the presentations that the options select.

    deepfake: whether the deepfake model runs as well. Returns the presentations, their traces by
    name, the models and how clips were made. Raises DataError, ModelError, OutputError.
    """
    from tools.presentations.presentation import Making, presentations
    from tools.presentations.record import Judge, record_all
    from tools.progress import ProgressBar

    if not 0.5 <= args.seconds <= 60:
        raise DataError(f"--seconds must be between 0.5 and 60, got {args.seconds:g}")
    if not 4 <= args.fps <= 120:
        raise DataError(f"--fps must be between 4 and 120, got {args.fps:g}")
    making = Making(args.seconds, args.fps, args.seed)
    shown = presentations(data, args.limit)
    judge = Judge.of(args.model, deepfake=deepfake, making=making)
    journal = args.out / "clips.jsonl"
    with ProgressBar("clips", len(shown), quiet=args.quiet) as progress:
        traces = record_all(
            shown, judge, making, journal,
            workers=args.workers, advance=progress.advance, skip=progress.skip,
        )  # fmt: skip
    return shown, traces, judge, making


def _presentations(args: argparse.Namespace) -> int:
    from models.registry import Registry
    from tools.presentations.frame_trace import judged
    from tools.presentations.rates import groups
    from tools.presentations.report import About, table, write

    data = open_data(args)
    shown, traces, judge, making = traced(args, data)
    registry = Registry.open()
    ids = {"antispoof": judge.antispoof, "deepfake": judge.deepfake}
    calibrations = {task: registry.get(i).calibration for task, i in ids.items() if i is not None}
    # traces from the journal are judged again, by the present settings; for clips that ran just
    # now this gives the verdicts of the pipeline itself
    decision = judge.config().decision
    verdicts = {one.name: judged(traces[one.name], decision, calibrations) for one in shown}
    found = groups(shown, traces, lambda one: verdicts[one.name])
    models = {"anti-spoof": judge.antispoof} | (
        {"deepfake": judge.deepfake} if judge.deepfake else {}
    )
    made = f"{making.seconds:g} s at {making.fps:g} fps, seed {making.seed}"
    asked = f"APCER {decision.apcer:g}, BPCER {decision.bpcer:g}"
    settings = {"clips": made, "asked for": asked, "looks": decision.antispoof_looks}
    page = write(args.out, About(args.command, data.name, models, settings), shown, verdicts, found)
    print(table(found))  # noqa: T201
    print(page)  # noqa: T201
    return 0


def _attacks(args: argparse.Namespace) -> int:
    import tomli_w

    from edge.system.files import write_atomically
    from models.registry import Registry
    from tools.presentations import attacks
    from tools.presentations.defences import defences, tried
    from tools.presentations.moving import moving_table
    from tools.presentations.report import About

    if not 0 < args.bpcer < 0.5:
        raise DataError(f"--bpcer must be between 0 and 0.5, got {args.bpcer:g}")
    data = open_data(args)
    shown, traces, judge, making = traced(args, data)
    spec = Registry.open().get(judge.antispoof)
    lines = [
        attacks.line(tried(defence, shown, traces, spec, args.bpcer), traces)
        for defence in defences(args.bpcer)
    ]
    made = f"{making.seconds:g} s at {making.fps:g} fps, seed {making.seed}"
    about = About(args.command, data.name, {"anti-spoof": judge.antispoof}, {"clips": made})
    reliable = attacks.reliability(shown, traces, spec)
    moving = _moving(args, shown, judge)
    page = attacks.write(args.out, about, lines, reliable, moving)
    if args.reference is not None:
        found = attacks.reference_from(shown, traces, data.name)
        if found is None:
            raise DataError(
                "a reference needs more clips of people and attacks in front of one camera"
            )
        table = {spec.sha256: found.model_dump(mode="json")}
        write_atomically(args.reference, tomli_w.dumps(table).encode())
    print(attacks.table(lines))  # noqa: T201
    print(attacks.reliability_table(reliable))  # noqa: T201
    if moving:
        print(moving_table(moving))  # noqa: T201
    print(page)  # noqa: T201
    return 0


def _looks(args: argparse.Namespace) -> int:
    from models.registry import Registry
    from tools.presentations.independent_looks import (
        BOUNDS,
        looks_found,
        looks_table,
        reached,
        reached_table,
    )

    data = open_data(args)
    shown, traces, judge, _ = traced(args, data)
    spec = Registry.open().get(judge.antispoof)
    print(looks_table(looks_found(shown, traces)))  # noqa: T201
    print()  # noqa: T201
    rows = [row for looks in BOUNDS for row in reached(shown, traces, spec, looks)]
    print(reached_table(rows))  # noqa: T201
    return 0


def _moving(args: argparse.Namespace, shown: list[Presentation], judge: Judge) -> list[Attempt]:
    """Try the moving attacks that the options name. Raises DataError on an unknown challenge."""
    from tools.presentations.challenged import KINDS
    from tools.presentations.moving import MovingAttacks, attempts
    from tools.progress import ProgressBar

    kinds = args.challenges or list(KINDS)
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise DataError(f"--challenges: there is no {unknown[0]!r}; use {', '.join(KINDS)}")
    people = [one for one in shown if not one.label and not one.recorded]
    wanted = MovingAttacks(
        people[: args.puppets],
        args.loops,
        args.replays,
        kinds,
        args.seed,
        not args.unguarded,
        people[: args.relit_puppets],
    )
    if not len(wanted):
        return []
    with ProgressBar("attacks that move", len(wanted), quiet=args.quiet) as progress:
        return attempts(wanted, judge.digest, args.out, progress.advance)
