"""The report of `facevouch evaluate attacks`: attacks attempted and accepted, by defence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edge.calibration.reference import Reference
from edge.config import DecisionConfig
from edge.system.files import write_atomically
from models.spec import ModelSpec
from tools.metrics.bounds import Rate
from tools.presentations.challenged import Attempt
from tools.presentations.defences import TASK, Defence, Tried, tried
from tools.presentations.frame_trace import Trace
from tools.presentations.moving import as_json, moving_table
from tools.presentations.presentation import Presentation
from tools.presentations.report import About, percent

PAGE, FIGURES = "attacks.md", "attacks.json"
QUANTILES = 41
"""Number of quantiles in a reference distribution: one every 2.5 %."""

ASKED = (0.01, 0.02, 0.05, 0.1)
PEOPLE = "people refused"
UNSCORED = "of them never scored"

MOVING = (
    "Puppets are stills of people, warped by their landmarks so that they answer what is asked; "
    "loops and replays go on whatever is asked. At an uncalibrated camera that accepts."
)


@dataclass(frozen=True, slots=True)
class Line:
    """The error rates of one defence, counted in clips.

    families: by attack species, the attacks vouched for of those attempted (APCER). refused: the
    bona fide clips in which nobody was vouched for (BPCER), non-responses included. unscored: how
    many of them are non-responses, clips without a frame good enough to be scored (ISO/IEC 30107-3:
    BPNRR). skipped: see `Tried`.
    """

    name: str
    families: dict[str, Rate]
    refused: Rate
    unscored: int
    skipped: dict[str, str]

    @property
    def attacks(self) -> Rate:
        """APCER over the clips of all species together."""
        rates = self.families.values()
        return Rate(sum(r.errors for r in rates), sum(r.total for r in rates))

    def as_json(self) -> dict[str, Any]:
        return {
            "defence": self.name,
            "vouched": {k: [r.errors, r.total] for k, r in self.families.items()},
            "refused": [self.refused.errors, self.refused.total],
            "unscored": self.unscored,
            "skipped": self.skipped,
        }


def line(result: Tried, traces: Mapping[str, Trace]) -> Line:
    """The rates of one defence. traces: of the clips that it judged."""
    families: dict[str, Rate] = {}
    for kind in sorted({one.species for one in result.shown if one.label}):
        ours = [result.verdicts[one.name] for one in result.shown if one.species == kind]
        families[kind] = Rate(sum(v.vouched for v in ours), len(ours))
    people = [result.verdicts[one.name] for one in result.shown if not one.label]
    refused = Rate(sum(not v.vouched for v in people), len(people))
    unscored = sum(not traces[one.name].scored for one in result.shown if not one.label)
    return Line(result.defence.name, families, refused, unscored, result.skipped)


def reliability(
    shown: Sequence[Presentation], traces: Mapping[str, Trace], spec: ModelSpec
) -> list[tuple[float, Line, Line]]:
    """For each target BPCER in ASKED: the target, the rates of cameras that are calibrated on bona
    fide clips alone, and the rates of cameras that are calibrated on both classes."""
    return [
        (
            asked,
            line(tried(Defence("", DecisionConfig(), "live"), shown, traces, spec, asked), traces),
            line(
                tried(Defence("", DecisionConfig(), "attacks"), shown, traces, spec, asked), traces
            ),
        )
        for asked in ASKED
    ]


def reference_from(
    shown: Sequence[Presentation], traces: Mapping[str, Trace], measured_on: str
) -> Reference | None:
    """The entry for references.toml that these clips give; None where either class has too few.

    Of the mean logit of each clip: the standard deviation of bona fide clips within a source (root
    of the mean variance), and quantiles of the attacks' distance from the bona fide mean of their
    source. measured_on: a description of the data.
    """
    relative: list[float] = []
    spreads: list[float] = []
    for source in sorted({one.source for one in shown}):
        means = {
            label: np.array([
                np.mean(raw)
                for one in shown
                if (one.source, one.label) == (source, label)
                and (raw := traces[one.name].raw(TASK))
            ])
            for label in (0, 1)
        }  # fmt: skip
        if len(means[0]) > 2 and len(means[1]):
            spreads.append(float(means[0].var(ddof=1)))
            relative += (means[1] - means[0].mean()).tolist()
    if not spreads or len(relative) < QUANTILES // 4:
        return None
    quantiles = np.quantile(relative, np.linspace(0, 1, QUANTILES))
    return Reference(
        bona_fide_sd=round(float(np.sqrt(np.mean(spreads))), 3),
        attacks=tuple(round(float(q), 2) for q in quantiles),
        clips=len(relative),
        measured_on=measured_on,
    )


def write(
    out: Path,
    about: About,
    lines: Sequence[Line],
    reliable: Sequence[tuple[float, Line, Line]],
    moving: Sequence[Attempt] = (),
) -> Path:
    """Write the Markdown page and the JSON figures; returns the page's path.

    lines: one per defence. reliable: of `reliability`. moving: attempts with attacks that move.
    Raises OutputError.
    """
    content = {
        "command": about.command, "data": about.data, "models": dict(about.models),
        "settings": dict(about.settings), "defences": [one.as_json() for one in lines],
        "reliability": [
            {"asked": asked, "live": live.as_json(), "attacks": attacks.as_json()}
            for asked, live, attacks in reliable
        ],
        "moving": as_json(moving),
    }  # fmt: skip
    write_atomically(out / FIGURES, (json.dumps(content, indent=2) + "\n").encode())
    page = [
        "# Attacks by defence",
        f"{about.data}; " + ", ".join(f"{k} `{v}`" for k, v in about.models.items())
        + "; " + ", ".join(f"{k} {v}" for k, v in about.settings.items()) + ".",
        table(lines),
        "## Asked for and reached",
        "BPCER that a calibration was asked for, and what verdicts on the other clips reached.",
        reliability_table(reliable),
        *(("## Attacks that move", MOVING, moving_table(moving)) if moving else ()),
        f"Made by\n\n```sh\n{about.command}\n```",
    ]  # fmt: skip
    write_atomically(out / PAGE, ("\n\n".join(page) + "\n").encode())
    return out / PAGE


def table(lines: Sequence[Line]) -> str:
    """Markdown, one line per defence: attacks vouched for of those attempted, by species, and their
    rate over all species with its 95 % interval."""
    kinds = sorted({kind for one in lines for kind in one.families})
    head = ["defence", *kinds, "every attack", PEOPLE, UNSCORED]
    rows = [head, ["---"] * len(head)]
    for one in lines:
        cells = [_count(one.families.get(kind)) for kind in kinds]
        every = f"{_count(one.attacks)}: {percent(one.attacks)}"
        refused = f"{_count(one.refused)}: {percent(one.refused)}"
        rows.append([one.name, *cells, every, refused, str(one.unscored)])
    notes = [
        f"{one.name}: {source} could not be calibrated ({why})"
        for one in lines
        for source, why in one.skipped.items()
    ]
    return "\n".join([f"| {' | '.join(row)} |" for row in rows] + [""] * bool(notes) + notes)


def reliability_table(reliable: Sequence[tuple[float, Line, Line]]) -> str:
    """Markdown, one line per target BPCER: BPCER and APCER reached by a calibration on bona fide
    clips alone and by one on both classes."""
    rows = [
        "| asked BPCER | live only: BPCER | APCER | with attacks: BPCER | APCER |",
        "|---|---|---|---|---|",
    ]
    for asked, live, attacks in reliable:
        rates = (live.refused, live.attacks, attacks.refused, attacks.attacks)
        cells = [_reached(rate) for rate in rates]
        rows.append(f"| {100 * asked:g} % | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _reached(rate: Rate) -> str:
    return percent(rate) if rate.total else "no clip left"


def _count(rate: Rate | None) -> str:
    return "" if rate is None else f"{rate.errors} of {rate.total}"
