"""`evaluate iso30107`: a report in the terms of ISO/IEC 30107-3."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge.errors import DataError
from tools.evaluation.commands.common import Commands


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    iso = commands.add_parser(
        "iso30107",
        help="a report in the terms of ISO/IEC 30107-3, from scores and a test plan",
        description="PAI species, exact intervals by presentation, non-response, trade-offs, the "
        "matcher under attack, and pass or fail against stated limits. Exit status 1 where a limit "
        "is not kept.",
    )
    add_ = iso.add_argument
    add_("--scores", type=Path, metavar="FILE", help="scores of the system under test")
    add_("--plan", type=Path, metavar="TOML", help="test plan: conduct, species, limits")
    add_("--out", type=Path, help="folder for iso30107.html, .md, .json and figures")
    add_("--val", type=Path, metavar="FILE", help="scores that fix the threshold")
    add_(
        "--threshold", default="0.5", metavar="RULE",
        help="a number; eer, apcer=5%%, bpcer=1%% fixed on --val (%(default)s)",
    )  # fmt: skip
    add_(
        "--nonresponse", type=Path, metavar="FILE",
        help="presentations without a score, as MODEL.nonresponse.csv of `evaluate run`",
    )  # fmt: skip
    add_("--pool", default="mean", metavar="HOW", help="frames to a presentation (%(default)s)")
    add_("--pdf", action="store_true", help="write iso30107.pdf as well")
    add_("--sign", action="store_true", help="sign every file with this machine's key")
    add_("--write-plan", type=Path, metavar="TOML", help="write a plan to fill in, nothing else")
    iso.set_defaults(execute=_iso, afterwards="nothing was written")


def _iso(args: argparse.Namespace) -> int:
    from tools.evaluation import options
    from tools.evaluation.iso30107.plan import write_template
    from tools.evaluation.iso30107.run import IsoOptions, run_iso

    if args.write_plan is not None:
        write_template(args.write_plan)
        print(args.write_plan)  # noqa: T201
        return 0
    missing = next((n for n in ("scores", "plan", "out") if getattr(args, n) is None), None)
    if missing is not None:
        raise DataError(f"give --{missing} as well (see --help)")
    page, passed = run_iso(options.chosen(IsoOptions, args))
    print(page)  # noqa: T201
    return 0 if passed else 1
