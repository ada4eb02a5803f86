"""`facevouch models engines`: build TensorRT's engines before the gate is started; check them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from edge.config import Config
    from edge.infer.tensorrt import Machine
    from edge.infer.tensorrt_build import CachingProvider, Order
    from edge.infer.tensorrt_store import EngineState, EngineStore
    from models.registry import Registry
    from models.spec import ModelSpec

NOT_ALL = 1
"""Exit status where an engine that the settings use is not built."""

DESCRIPTION = """\
Build a TensorRT engine for each model that the settings use, on this very device. That takes
minutes, and is done once: before the gate opens, after another model was chosen, and after an
upgrade of JetPack or onnxruntime. An engine counts as built when it was opened again and gave the
model's known answers. An interrupted build leaves nothing behind; what is built is not built again.
"""

EPILOG = """\
examples:
  facevouch models engines --config gate.toml             build what is missing, with progress
  facevouch models engines --config gate.toml --check     how they stand; status 1 unless all built
  facevouch models engines --config gate.toml --prune     … and remove those of other versions
  sudo -u facevouch facevouch models engines --config /etc/facevouch/facevouch.toml

where: tensorrt/ in the cache folder ($XDG_CACHE_HOME/facevouch, ~/.cache/facevouch) of the account
that runs this: let it be the gate's. TensorRT takes models in floats: set models.antispoof and
models.deepfake to those that end in _fp32, and models.provider to tensorrt (docs/deploy-jetson.md).

exit status: 0 all are built, 1 one is not, 2 nothing could be done here (it says why).
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to `facevouch models`."""
    parser = verbs.add_parser(
        "engines",
        help="build the TensorRT engines for this device, before the gate starts",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="the gate's configuration file")
    parser.add_argument(
        "--check", action="store_true", help="build nothing; report the state of each engine"
    )
    parser.add_argument(
        "--force", action="store_true", help="rebuild engines that are already built"
    )
    parser.add_argument(
        "--prune",
        action="store_true",
        help="afterwards delete engines for other devices, other versions and removed models",
    )
    parser.add_argument(
        "--json", action="store_true", help="print the state of all engines as one JSON object"
    )


def execute(args: argparse.Namespace, registry: Registry) -> int:
    """Run the verb. Raises FacevouchError."""
    from edge.config import load_config
    from edge.infer.tensorrt_build import TensorRT
    from edge.infer.tensorrt_store import EngineStore

    config = load_config(args.config)
    registry.signed = config.models.signed
    return attend(args, config, registry, TensorRT(), EngineStore())


def attend(
    args: argparse.Namespace,
    config: Config,
    registry: Registry,
    provider: CachingProvider,
    store: EngineStore,
) -> int:
    """Build, prune and report. Returns 0, or NOT_ALL where an engine is not built.

    provider: builds the engines; tests pass another one. Raises ModelError.
    """
    from rich.console import Console

    from edge.errors import ModelError
    from edge.infer.tensorrt_build import order, used

    console = Console(stderr=True)
    machine = provider.machine()
    orders: dict[str, Order] = {}
    faults: dict[str, str] = {}
    specs = used(config, registry)
    for spec in specs:
        try:
            orders[spec.id] = order(spec, config, registry)
        except ModelError as error:
            faults[spec.id] = str(error)
    if not args.check:
        with store.locked():
            faults |= _build(args, console, store, provider, machine, orders)
            if args.prune:
                _prune(console, store, machine, {s.sha256 for s in registry.specs()})
    elif args.prune:
        raise ModelError("--check and --prune exclude each other: --check only reports")
    rows = [
        _row(spec, store.status(machine, orders[spec.id].recipe) if spec.id in orders else None,
             faults.get(spec.id, ""))
        for spec in specs
    ]  # fmt: skip
    _tell(args, console, machine, store, rows)
    return 0 if all(row["state"] == "built" for row in rows) else NOT_ALL


def _build(
    args: argparse.Namespace,
    console: Console,
    store: EngineStore,
    provider: CachingProvider,
    machine: Machine,
    orders: dict[str, Order],
) -> dict[str, str]:
    """Build the missing engines, with --force all. Returns by model id the reason of a failure."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from edge.errors import ModelError
    from edge.infer.tensorrt_build import build

    wanted = [
        one
        for one in orders.values()
        if args.force or store.status(machine, one.recipe).state != "built"
    ]
    faults: dict[str, str] = {}
    if not wanted:
        return faults
    _say(console, f"for {machine}")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("engines,"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        whole = bar.add_task("", total=len(wanted))
        for one in wanted:
            name = one.spec.id
            bar.update(whole, description=name)
            if not console.is_terminal:  # a log shows no progress bar
                _say(console, f"{name}: building, which takes minutes …")
            try:
                built = build(store, provider, machine, one)
            except ModelError as error:
                faults[name] = str(error)
            else:
                if built.seal is not None:
                    _say(console, f"{name}: built in {built.seal.seconds:.0f} s")
            bar.advance(whole)
    return faults


def _prune(console: Console, store: EngineStore, machine: Machine, keep: set[str]) -> None:
    removed, freed = store.prune(machine, keep)
    for folder in removed:
        _say(console, f"removed {folder}")
    _say(console, f"{freed / 1e6:.1f} MB are free again")


def _row(spec: ModelSpec, standing: EngineState | None, why: str) -> dict[str, Any]:
    """The object of one model in the output of `--json`."""
    seal = standing.seal if standing is not None else None
    return {
        "id": spec.id,
        "task": spec.task,
        "sha256": spec.sha256,
        "state": standing.state if standing is not None else "unsuited",
        "why": why or (standing.why if standing is not None else ""),
        "folder": str(standing.folder) if standing is not None else None,
        "precision": seal.precision if seal else None,
        "parts": seal.parts if seal else None,
        "answers": seal.answers if seal else None,
        "seconds": seal.seconds if seal else None,
        "built_at": seal.built_at if seal else None,
    }


def _tell(
    args: argparse.Namespace,
    console: Console,
    machine: Machine,
    store: EngineStore,
    rows: list[dict[str, Any]],
) -> None:
    if args.json:
        from dataclasses import asdict

        state = {"machine": asdict(machine), "folder": str(store.root), "models": rows}
        sys.stdout.write(json.dumps(state, indent=2) + "\n")
        return
    signs = {"built": "[green]✓[/]", "missing": "[yellow]•[/]", "stale": "[yellow]•[/]"}
    for row in rows:
        console.print(f"{signs.get(row['state'], '[red]✗[/]')} {row['id']}: {row['state']}", end="")
        words = row["why"] and f", {row['why']}"
        if row["state"] == "built":
            parts = "" if row["parts"] == 1 else f", in {row['parts']} parts"
            asked = (
                f"{row['answers']} recorded answers reproduced" if row["answers"] else "tried out"
            )
            words = f", {row['precision']}{parts}, {asked}"
        _say(console, words)
    if not rows:
        _say(console, "these settings use no model that runs in onnxruntime")


def _say(console: Console, text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)
