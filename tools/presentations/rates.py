"""Error rates per clip, by source and species, each with its exact (Clopper-Pearson) interval."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tools.metrics.bounds import Rate
from tools.presentations.frame_trace import Trace, Verdicts
from tools.presentations.presentation import Presentation

EVERY = "all"


@dataclass(frozen=True, slots=True)
class SpeciesRates:
    """The clips of one species and one source (a camera; EVERY for all sources together).

    vouched: clips with the verdict LIVE on any face in any frame: APCER for attacks, 1 − BPCER for
    bona fide clips. called_attack: clips with the verdict ATTACK. unscored: clips in which no face
    could be scored (non-response; nobody is vouched for). after_s: median time in s until the first
    verdict LIVE; None where there was none.
    """

    source: str
    species: str
    label: int
    vouched: Rate
    called_attack: Rate
    unscored: int
    after_s: float | None

    @property
    def error(self) -> Rate:
        """APCER of an attack species, BPCER of bona fide."""
        if self.label:
            return self.vouched
        return Rate(self.vouched.total - self.vouched.errors, self.vouched.total)

    def as_json(self) -> dict[str, Any]:
        low, high = self.error.interval()
        return {
            "source": self.source,
            "species": self.species,
            "clips": self.vouched.total,
            "vouched": self.vouched.errors,
            "called_attack": self.called_attack.errors,
            "unscored": self.unscored,
            "after_s": self.after_s,
            "rate": "APCER" if self.label else "BPCER",
            "value": round(self.error.value, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }


def groups(
    shown: Sequence[Presentation],
    traces: Mapping[str, Trace],
    verdicts: Callable[[Presentation], Verdicts],
) -> list[SpeciesRates]:
    """The rates of every source and species, then of each species over all sources, then of all
    attacks. verdicts: gives those on a presentation."""
    by: dict[tuple[str, str, int], list[Presentation]] = {}
    for one in shown:
        by.setdefault((one.source, one.species, one.label), []).append(one)
    single = [_group(key, ones, traces, verdicts) for key, ones in sorted(by.items())]
    pooled = []
    for species, label in sorted({(key[1], key[2]) for key in by}):
        ones = [one for one in shown if (one.species, one.label) == (species, label)]
        pooled.append(_group((EVERY, species, label), ones, traces, verdicts))
    attacks = [one for one in shown if one.label]
    if len({one.species for one in attacks}) > 1:
        pooled.append(_group((EVERY, "every attack", 1), attacks, traces, verdicts))
    return single + pooled


def _group(
    key: tuple[str, str, int],
    ones: Sequence[Presentation],
    traces: Mapping[str, Trace],
    verdicts: Callable[[Presentation], Verdicts],
) -> SpeciesRates:
    found = [verdicts(one) for one in ones]
    times = [v.vouched_after for v in found if v.vouched_after is not None]
    return SpeciesRates(
        *key,
        vouched=Rate(len(times), len(ones)),
        called_attack=Rate(sum(v.called_attack for v in found), len(ones)),
        unscored=sum(not traces[one.name].scored for one in ones),
        after_s=round(statistics.median(times), 2) if times else None,
    )
