"""The subcommands of `facevouch convert`: parse, call, print."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from tools.conversion import inspect_command, options
from tools.conversion.subject import add_contract_options
from tools.progress import StageBar

if TYPE_CHECKING:
    from tools.conversion.parity import Parity, ParityLimits
    from tools.conversion.parity_gate import GateResult
    from tools.conversion.scores import CropSet
    from tools.conversion.subject import Subject

SINGLE = {
    "fp32": ("fp32", "convert a dynamically quantised model back to 32-bit floats"),
    "fp16": ("q16", "convert the weights to 16-bit floats"),
    "int8": ("int8", "quantise to static INT8: activations uint8, weights int8 per channel"),
    "q8": ("q8", "quantise the weights only to INT8"),
    "prune": ("q32-p50", "set the smallest weights of each layer to zero"),
}
console = Console(stderr=True)


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register every subcommand."""
    for name, (variant, text) in SINGLE.items():
        one = _command(subparsers, name, text, _convert)
        one.set_defaults(variant=variant)
        if name == "int8":
            options.quantiser(one)
        if name == "prune":
            one.add_argument(
                "--share",
                type=float,
                default=0.5,
                help="share of the weights to set to zero (default: 0.5)",
            )
    lite = _command(
        subparsers, "tflite", "convert to TFLite, for boards where LiteRT is faster", _convert
    )
    lite.add_argument(
        "--precision",
        choices=["fp32", "fp16", "int8"],
        default="fp32",
        help="precision of the file (default: fp32)",
    )
    _add_export(subparsers)
    trt = subparsers.add_parser(
        "tensorrt", help="build a TensorRT engine; run it on the device that will use the engine"
    )
    options.common(trt)
    options.gate(trt)
    trt.add_argument(
        "--precision",
        choices=["fp32", "fp16", "int8"],
        default="fp16",
        help="precision of the engine (default: fp16)",
    )
    trt.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder for the engine and its comparison",
    )
    trt.set_defaults(execute=_tensorrt)
    table = subparsers.add_parser(
        "sweep", help="make all variants and one table of their size, speed and accuracy"
    )
    options.common(table)
    options.gate(table)
    options.quantiser(table)
    table.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder for the variants and the table",
    )
    table.add_argument("--restart", action="store_true",
                       help="make everything again (default: an interrupted sweep is "
                       "continued)")  # fmt: skip
    table.add_argument("--variants", metavar="A,B,…", help="only these variants (default: all)")
    table.set_defaults(execute=_sweep)
    compare = subparsers.add_parser("compare", help="compare two models; writes no model")
    options.common(compare)
    options.gate(compare)
    compare.add_argument(
        "--with", dest="other", required=True, metavar="ID|FILE", help="the model to compare with"
    )
    compare.set_defaults(execute=_compare)
    layers = subparsers.add_parser(
        "sensitivity", help="each layer's contribution to the quantisation error in INT8"
    )
    options.common(layers)
    layers.add_argument("--json", action="store_true", help="print the layers as JSON")
    layers.set_defaults(execute=_sensitivity)
    inspect_command.add(subparsers)


def _command(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    execute: object,
) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(name, help=text, description=text)
    options.common(parser)
    options.gate(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="file to write")
    parser.set_defaults(execute=execute)
    return parser


