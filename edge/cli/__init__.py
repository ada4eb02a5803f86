"""The command line: `facevouch COMMAND`. One module per command; slow imports are made on use."""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
from collections.abc import Sequence

from edge import __version__
from edge.cli.exit import USAGE, guarded
from edge.cli.help_examples import with_examples
from edge.cli.suggestion import SuggestingParser

COMMANDS = {
    "app": "the window: live video with verdicts",
    "run": "judge a source without a window: JSON lines, an annotated video, a summary",
    "kiosk": "prepare a kiosk: set the operator's PIN",
    "serve": "the service: REST, WebSocket, metrics and a status page",
    "config": "the settings: template, check, sign, seal",
    "models": "the registry: list, show, verify, import, pull, sign; TensorRT engines",
    "deliver": "event delivery: test the broker, webhook and relay; list refused events",
    "audit": "the signed audit log: verify, show, export, purge; keys and encrypted crops",
    "doctor": "check this machine: cameras, display, models, speed",
    "completion": "completion for bash and zsh: source <(facevouch completion)",
}
"""Purpose by command. Each is a module of this package with `add(subparsers)` and `execute(args) ->
int`, which is imported only when the command is used."""

OFFLINE = {
    "evaluate": "score data sets, measure error rates, write reports",
    "benchmark": "measure speed and memory against a named baseline",
    "convert": "quantise, prune and convert models, each behind a parity gate",
    "train": "train the anti-spoof, deepfake and research models",
    "calibrate": "calibrate a model to a camera and its place",
    "soak": "endurance test: the gate on eight cameras with injected faults",
}
"""Purpose by command of the tools package, which parses its arguments itself."""

EPILOG = """\
sources: 0, /dev/video0, rtsp://…, http://…, FILE.mp4, IMAGE.jpg, DIR/, frames:DIR/, picamera:0,
         gst:PIPELINE, pattern, demo. Without --source: the first camera, else demo.

examples:
  facevouch app                                    the window, on the first camera
  facevouch run --source clip.mp4 --json -         one JSON object per frame
  facevouch run --source 0 --annotate out.mp4      an annotated video of the first camera
  facevouch models list                            what is installed
  facevouch doctor                                 check this machine

facevouch COMMAND --help has more examples of each.

exit status: 0 success; 1 a check failed (a damaged log or model, a conversion beyond its limits);
         2 an error, reported in one line with its remedy; 130 interrupted.
"""


def parser(chosen: str | None = None) -> argparse.ArgumentParser:
    """The parser: complete for the chosen command; name and purpose only for the others."""
    top = SuggestingParser(
        prog="facevouch",
        description="Face liveness checks: decides for each face whether a live person is "
        "in front of the camera.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"facevouch {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, what in {**COMMANDS, **OFFLINE}.items():
        if name == chosen:
            importlib.import_module(f"edge.cli.{name}").add(commands)
        else:
            commands.add_parser(name, help=what, add_help=False)
    return with_examples(top)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 2, with one line on stderr, for errors that a user
    can correct.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if not words:
        parser().print_help(sys.stderr)
        return USAGE
    logging.basicConfig(format="facevouch: %(message)s", level=logging.WARNING)
    if words and words[0] in OFFLINE:
        return guarded(lambda: _offline(words[0], words[1:]))
    chosen = next((word for word in words if not word.startswith("-")), None)
    return guarded(lambda: _command(chosen, words))


def _command(chosen: str | None, words: list[str]) -> int:
    args = parser(chosen).parse_args(words)
    return int(importlib.import_module(f"edge.cli.{args.command}").execute(args))


def _offline(name: str, words: list[str]) -> int:
    return int(importlib.import_module(f"tools.{name}").main(words))
