"""`facevouch benchmark …`: speed and memory, against a named baseline in the same run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __name__ == "__main__":  # run as a script: the checkout is the import root
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from edge.cli.help_examples import with_examples
from edge.errors import DataError, FacevouchError, MissingExtraError

if TYPE_CHECKING:
    from models.registry import Registry
    from tools.conversion.subject import Subject

EPILOG = """\
examples:
  facevouch benchmark models --baseline ../shared/peers/antispoof/seed_minifasnet_v2_se_int8.onnx
  facevouch benchmark models --model antispoof_minifasnet_v2_se_int8 --threads 1,2,4
  facevouch benchmark pipeline --source clip.mp4
  facevouch benchmark memory --frames 10000
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    from tools.conversion.subject import add_model_options

    top = argparse.ArgumentParser(
        prog="facevouch benchmark",
        description="Measure speed and memory. The candidates are timed alternately in one "
        "run, so that their ratio does not depend on other load.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    models = commands.add_parser("models", help="single models: latency, memory, energy")
    add_model_options(models, required=False)
    models.add_argument("--baseline", metavar="ID|FILE", help="model that ratios are relative to")
    models.add_argument(
        "--source", metavar="S", help="use a face from this source as input instead of noise"
    )
    models.add_argument(
        "--threads",
        default="",
        metavar="N,…",
        help="numbers of threads to measure (default: 1 up to the cores)",
    )
    models.add_argument(
        "--batch", default="1,4", metavar="N,…", help="faces per call (default: 1,4)"
    )
    models.add_argument(
        "--provider",
        default="cpu",
        metavar="P,…",
        help="providers: cpu, cuda, tensorrt (default: cpu)",
    )
    models.add_argument(
        "--rounds", type=int, default=100, help="timed calls of each (default: 100)"
    )
    models.add_argument("--no-memory", action="store_true", help="do not measure resident memory")
    models.set_defaults(execute=_models)

    whole = commands.add_parser(
        "pipeline", help="the whole pipeline from frame to verdict, compared with a reference"
    )
    add_model_options(whole, required=False)
    whole.add_argument(
        "--source", metavar="S", help="default: the reference clip where available, else demo:300"
    )
    whole.add_argument("--frames", type=int, default=300, help="number of frames (default: 300)")
    whole.add_argument("--reference", "--baseline", type=Path, metavar="DIR|FILE",
                       help="folder of the reference models, or file of the reference "
                       "scorer")  # fmt: skip
    whole.set_defaults(execute=_pipeline)

    memory = commands.add_parser("memory", help="import time, resident memory and its growth")
    add_model_options(memory, required=False)
    memory.add_argument(
        "--source", metavar="S", help="default: the reference clip where available, else demo:300"
    )
    memory.add_argument(
        "--settle",
        type=int,
        default=1000,
        help="frames before the first measurement (default: 1000)",
    )
    memory.add_argument("--frames", type=int, default=10000, help="frames in all (default: 10000)")
    memory.set_defaults(execute=_memory)
    for command in (models, whole, memory):
        command.add_argument("--json", nargs="?", const="-", metavar="FILE",
                             help="write JSON to FILE (default: to standard output)")  # fmt: skip
    return with_examples(top)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what a user can mend is one line and exit status 2."""
    from edge.system.files import refuse_unwritable

    try:
        args = parser().parse_args(argv)
        if args.json not in (None, "-"):
            refuse_unwritable(Path(args.json).parent)  # before minutes of measuring
        return int(args.execute(args))
    except ModuleNotFoundError as error:
        if error.name not in ("onnx", "psutil", "sklearn", "scipy"):
            raise
        message: object = MissingExtraError(str(error.name), "tools")
    except FacevouchError as error:
        message = error
    except KeyboardInterrupt:
        print("facevouch benchmark: interrupted; nothing was written", file=sys.stderr)  # noqa: T201
        return 130
    print(f"facevouch benchmark: {message}", file=sys.stderr)  # noqa: T201
    return 2


def _models(args: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from edge.infer.threads import usable_cores
    from models.registry import Registry
    from tools.alternate import Bystanders
    from tools.benchmarks.energy import find_meter
    from tools.benchmarks.models import benchmark_models, faces_from
    from tools.conversion.subject import subject_from
    from tools.progress import StageBar

    registry = Registry.open()
    subjects = _subjects(args, registry)
    baseline = subject_from(args, registry, args.baseline) if args.baseline else None
    threads = _numbers(args.threads, "--threads") or list(range(1, usable_cores() + 1))
    providers = args.provider.split(",")
    if wrong := set(providers) - {"cpu", "cuda", "tensorrt"}:
        raise DataError(f"there is no provider {min(wrong)!r}; use cpu, cuda or tensorrt")
    if args.rounds < 1:
        raise DataError(f"--rounds must be at least 1, got {args.rounds}")
    meter, energy = find_meter()
    fed = faces_from(args.source, registry) if args.source else None
    batches = _numbers(args.batch, "--batch") or [1]
    settings = len(threads) * len(batches) * len(providers)
    with StageBar(Console(stderr=True)) as bar, Bystanders() as others:
        results = benchmark_models(
            subjects, baseline, threads=threads, batches=batches,
            providers=providers, rounds=args.rounds, memory=not args.no_memory, meter=meter,
            on_setting=lambda done, name: bar.at(name, done, settings), tensors=fed,
        )  # fmt: skip
    document = {
        "baseline": baseline.name if baseline else None,
        "energy": energy,
        "others_cores": round(others.cores, 2),
        "warning": others.warning(max(r.timing.p95 / r.timing.p50 for r in results)),
        "results": [r.as_dict() for r in results],
    }
    columns: dict[str, list[str]] = {
        "model": [r.model for r in results],
        "on": [r.provider.removesuffix("ExecutionProvider") for r in results],
        "threads": [str(r.threads) for r in results],
        "faces": [str(r.batch) for r in results],
        "p50 ms": [f"{r.timing.p50:.2f}" for r in results],
        "p95": [f"{r.timing.p95:.2f}" for r in results],
        "p99": [f"{r.timing.p99:.2f}" for r in results],
        "cpu ms": [f"{r.timing.cpu:.2f}" for r in results],
        "× baseline": ["" if r.ratio is None else f"{r.ratio:.3f}" for r in results],
        "× cpu": ["" if r.cpu_ratio is None else f"{r.cpu_ratio:.3f}" for r in results],
        "MiB": ["" if r.rss_mb is None else f"{r.rss_mb:.1f}" for r in results],
        "mJ/face": ["" if r.joules is None else f"{1000 * r.joules:.2f}" for r in results],
    }
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    if set(columns["on"]) == {"CPU"}:
        del shown["on"]
    table = Table(box=None)
    for name in shown:
        right = name not in ("model", "on")
        table.add_column(
            name,
            justify="right" if right else "left",
            overflow="fold",
            min_width=0 if right else 12,
        )
    for row in zip(*shown.values(), strict=True):
        table.add_row(*row)
    return _deliver(args, document, table, f"energy: {energy}")


def _pipeline(args: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from models.registry import Registry
    from tools.alternate import Bystanders
    from tools.benchmarks.pipeline import PEERS, benchmark_pipeline, default_source

    if args.frames < 2:
        raise DataError(f"--frames must be at least 2, got {args.frames}")
    registry = Registry.open()
    with (
        Console(stderr=True).status("measuring, a stretch of frames each in turn"),
        Bystanders() as others,
    ):
        result = benchmark_pipeline(
            args.source or default_source(), frames=args.frames,
            reference=args.reference or PEERS, model=_one(args, registry), registry=registry,
        )  # fmt: skip
    table = Table("", "p50 ms", "p95", "p99", "frames/s", "faces seen", title=result.source)
    for name, timing in (("facevouch", result.ours), ("the field's loop", result.reference)):
        seen = result.faces["ours" if name == "facevouch" else "reference"]
        table.add_row(name, f"{timing.p50:.2f}", f"{timing.p95:.2f}", f"{timing.p99:.2f}",
                      f"{1000 / timing.p50:.0f}", str(seen))  # fmt: skip
    table.caption = (
        f"facevouch does {1 / result.ratio:.1f} × the frames: "
        f"{result.ratio:.3f} × the time ({result.low:.2f}–{result.high:.2f}) "
        f"and {result.cpu_ratio:.3f} × the processor time, with {', '.join(result.models.values())}"
    )
    said = {"others_cores": round(others.cores, 2), "warning": others.warning(spread=1.0)}
    return _deliver(args, result.as_dict() | said, table)


def _memory(args: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from models.registry import Registry
    from tools.benchmarks.memory import benchmark_memory
    from tools.benchmarks.pipeline import default_source

    model = _one(args, Registry.open())
    given = None
    if model is not None:
        given = {"path": str(model.path.resolve()), "spec": model.spec.model_dump(mode="json")}
    with Console(stderr=True).status(f"running {args.frames} frames"):
        result = benchmark_memory(
            args.source or default_source(), settle=args.settle, frames=args.frames, model=given
        )
    table = Table("what", "")
    for module, seconds in result.import_s.items():
        table.add_row(f"import {module}", f"{seconds:.3f} s")
    table.add_row(f"resident after {result.settle} frames", f"{result.rss_settled_mb:.1f} MiB")
    table.add_row(f"growth to {result.frames} frames", f"{result.growth_mb:+.2f} MiB")
    table.add_row("a frame", f"{result.ms_per_frame:.2f} ms")
    return _deliver(args, result.as_dict(), table)


def _subjects(args: argparse.Namespace, registry: Registry) -> list[Subject]:
    """The models named, else every installed one that scores faces."""
    from tools.conversion.subject import Subject, subject_from

    if args.model:
        return [subject_from(args, registry, named) for named in args.model]
    scoring = [s for s in registry.specs() if s.task in ("antispoof", "deepfake")]
    if not scoring:
        raise DataError("no model that scores faces is installed; choose one with --model FILE")
    return [Subject(registry.verified(spec), spec) for spec in scoring]


def _one(args: argparse.Namespace, registry: Registry) -> Subject | None:
    if args.model and len(args.model) > 1:
        raise DataError("give --model once: the pipeline runs one anti-spoof model")
    return _subjects(args, registry)[0] if args.model else None


def _numbers(text: str, flag: str) -> list[int]:
    try:
        numbers = [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        numbers = [0]
    if any(n < 1 for n in numbers):
        raise DataError(f"{flag} needs whole numbers above 0, like 1,2,4; got {text!r}")
    return numbers


def _deliver(args: argparse.Namespace, document: dict[str, Any], table: object, *lines: str) -> int:
    """Print or write it, with the machine it was measured on and what disturbed it."""
    from rich.console import Console

    from edge.system.files import write_atomically
    from tools.alternate import in_words, machine
    from tools.benchmarks.pipeline import now

    whole = {"command": args.command, "at": now(), "machine": machine()} | document
    if args.json == "-":
        print(json.dumps(whole, indent=2))  # noqa: T201
        return 0
    out = Console()
    if not out.is_terminal:
        out = Console(width=120)  # a file or a pipe has no width to fit into
    out.print(table)
    for line in (in_words(), *lines):
        out.print(line, highlight=False, markup=False, soft_wrap=True)
    if warning := document.get("warning"):
        Console(stderr=True).print(f"[yellow]{warning}[/]", highlight=False, soft_wrap=True)
    if args.json:
        write_atomically(Path(args.json), json.dumps(whole, indent=2).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
