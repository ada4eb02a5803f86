"""The report on presentations: CSV by clip, JSON and Markdown by group, and a figure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.system.files import write_atomically
from tools.metrics.bounds import Rate
from tools.presentations.frame_trace import Verdicts
from tools.presentations.presentation import Presentation
from tools.presentations.rates import EVERY, SpeciesRates

CLIPS, FIGURES, PAGE, PICTURE = "clips.csv", "presentations.json", "presentations.md", "rates.png"


@dataclass(frozen=True, slots=True)
class About:
    """What was measured: the command, the data, the models by task and the settings."""

    command: str
    data: str
    models: Mapping[str, str]
    settings: Mapping[str, Any]


def write(
    out: Path,
    about: About,
    shown: Sequence[Presentation],
    verdicts: Mapping[str, Verdicts],
    groups: Sequence[SpeciesRates],
) -> Path:
    """Write the four files to `out`; returns the page's path. Raises OutputError."""
    write_atomically(out / CLIPS, _clips(shown, verdicts).encode())
    content = {
        "command": about.command,
        "data": about.data,
        "models": dict(about.models),
        "settings": dict(about.settings),
        "groups": [group.as_json() for group in groups],
    }
    write_atomically(out / FIGURES, (json.dumps(content, indent=2) + "\n").encode())
    write_atomically(out / PICTURE, _figure(groups))
    write_atomically(out / PAGE, _page(about, groups).encode())
    return out / PAGE


def table(groups: Sequence[SpeciesRates]) -> str:
    """Markdown, one line per group: error rates with their 95 % intervals."""
    lines = [
        "| source | species | clips | vouched | called attack | median s | rate (95 % interval) |",
        "|---|---|---|---|---|---|---|",
    ]
    for group in groups:
        after = "" if group.after_s is None else f"{group.after_s:.1f}"
        name = f"**{group.source}**" if group.source == EVERY else group.source
        kind = "APCER" if group.label else "BPCER"
        lines.append(
            f"| {name} | {group.species} | {group.vouched.total} | {group.vouched.errors} "
            f"| {group.called_attack.errors} | {after} | {kind} {percent(group.error)} |"
        )
    return "\n".join(lines)


def percent(rate: Rate) -> str:
    """The rate and its interval as text, such as `63.3 % (49.9–75.4)`."""
    low, high = rate.interval()
    return f"{rate.value:.1%} ({100 * low:.1f}–{100 * high:.1f})".replace("%", " %", 1)


def _clips(shown: Sequence[Presentation], verdicts: Mapping[str, Verdicts]) -> str:
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(("clip", "label", "species", "source", "subject", "vouched", "after_s",
                    "called_attack"))  # fmt: skip
    for one in shown:
        found = verdicts[one.name]
        after = "" if found.vouched_after is None else found.vouched_after
        lines.writerow((one.name, one.label, one.species, one.source, one.subject,
                        int(found.vouched), after, int(found.called_attack)))  # fmt: skip
    return out.getvalue()


def _page(about: About, groups: Sequence[SpeciesRates]) -> str:
    models = ", ".join(f"{task} `{name}`" for task, name in about.models.items())
    settings = ", ".join(f"{key} {value}" for key, value in about.settings.items())
    return f"""# Presentations before the shipped pipeline

{about.data}; {models}; {settings}.

An attack clip in which anybody is ever vouched for is an error (APCER); so is a bona fide clip in
which nobody is (BPCER). Intervals are Clopper and Pearson's, by clip; clips of one person or one
camera are alike, so that the true ones are wider.

{table(groups)}

![error rates by source and species]({PICTURE})

Made by

```sh
{about.command}
```
"""


def _figure(groups: Sequence[SpeciesRates]) -> bytes:
    from tools.evaluation.figures.style import ATTACK, BONA_FIDE, figure, png

    drawn, (axes,) = figure(6.4, 0.9 + 0.32 * len(groups))
    for place, group in enumerate(groups):
        low, high = (100 * value for value in group.error.interval())
        colour = ATTACK if group.label else BONA_FIDE
        axes.plot((low, high), (place, place), color=colour, linewidth=2)
        axes.plot(100 * group.error.value, place, "o", color=colour, markersize=5)
    axes.set_yticks(range(len(groups)), [f"{g.source}, {g.species}" for g in groups])
    axes.invert_yaxis()
    axes.set(xlim=(-2, 102), xlabel="% of clips in error: APCER orange, BPCER blue (95 % interval)")
    return png(drawn)
