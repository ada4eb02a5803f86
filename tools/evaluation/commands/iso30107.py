"""`evaluate iso30107`: a report in the terms of ISO/IEC 30107-3."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge.errors import DataError
from tools.evaluation.commands.common import Commands


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    iso = commands.add_parser(
        "iso30107",
        help="a report according to ISO/IEC 30107-3 from score files and a test plan",
        description="Reports PAI species, exact intervals by presentation, non-response, "
        "trade-off curves, the matcher under attack, and pass or fail against "
        "the plan's limits. Exit status 1 if a limit is exceeded.",
    )
    add_ = iso.add_argument
    add_("--scores", type=Path, metavar="FILE", help="score file of the system under test")
    add_("--plan", type=Path, metavar="TOML", help="test plan: procedure, PAI species, limits")
    add_("--out", type=Path, help="folder for iso30107.html, .md, .json and figures")
    add_("--val", type=Path, metavar="FILE", help="score file that the threshold is set on")
    add_(
        "--threshold", default="0.5", metavar="RULE",
        help="threshold: a number, or a rule eer, apcer=5%%, bpcer=1%% applied to --val "
        "(default: %(default)s)",
    )  # fmt: skip
    add_(
        "--nonresponse", type=Path, metavar="FILE",
        help="list of presentations without a score, like MODEL.nonresponse.csv of "
        "`evaluate run`",
    )  # fmt: skip
    add_(
        "--pool",
        default="mean",
        metavar="HOW",
        help="how the frames of a presentation are pooled (default: %(default)s)",
    )
    add_("--pdf", action="store_true", help="also write iso30107.pdf")
    add_("--sign", action="store_true", help="sign every file with this machine's key")
    add_(
        "--verify", type=Path, metavar="DIR",
        help="check the signatures of the report in DIR, then stop; exit status 1 if any fails",
    )  # fmt: skip
    add_(
        "--key", type=Path, action="append", default=[], metavar="PUB",
        help="for --verify: file with the public key of the machine that signed, as `facevouch "
        "audit key` prints it (default: this machine's keys)",
    )  # fmt: skip
    add_(
        "--write-plan",
        type=Path,
        metavar="TOML",
        help="write an empty test plan to fill in, then stop",
    )
    iso.set_defaults(execute=_iso, afterwards="nothing was written")


def _iso(args: argparse.Namespace) -> int:
    from tools.evaluation import options
    from tools.evaluation.iso30107.plan import write_template
    from tools.evaluation.iso30107.run import IsoOptions, run_iso

    if args.write_plan is not None:
        write_template(args.write_plan)
        print(args.write_plan)  # noqa: T201
        return 0
    if args.verify is not None:
        return _verify(args.verify, args.key)
    missing = next((n for n in ("scores", "plan", "out") if getattr(args, n) is None), None)
    if missing is not None:
        raise DataError(f"--{missing} is needed as well (see --help)")
    page, passed = run_iso(options.chosen(IsoOptions, args))
    print(page)  # noqa: T201
    return 0 if passed else 1


def _verify(folder: Path, public: list[Path]) -> int:
    from tools.evaluation.iso30107.signed import all_signed, check_report

    found = check_report(folder, public)
    for name, said in found.items():
        print(f"{name}: {said}")  # noqa: T201
    return 0 if all_signed(found) else 1
