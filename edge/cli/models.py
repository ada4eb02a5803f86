"""`facevouch models`: list, show, verify, import, pull, sign, answers, engines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.cli import engines
from edge.cli.contract import add_contract, contract_from

if TYPE_CHECKING:
    from rich.table import Table

    from models.importer import Draft
    from models.registry import Registry
    from models.spec import ModelSpec


ROOMY = 100  # least width of a terminal, in columns, for all columns

TIMED = 9
"""Number of timed runs of which the median is reported."""

IDENTITY = ("id", "architecture", "licence", "training_data", "source", "default")
"""Options of `import` that say what the model is, beside its contract."""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its verbs."""
    parser = subparsers.add_parser(
        "models", help="the model registry: list, show, verify, import, pull, sign, engines"
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="list all models")
    listing.add_argument("--json", action="store_true", help="print a JSON list of objects")
    listing.add_argument(
        "--time",
        action="store_true",
        help="measure each model's time per face on this machine, in ms (median of 9)",
    )
    show = verbs.add_parser("show", help="print everything about one model")
    show.add_argument("id")
    verify = verbs.add_parser(
        "verify",
        help="check each file's hash, and that the model loads and gives the recorded answers",
    )
    verify.add_argument("id", nargs="*", help="models to verify (default: all)")
    pull = verbs.add_parser("pull", help="download a model's file from its publisher")
    pull.add_argument("id")
    answers = verbs.add_parser(
        "answers",
        help="print a model's outputs for the built-in test pictures, in the "
        "form of a manifest entry",
    )
    answers.add_argument("id")
    sign = verbs.add_parser("sign", help="sign the manifest of your imported models as it is now")
    sign.add_argument("--yes", "-y", action="store_true", help="do not ask for confirmation")
    sign.add_argument(
        "--key",
        type=Path,
        metavar="KEY.pem",
        help="Ed25519 private key to sign with (default: this machine's key)",
    )
    sign.add_argument(
        "--release",
        type=Path,
        metavar="KEY.pem",
        help="for maintainers: sign the manifest of the shipped models with the release's "
        "private key",
    )
    sign.add_argument(
        "--days",
        type=int,
        default=1096,
        help="with --release: days until the signature expires (default: 1096)",
    )
    sign.add_argument("--new-key", action="store_true", help="with --release: make a new key first")
    verbs.add_parser(
        "allow-older",
        help="accept an older signed manifest again, as needed after facevouch-rollback",
    )
    engines.add(verbs)
    _add_import(
        verbs.add_parser("import", help="add an .onnx or .tflite file of your own to the registry")
    )
    parser.set_defaults(execute=execute)


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--yes", "-y", action="store_true", help="accept the guessed model contract without asking"
    )
    parser.add_argument(
        "--replace", action="store_true", help="replace an imported model of the same id"
    )
    parser.add_argument(
        "--default", action="store_true", default=None, help="make it the default model of its task"
    )
    contract = parser.add_argument_group(
        "contract",
        "options left out are looked up by the file's hash, read from the file or guessed",
    )
    contract.add_argument("--id", help="id to register the model under")
    add_contract(contract, ("antispoof", "deepfake", "detector", "landmarks"))
    contract.add_argument("--architecture", help="name of the network's architecture")
    contract.add_argument("--licence", help="licence of the weights")
    contract.add_argument("--training-data", help="data the model was trained on")
    contract.add_argument("--source", help="origin of the file, as free text")


def execute(args: argparse.Namespace) -> int:
    """Run one verb. Returns 0, or 1 where `verify` found a fault. Raises FacevouchError."""
    from edge.cli.model_signing import allow_older, show_answers, sign
    from models.registry import Registry

    verbs = {
        "list": _list,
        "show": _show,
        "verify": _verify,
        "pull": _pull,
        "import": _import,
        "sign": sign,
        "answers": show_answers,
        "allow-older": allow_older,
        "engines": engines.execute,
    }
    return verbs[args.verb](args, Registry.open())


def as_row(spec: ModelSpec, registry: Registry) -> dict[str, Any]:
    """One object of `models list --json`. file: an absolute path where the file exists, else as in
    the manifest.
    """
    from edge.errors import ModelError

    try:
        file, present = str(registry.locate(spec).absolute()), True
    except ModelError:
        file, present = spec.file, False
    return {
        "id": spec.id,
        "task": spec.task,
        "architecture": spec.architecture,
        "precision": spec.precision,
        "file": file,
        "bytes": spec.bytes,
        "sha256": spec.sha256,
        "default": spec.default,
        "present": present,
        "imported": registry.is_own(spec),
        "licence": spec.licence,
        "thresholds": spec.thresholds,
        "metrics": spec.metrics,
    }


def _list(args: argparse.Namespace, registry: Registry) -> int:
    rows = [as_row(spec, registry) for spec in registry.specs()]
    if args.time:
        for row, spec in zip(rows, registry.specs(), strict=True):
            row["ms"] = timed(spec, registry)
    if args.json:
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
        return 0
    from rich.console import Console

    from models.spec import tested_auc

    console = Console()
    roomy = console.width >= ROOMY
    shown: dict[str, Callable[[dict[str, Any]], str]] = {
        "model": lambda row: row["id"],
        "task": lambda row: row["task"],
        "precision": lambda row: row["precision"],
        "size": lambda row: _size(row["bytes"]),
        "AUC": lambda row: _figure(tested_auc(row["metrics"]), 3),
        "ms": lambda row: _figure(row.get("ms"), 1),
        "notes": lambda row: ", ".join(_notes(row)),
        "licence": lambda row: row["licence"].split(" (")[0],
    }
    left_out = {"ms"} if not args.time else set()
    left_out |= set() if roomy else {"precision", "licence"}  # a model's id contains the precision
    columns = [name for name in shown if name not in left_out]
    table = _table(*columns)
    for column in table.columns[: columns.index("notes")]:
        column.no_wrap = True
    for row in rows:
        table.add_row(*(shown[name](row) for name in columns))
    console.print(table)
    return 0


