"""`facevouch convert inspect`: what a model file consists of, and the contract it implies."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from edge.errors import ModelError
from tools.progress import wide


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the subcommand."""
    command = subparsers.add_parser(
        "inspect", help="list a model file's layers, parameters and cost"
    )
    command.add_argument("file", type=Path)
    command.add_argument("--json", action="store_true", help="print the result as JSON")
    command.set_defaults(execute=_execute)


def _execute(args: argparse.Namespace) -> int:
    from models.importer import ContractOverrides, Origin, draft
    from models.registry import Registry
    from tools.conversion.inspection import anatomy

    found = anatomy(args.file)
    contract: dict[str, object] = {}
    problem = ""
    try:
        drafted = draft(args.file, Registry.open(), ContractOverrides())
        flat = drafted.spec.model_dump(mode="json")
        for name, origin in drafted.origins.items():
            value: object = flat
            for part in name.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            contract[name] = {"value": value, "from": str(origin)}
    except ModelError as error:
        problem = str(error)
    if args.json:
        document = found.as_dict() | {"contract": contract, "contract_problem": problem}
        Console().print_json(json.dumps(document))
        return 0
    out = wide(Console(highlight=False))
    out.print(f"{found.file}: {found.bytes:,} bytes, opset {found.opset}, "
              f"{found.parameters:,} parameters, quantisation: {found.quantisation}",
              soft_wrap=True)  # fmt: skip
    for side, tensors in (("takes", found.inputs), ("gives", found.outputs)):
        for name, shape in tensors.items():
            out.print(f"  {side} {name}  {'×'.join(map(str, shape))}", markup=False)
    operators = ", ".join(f"{n} × {op}" for op, n in found.operators.items())
    out.print(f"  {operators}", soft_wrap=True)
    for remark in found.remarks:
        out.print(f"- {remark}", markup=False, soft_wrap=True)
    if problem:
        out.print(f"- {problem}", markup=False, soft_wrap=True)
    elif contract:
        table = Table(box=None)
        table.add_column("how it is fed and read", no_wrap=True)
        table.add_column("value", overflow="fold")
        table.add_column("from", no_wrap=True)
        for name, entry in contract.items():
            assert isinstance(entry, dict)
            table.add_row(name, str(entry["value"]), str(entry["from"]))
        out.print(table)
        if any(entry["from"] == Origin.GUESSED for entry in contract.values()):  # type: ignore[index]
            out.print("Check what is guessed before use; say otherwise with the options of "
                      "facevouch models import.", soft_wrap=True)  # fmt: skip
    return 0
