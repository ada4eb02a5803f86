"""`facevouch app`: the window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from edge.cli.options import add_common, configuration
from edge.errors import ConfigError, DisplayError, FacevouchError, MissingExtraError
from edge.message import of_error


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "app",
        description="Open the window on a camera, a video file or the demo.",
    )
    add_common(command)
    command.add_argument(
        "--kiosk",
        action="store_true",
        help="full-screen kiosk mode with guided sessions; leaving it needs the operator's PIN",
    )
    command.add_argument(
        "--no-pin",
        action="store_true",
        help="with --kiosk, for a trial: no PIN; the Esc key closes the kiosk",
    )
    command.add_argument(
        "--or-headless",
        type=Path,
        metavar="DIR",
        help="if there is no display: judge 300 frames without a window and write the "
        "results to DIR",
    )
    command.add_argument(
        "--message-box",
        action="store_true",
        help="show a start-up error in a message box, as the desktop icon does",
    )
    command.add_argument(
        "--screenshot",
        type=Path,
        metavar="PNG",
        help="save a screenshot of the window to this .png file, then quit",
    )
    command.add_argument(
        "--after",
        type=float,
        default=6.0,
        metavar="S",
        help="with --screenshot: seconds to wait before it is taken (default: 6)",
    )


def execute(args: argparse.Namespace) -> int:
    try:
        return _open(args)
    except FacevouchError as error:
        if args.message_box:
            from ui.platform import display_problem

            if display_problem() is None:
                from ui.dialogs import show_failure

                show_failure(of_error(error))
        raise


def _open(args: argparse.Namespace) -> int:
    config = configuration(args)
    if args.no_pin and not args.kiosk:
        raise ConfigError("--no-pin works with --kiosk only; the window asks for no PIN")
    try:
        from ui.platform import display_problem
    except ModuleNotFoundError as error:
        raise MissingExtraError("PyQt6, which the window needs,", "app") from error
    problem = display_problem()
    if problem is not None:
        if args.or_headless is None:
            raise DisplayError(problem)
        print(f"facevouch: {problem}", file=sys.stderr)  # noqa: T201
        from edge.cli.run import look

        return look(config, args.source, args.or_headless)
    from models.registry import Registry
    from ui.app import run, run_kiosk

    quit_after = args.after if args.screenshot else None
    if args.kiosk:
        return run_kiosk(
            config,
            args.source,
            Registry.open(),
            trial=args.no_pin,
            screenshot=args.screenshot,
            quit_after=quit_after,
        )
    return run(
        config, args.source, Registry.open(), screenshot=args.screenshot, quit_after=quit_after
    )