def _figure(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def timed(spec: ModelSpec, registry: Registry) -> float | None:
    """Median time per face on this machine, ms; None for a model that gives no score or does not
    load.
    """
    import statistics
    import time

    from edge.config import ModelsConfig
    from edge.errors import FacevouchError
    from edge.infer.scorer import Scorer
    from edge.infer.selftest import pictures

    if spec.task not in ("antispoof", "deepfake"):
        return None
    bgr, box = next(iter(pictures().values()))
    took = []
    try:
        scorer = Scorer.load(registry, spec.id, ModelsConfig())
        for _ in range(TIMED + 1):
            started = time.perf_counter()
            scorer.score(bgr, [box])
            took.append(1e3 * (time.perf_counter() - started))
    except FacevouchError:
        return None
    return statistics.median(took[1:])  # without the first, a warm-up


def _notes(row: dict[str, Any]) -> list[str]:
    notes = {
        "default": row["default"],
        "imported": row["imported"],
        "[red]file missing[/]": not row["present"],
    }
    return [note for note, true in notes.items() if true]


def _show(args: argparse.Namespace, registry: Registry) -> int:
    from rich.console import Console

    spec = registry.get(args.id)
    row = as_row(spec, registry)
    table = _contract_table(spec)
    table.add_row("file here", row["file"] if row["present"] else "[red]missing[/]")
    Console().print(table)
    return 0


def _verify(args: argparse.Namespace, registry: Registry) -> int:
    from rich.console import Console

    from edge.config import ModelsConfig
    from edge.errors import FacevouchError
    from edge.infer.scorer import Scorer
    from edge.infer.selftest import probe, refuse_other
    from models.manifest import NAME

    specs = [registry.get(name) for name in args.id] or registry.specs()
    console = Console()
    bad = 0
    for spec in specs:
        try:
            probe(registry.verified(spec), spec, ModelsConfig())
            if spec.answers:
                refuse_other(Scorer.load(registry, spec.id, ModelsConfig()))
        except FacevouchError as error:
            bad += 1
            console.print(f"[red]✗[/] {spec.id}: ", end="")
            console.print(str(error), markup=False, highlight=False, soft_wrap=True)
        else:
            console.print(f"[green]✓[/] {spec.id}  sha256 {spec.sha256[:12]}…, loads and runs")
    console.print(f"{len(specs) - bad} of {len(specs)} models passed", highlight=False)
    for folder, found in registry.standings().items():
        console.print(f"{folder / NAME}: {found}", highlight=False, markup=False, soft_wrap=True)
    return 1 if bad else 0


def _pull(args: argparse.Namespace, registry: Registry) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

    console = Console(stderr=True)
    columns = ("[progress.description]{task.description}", BarColumn(), DownloadColumn())
    with Progress(*columns, TransferSpeedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(args.id, total=None)
        path = registry.pull(
            args.id, lambda done, total: bar.update(task, completed=done, total=total)
        )
    console.print(
        f"{args.id} is installed with the stated sha256: {path}", highlight=False, soft_wrap=True
    )
    return 0


def _import(args: argparse.Namespace, registry: Registry) -> int:
    from rich.console import Console

    from edge.cli.model_signing import agreed, answered
    from edge.config import ModelsConfig
    from edge.infer.selftest import probe
    from models.importer import draft

    console = Console(stderr=True)
    drafted = draft(args.file, registry, contract_from(args, *IDENTITY))
    console.print(_contract_table(drafted.spec, drafted))
    probe(args.file, drafted.spec, ModelsConfig())
    nobody = (
        "the contract needs a confirmation, but there is no terminal; add --yes to "
        "accept it as shown"
    ) + (f" (guessed: {', '.join(drafted.guesses)})" if drafted.guesses else "")
    if not agreed("Import the model with this contract?", args, nobody):
        console.print("nothing was imported")
        return 0
    spec = registry.add(args.file, answered(args.file, drafted.spec), replace=args.replace)
    use = (
        f"it is now the default {spec.task} model"
        if spec.default
        else f'use it with models.{spec.task} = "{spec.id}" in the configuration'
    )
    console.print(f"imported as {spec.id}; {use}", highlight=False, markup=False, soft_wrap=True)
    if (reason := registry.refusal(spec)) is not None:
        console.print(f"but {reason}", highlight=False, markup=False, soft_wrap=True)
    return 0


def _contract_table(spec: ModelSpec, drafted: Draft | None = None) -> Table:
    table = _table("field", "value", *(["from"] if drafted else []))
    unused = () if spec.input else ("output.", "calibration.")  # a detector gives no score
    for name, value in _flat(spec.model_dump(mode="json")).items():
        if value in (None, "", {}) or name.startswith(unused):
            continue
        row = [name, _text(name, value)]
        if drafted:
            origin = drafted.origins.get(name)
            guessed = name in drafted.guesses
            row.append(f"[yellow]{origin}[/]" if guessed else str(origin or "[dim]default[/]"))
        table.add_row(*row)
    return table


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _text(name: str, value: Any) -> str:
    from rich.markup import escape

    if name == "bytes":
        return f"{value:,} ({_size(value)})"
    if isinstance(value, list):
        return ", ".join(f"{v:g}" for v in value)
    return escape(f"{value:.6g}" if isinstance(value, float) else str(value))


def _size(count: int) -> str:
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1e6:.1f} MB"


def _table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
