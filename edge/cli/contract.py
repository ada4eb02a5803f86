"""Options for the input and output contract of a model file, of `models import` and `convert`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.importer import ContractOverrides

NAMES = ("like", "task", "size", "expansions", "colour", "scale", "mean", "std", "layout", "output",
         "attack_index", "evidence", "bias")  # fmt: skip
"""Fields of ContractOverrides that `add_contract` has options for."""


def add_contract(group: argparse._ArgumentGroup, tasks: tuple[str, ...]) -> None:
    """Add the options. tasks: choices of --task."""
    add = group.add_argument
    add("--like", metavar="ID", help="copy the contract of this registered model")
    add("--task", choices=tasks, help="what the model detects")
    add("--size", type=int, metavar="PX", help="side of the square input image, px")
    add(
        "--expansion",
        dest="expansions",
        type=float,
        action="append",
        metavar="X",
        help="side of the crop divided by the longer side of the face box; give it once per crop, "
        "the tightest first",
    )
    add("--colour", choices=("RGB", "BGR"), help="order of the colour channels")
    add("--scale", type=float, help="factor applied to pixel values 0..255 (default: 1/255)")
    add("--mean", type=float, nargs=3, metavar="M", help="subtracted after scaling, per channel")
    add("--std", type=float, nargs=3, metavar="S", help="divisor after that, per channel")
    add("--layout", choices=("NCHW", "NHWC"), help="order of the input tensor's axes")
    add("--output", metavar="NAME", help="name of the output that contains the score")
    add(
        "--attack-index",
        type=int,
        choices=(0, 1),
        help="index of the attack class, where the output has two (default: 1)",
    )
    add(
        "--evidence",
        metavar="NAME",
        help="name of the output with evidence maps, whose sum + bias is the logit",
    )
    add("--bias", type=float, help="the logit where the evidence is zero")


def contract_from(args: argparse.Namespace, *more: str) -> ContractOverrides:
    """The contract fields that are given on the command line.

    more: names of options that the command has beside those of `add_contract`.
    """
    from models.importer import ContractOverrides

    given: dict[str, Any] = {}
    for name in (*NAMES, *more):
        value = getattr(args, name)
        given[name] = tuple(value) if isinstance(value, list) else value
    return ContractOverrides(**given)