def _add_export(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from tools.conversion.checkpoint import ARCHITECTURES

    text = "export a trained torch checkpoint as an ONNX file"
    export = subparsers.add_parser("onnx", help=text, description=text)
    export.add_argument("--architecture", choices=sorted(ARCHITECTURES),
                        help="needed if the checkpoint does not state it")  # fmt: skip
    export.add_argument(
        "--checkpoint", type=Path, required=True, metavar="FILE.pth", help="the trained weights"
    )
    export.add_argument(
        "--out", type=Path, required=True, metavar="FILE.onnx", help="file to write"
    )
    export.add_argument("--no-gate", action="store_true",
                        help="compare with torch on random input only; write no manifest "
                        "entry")  # fmt: skip
    add_contract_options(export)
    options.crops(export)
    options.gate(export)
    export.set_defaults(execute=_export)


def _export(args: argparse.Namespace) -> int:
    from edge.cli.contract import contract_from
    from models.registry import Registry
    from tools.conversion.checkpoint import contract_in, named_in
    from tools.conversion.export import export_checkpoint, export_gated, unstated
    from tools.conversion.subject import contract_of

    architecture = args.architecture or named_in(contract_in(args.checkpoint), args.checkpoint)
    if args.no_gate:
        with console.status("exporting and comparing with torch"):
            made = export_checkpoint(architecture, args.checkpoint, args.out)
        console.print(
            f"{args.out}: {made.bytes:,} bytes, sha256 {made.sha256}; "
            f"differs from torch by at most {made.max_difference:.2g}", soft_wrap=True,
        )  # fmt: skip
        return 0
    limits = options.limits_from(args)
    unreadable = 0

    def crops_of(subject: Subject) -> CropSet:
        nonlocal unreadable
        crops = _crops(args, subject, bar)
        unreadable = crops.unreadable
        return crops

    overrides = unstated(architecture, args.checkpoint, contract_from(args))
    with StageBar(console) as bar:
        exported, outcome = export_gated(
            architecture, args.checkpoint, args.out,
            lambda path: contract_of(path, Registry.open(), overrides, sure=args.yes), crops_of,
            limits, threshold=args.threshold, rounds=args.rounds, watch=bar,
        )  # fmt: skip
    console.print(f"differs from torch by at most {exported.max_difference:.2g} on random input")
    _report(args, outcome.made, outcome, unreadable)
    return _written(args, outcome)


def _convert(args: argparse.Namespace) -> int:
    from tools.conversion.parity_gate import convert_gated
    from tools.conversion.variants import CALIBRATED

    limits = options.limits_from(args)
    subject = options.model_from(args)
    variant = args.variant if hasattr(args, "variant") else f"tflite-{args.precision}"
    with StageBar(console) as bar:
        crops = _crops(args, subject, bar)
        recipe = options.recipe_from(args, subject, bar, calibrated=variant in CALIBRATED)
        outcome = convert_gated(
            subject, variant, args.out, recipe, crops, limits,
            threshold=args.threshold, rounds=args.rounds,
        )  # fmt: skip
    _report(args, subject, outcome, crops.unreadable)
    return _written(args, outcome)


def _written(args: argparse.Namespace, outcome: GateResult) -> int:
    """Print the outcome; returns the exit status."""
    if outcome.broken:
        _refused(outcome.parity, outcome.broken, options.limits_from(args))
        if getattr(args, "method", "") == "auto":
            console.print(
                f"More layers in float (--most-float, {args.most_float} here) lose less, at more "
                "bytes.", soft_wrap=True,
            )  # fmt: skip
        return 1
    console.print(f"written: {args.out}, manifest entry: {outcome.entry}", soft_wrap=True)
    return 0


def _refused(parity: Parity, broken: list[str], limits: ParityLimits) -> None:
    """Say what is beyond the limits, and what would accept it."""
    from tools.conversion.parity import to_accept

    said = f"[red]refused[/]: {'; '.join(broken)}. Nothing was written."
    console.print(f"{said} {to_accept(parity, limits)}", soft_wrap=True)


def _crops(args: argparse.Namespace, subject: Subject, bar: StageBar) -> CropSet:
    """The crops of the parity gate; prints how many could not be read."""
    crops = options.crops_from(args, subject, bar)
    if crops.unreadable:
        asked = crops.unreadable + len(crops.examples)
        bar.say(f"{crops.unreadable} of {asked} pictures cannot be read and are left out")
    return crops


def _report(
    args: argparse.Namespace, subject: Subject, outcome: GateResult, unreadable: int
) -> None:
    from tools.conversion.entry import summary

    if args.json:
        document = outcome.parity.as_dict() | {
            "model": outcome.made.spec.id,
            "original": subject.spec.id,
            "sha256": outcome.made.spec.sha256,
            "unreadable": unreadable,
            "broken": outcome.broken,
            "note": outcome.note,
        }
        Console().print_json(json.dumps(document))
        return
    p = outcome.parity
    table = Table(show_header=False, box=None)
    for name, value in (
        ("crops", f"{p.crops}, threshold {p.threshold:.4f}"),
        ("Δ p_attack", f"largest {_small(p.max_dp)}, mean {_small(p.mean_dp)}"),
        ("decisions changed", f"{p.flips} of {p.crops}"),
        ("AUC", f"{p.auc:.4f} ({p.auc_change:+.4f})"),
        ("APCER, worst type", f"{p.apcer:.2%} ({p.apcer_change:+.2%})"),
        ("BPCER", f"{p.bpcer:.2%} ({p.bpcer_change:+.2%})"),
        (
            "APCER at the same BPCER",
            f"{p.apcer_refixed:.2%}, threshold {p.refixed['compared']:.4f}",
        ),
        ("one face, one thread", _time(p)),
        ("size", f"{p.bytes:,} bytes, {p.bytes_ratio:.1%} of the original"),
    ):
        table.add_row(name, value)
    out = Console()
    out.print(summary(outcome.made.spec), highlight=False, soft_wrap=True)
    out.print(table)
    if outcome.note:
        out.print(outcome.note, highlight=False, soft_wrap=True)


def _time(p: Parity) -> str:
    if math.isnan(p.latency_ms):
        return "not measured"
    return f"{p.latency_ms:.2f} ms, {p.latency_ratio:.2f} × the original"


def _small(change: float) -> str:
    """Four decimal places, or the order of magnitude where those would be 0.0000."""
    return f"{change:.4f}" if change >= 5e-5 or change == 0 else f"{change:.0e}"


def _sweep(args: argparse.Namespace) -> int:
    from tools.conversion.sweep import markdown, measured, sweep
    from tools.conversion.variants import CALIBRATED, VARIANTS, refuse_unknown

    limits = options.limits_from(args)
    subject = options.model_from(args)
    chosen = [v.strip() for v in args.variants.split(",")] if args.variants else list(VARIANTS)
    for name in chosen:
        refuse_unknown(name)  # before the crops are read, which takes minutes
    with StageBar(console) as bar:
        crops = _crops(args, subject, bar)
        calibrated = not CALIBRATED.isdisjoint(chosen)
        recipe = options.recipe_from(args, subject, bar, calibrated=calibrated)
        rows = sweep(
            subject, args.out, recipe, crops, variants=chosen, limits=limits,
            rounds=args.rounds, threshold=args.threshold, on_row=lambda row: bar.say(str(row)),
            restart=args.restart,
        )  # fmt: skip
    document = args.out / "compression.json"
    if args.json:
        Console().print_json(document.read_text(encoding="utf-8"))
    else:
        page = markdown([r.cells() for r in rows], subject.spec.id, measured(rows))
        Console().print(page, markup=False, highlight=False, soft_wrap=True)
    console.print(f"written: {document.with_suffix('')}.{{csv,json,md,html}}", soft_wrap=True)
    refused = [r.variant for r in rows if r.outcome and r.outcome.broken]
    if refused:
        console.print(f"beyond the limits given: {', '.join(refused)}", soft_wrap=True)
    return 1 if refused else 0


def _compare(args: argparse.Namespace) -> int:
    from tools.conversion.parity import compare
    from tools.conversion.parity_gate import GateResult

    limits = options.limits_from(args)
    subject = options.model_from(args)
    other = options.model_from(args, args.other).calibrated_as(subject)
    with StageBar(console) as bar:
        crops = _crops(args, subject, bar)
        parity = compare(
            subject, other, crops, threshold=args.threshold, rounds=args.rounds, watch=bar
        )
    broken = limits.broken_by(parity)
    _report(args, subject, GateResult(other, parity, broken, ""), crops.unreadable)
    if broken:
        console.print(f"[red]beyond the limits[/]: {'; '.join(broken)}", soft_wrap=True)
    return 1 if broken else 0


def _sensitivity(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from tools.quantise import layer_sensitivity

    subject = options.model_from(args)
    with StageBar(console) as bar:
        bar.stage("reading crops to calibrate on")
        losses = layer_sensitivity(
            subject.path, options.calibration_from(args, subject),
            output=subject.spec.output.name, on_step=bar.at,
        )  # fmt: skip
    if args.json:
        Console().print_json(json.dumps([asdict(loss) for loss in losses]))
        return 0
    table = Table("layer", "operator", "parameters", "error of the score", "SQNR dB")
    for loss in losses:
        table.add_row(loss.name, loss.operator, f"{loss.parameters:,}",
                      f"{loss.error:.4g}", f"{loss.sqnr_db:.1f}")  # fmt: skip
    Console().print(table)
    return 0


def _tensorrt(args: argparse.Namespace) -> int:
    from tools.conversion.parity_gate import GateResult
    from tools.conversion.tensorrt import engine_gated

    subject, limits = options.model_from(args), options.limits_from(args)
    unreadable = 0

    def crops() -> CropSet:
        nonlocal unreadable
        found = _crops(args, subject, bar)
        unreadable = found.unreadable
        return found

    with StageBar(console) as bar:
        bar.stage("building: minutes, the first time")
        engine, parity, broken = engine_gated(
            subject, args.out, args.precision, crops, limits,
            named=args.model, threshold=args.threshold, watch=bar,
        )  # fmt: skip
    _report(args, subject, GateResult(subject, parity, broken, f"built with {engine.made_by}"),
            unreadable)  # fmt: skip
    if broken:
        _refused(parity, broken, limits)
        return 1
    console.print(f"written: {engine.cache}, {engine.bytes:,} bytes", soft_wrap=True)
    return 0
