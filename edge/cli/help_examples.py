"""Adds to every `--help` a sentence on the command's purpose, and working examples.

Commands define their arguments; the examples are in one table here, and a test parses each.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator

WIDTH = 79

DOOR = "antispoof_minifasnet_v2_se"
"""Id of the shipped anti-spoof model, without the suffix of its precision."""

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "app": (
        ("", "the first camera, or the demo"),
        ("--source clip.mp4", "a file, with a seek bar"),
        ("--kiosk --no-pin --source demo", "try the kiosk; Esc closes it"),
    ),
    "run": (
        ("--source clip.mp4 --json verdicts.jsonl", "one JSON object per frame"),
        ("--source 0 --annotate out.mp4 --heatmap", "with evidence maps"),
        ("--source demo:300 --json - --quiet", "the JSON lines only"),
    ),
    "kiosk": (("pin", "then: facevouch app --kiosk"),),
    "kiosk pin": (("--out /etc/facevouch/kiosk.pin", "asks twice, stores a hash"),),
    "serve verify": (
        ("TOKEN --key kiosk.pem --nonce b7e2", "prints the claims, or the reason with status 2"),
    ),
    "config": (
        ("template > facevouch.toml", "then edit it"),
        ("check facevouch.toml", "after every change"),
    ),
    "config template": (("> facevouch.toml", ""),),
    "config check": (("facevouch.toml", ""),),
    "config sign": (
        ("facevouch.toml", "with this machine's key"),
        ("facevouch.toml --key operator.key", "with another key"),
    ),
    "config seal": (
        ("", "after editing a calibration"),
        ("--key operator.key --yes", "where the administrator trusts that key only"),
    ),
    "models": (
        ("list", "what is installed, and the defaults"),
        ("verify", "hashes and recorded answers"),
        ("import mine.onnx", "asks for what the file does not state"),
    ),
    "models list": (("", ""), ("--json", "for programs")),
    "models show": ((f"{DOOR}_int8", ""),),
    "models verify": (("", "all of them"), (f"{DOOR}_int8", "one")),
    "models pull": (("blaze_face_short_range", ""),),
    "models answers": ((f"{DOOR}_int8", ""),),
    "models sign": (
        ("", "after editing the manifest"),
        ("--key operator.key", "where the administrator trusts that key only"),
    ),
    "models allow-older": (("", "after facevouch-rollback"),),
    "models import": (
        ("mine.onnx", "shows guessed values and asks"),
        (f"mine_int8.onnx --like {DOOR}_int8 --default", "a variant of a known one"),
        ("theirs.onnx --expansion 2.7 --colour BGR --scale 1 --attack-index 1 --yes", ""),
    ),
    "deliver": (("test --config facevouch.toml", "one event to each target, with its reply"),),
    "deliver test": (
        ("--config facevouch.toml", ""),
        ("--config facevouch.toml --relay", "opens the door, too"),
    ),
    "deliver refused": (("--config facevouch.toml > refused.jsonl", ""),),
    "audit": (
        ("verify", "status 1 if an entry is damaged or missing"),
        ("export --out march.jsonl --since 2026-03-01", "to verify on another machine:"),
        ("verify march.jsonl --key gate.pem", "with the key that was stored"),
    ),
    "audit verify": (
        ("", "this machine's log"),
        ("march.jsonl --key gate.pem --head noted.json", "an export, elsewhere"),
    ),
    "audit show": (("-n 50", ""),),
    "audit export": (("--out may.jsonl --since 2026-05-01 --until 2026-06-01", ""),),
    "audit purge": (
        ("", "entries older than audit.keep_days"),
        ("--before 2026-01-01", ""),
    ),
    "audit head": (("> head-monday.json", "then: audit verify --head head-monday.json"),),
    "audit key": (("> gate.pem", ""),),
    "audit rotate-key": (("", "while the gate is stopped"),),
    "audit crops": (("list", ""),),
    "audit crops keygen": (("--out operator.pem", "also writes operator.pub.pem, for the gate"),),
    "audit crops list": (("", ""),),
    "audit crops decrypt": (("b5c9e7.crop --key operator.pem --kiosk gate.pem --out opened", ""),),
    "doctor": (("", "a table"), ("--json", "for programs")),
    "completion": (
        (
            "> ~/.local/share/bash-completion/completions/facevouch",
            "once; loaded by every new shell",
        ),
    ),
    "evaluate": (
        (f"run --model {DOOR}_int8 --data faces/ --out results", ""),
        ("report --scores a=a.csv b=b.csv --out results", "from score files only"),
    ),
    "evaluate run": (
        (f"--model {DOOR}_int8 --data faces/ --out results", "faces/live, faces/print …"),
        (f"--model {DOOR}_fp32 {DOOR}_int8 --data set.csv --split test --out results --pdf", ""),
        (f"--model {DOOR}_int8 --data set.csv --threshold bpcer=1% --robustness --out results", ""),
    ),
    "evaluate report": (
        ("--scores fp32=fp32.csv:108.787 int8=int8.csv:27.801 --out results", "size in MB"),
    ),
    "evaluate matrix": (
        (f"--model {DOOR}_fp32 {DOOR}_int8 --data set.csv --out results", "model × source"),
        ("--scores a=a.csv b=b.csv --by source --out results", "from score files only"),
    ),
    "evaluate presentations": (
        (
            "--data set.csv --split test --out results",
            "a clip of each still, judged like a gate's camera",
        ),
        ("--data clips/ --limit 20 --out results", "twenty recorded clips of all sources"),
    ),
    "evaluate attacks": (
        ("--data set.csv --split test --out results", "acceptance rates by defence"),
        ("--data set.csv --split test --out results --puppets 12", "also animated stills"),
    ),
    "evaluate looks": (
        ("--data set.csv --split val --out results", "recommends decision.antispoof_looks"),
    ),
    "evaluate iso30107": (
        ("--scores scores.csv --plan plan.toml --out results --pdf", "for a certification file"),
        ("--write-plan plan.toml", "the fields to fill in"),
    ),
    "evaluate backbone": (
        ("--model timm:mobilenetv3_small_100 --data imagenet/val --set imagenet --out results", ""),
    ),
    "benchmark models": (
        ("", "the models that ship"),
        (f"--model {DOOR}_int8 --baseline {DOOR}_fp32 --threads 1,2", "with the ratio of times"),
    ),
    "benchmark pipeline": (("--source clip.mp4", ""), ("--json pipeline.json", "")),
    "benchmark memory": (("--frames 10000", "memory growth"),),
    "convert fp32": ((f"--model mine_q8.onnx --like {DOOR}_fp32 --out mine_fp32.onnx", ""),),
    "convert fp16": ((f"--model {DOOR}_fp32 --out mine_fp16.onnx", ""),),
    "convert int8": (
        (f"--model mine.onnx --like {DOOR}_fp32 --data set.csv --out mine_int8.onnx", ""),
    ),
    "convert q8": ((f"--model {DOOR}_fp32 --out mine_q8.onnx", ""),),
    "convert prune": ((f"--model {DOOR}_fp32 --share 0.3 --out mine_p30.onnx", ""),),
    "convert tflite": (
        (f"--model {DOOR}_fp32 --precision int8 --out mine.tflite", "after: make convert-env"),
    ),
    "convert onnx": (
        ("--architecture minifasnet_v2_se --checkpoint best.pth --out mine_fp32.onnx", ""),
    ),
    "convert tensorrt": ((f"--model {DOOR}_fp32 --precision fp16 --out engines", ""),),
    "convert sweep": ((f"--model {DOOR}_fp32 --out results/compression", "all forms, one table"),),
    "convert compare": ((f"--model {DOOR}_fp32 --with {DOOR}_int8", ""),),
    "convert sensitivity": ((f"--model {DOOR}_fp32", ""),),
    "convert inspect": (("theirs.onnx", ""),),
    "train": (
        ("deepfake --data ../shared/data/deepfake/manifest.csv", "into results/training/deepfake"),
    ),
    "train antispoof": (("--data ../shared/data --out results/training/antispoof", ""),),
    "train deepfake": (
        ("--data ../shared/data/deepfake/manifest.csv", ""),
        ("--resume results/training/deepfake/checkpoints/last.pth", "after a power cut"),
    ),
    "train research": (("--model efficientnet_b5 --epochs 2", ""),),
}
"""By command, without `facevouch`: pairs of arguments and their explanation, which may be empty."""


def with_examples(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add description and examples to a parser and, recursively, its subcommands; returns it."""
    for each, purpose in _tree(parser, ""):
        name = each.prog.removeprefix("facevouch").strip()
        if not each.description and purpose:
            each.description = purpose[0].upper() + purpose[1:].rstrip(".") + "."
        elif each.description and "\n" not in each.description:
            each.description = textwrap.fill(each.description, WIDTH)
        if name in EXAMPLES:
            each.formatter_class = argparse.RawDescriptionHelpFormatter
            each.epilog = "\n\n".join(filter(None, (_examples(name), each.epilog)))
    return parser


def _tree(
    parser: argparse.ArgumentParser, purpose: str
) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """The parser and, recursively, its subcommands', each with its line in the parent's help."""
    yield parser, purpose
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        lines = {line.dest: line.help or "" for line in action._choices_actions}
        for name, child in action.choices.items():
            yield from _tree(child, lines.get(name, ""))


def _examples(name: str) -> str:
    lines = [(f"facevouch {name} {words}".rstrip(), what) for words, what in EXAMPLES[name]]
    column = max(len(line) for line, _ in lines) + 4
    if column > WIDTH // 2 + 18:  # long commands: the explanation is put below
        rows = (f"  {line}" + (f"\n      {what}" if what else "") for line, what in lines)
    else:
        rows = (f"  {line:<{column}}{what}".rstrip() for line, what in lines)
    return "\n".join(("examples:", *rows))
