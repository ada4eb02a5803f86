"""What ISO/IEC 30107-3 asks for, measured on presentations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from edge.errors import DataError
from tools.evaluation.iso30107.matcher import MatcherResult
from tools.evaluation.iso30107.people import people_in_error
from tools.evaluation.iso30107.plan import Species, TestPlan
from tools.evaluation.table import ScoreTable
from tools.metrics.bounds import Rate
from tools.metrics.curve import Curve
from tools.metrics.pad_rates import apcer, bpcer, bpcer_at_apcer, split
from tools.metrics.scores import Scores

TARGETS = {"BPCER10": 0.10, "BPCER20": 0.05, "BPCER100": 0.01}


@dataclass(frozen=True, slots=True)
class SpeciesResult:
    """One PAI species. bpcer_at: BPCER10, 20 and 100, the threshold fixed by this species alone;
    curve: its trade-off against all bona fide. nonresponse: APNRR. A species of which no
    presentation gave a response has rates of nothing and no curve: its APNRR is all there is."""

    species: str
    presentations: int
    apcer: Rate
    nonresponse: Rate
    bpcer_at: dict[str, Rate]
    curve: Curve | None


@dataclass(frozen=True, slots=True)
class PadResult:
    """All of one system at one threshold, by presentations. people: see `people_in_error`."""

    threshold: float
    fixed_by: str
    bpcer: Rate
    nonresponse: Rate
    species: list[SpeciesResult]
    matcher: MatcherResult | None
    people: dict[str, Rate] = field(default_factory=dict)

    @property
    def worst(self) -> SpeciesResult:
        """The species with the highest APCER, by which a system is judged."""
        answered = [s for s in self.species if s.presentations]
        return max(answered, key=lambda s: (s.apcer.value, s.species))


@dataclass(frozen=True, slots=True)
class LimitVerdict:
    """One rate against its limit. high: the upper end of its exact interval, or of the one by
    people where that is higher. shown: whether even this is within the limit.

    A rate of no presentation is NaN: what was not measured keeps no limit.
    """

    what: str
    rate: float
    high: float | None
    limit: float

    @property
    def passed(self) -> bool:
        return self.rate <= self.limit

    @property
    def shown(self) -> bool | None:
        return None if self.high is None else self.high <= self.limit


def measure_pad(
    table: ScoreTable,
    threshold: float,
    fixed_by: str,
    nonresponse: Mapping[tuple[int, str], int],
    matcher: MatcherResult | None,
) -> PadResult:
    """table: a row a presentation. nonresponse: how many gave no score, by label and species."""
    bona, attacks = split(table.labels, table.scores, *table.types())
    unknown = [name for label, name in nonresponse if label and name not in attacks]
    species = []
    for name in [*sorted(attacks), *sorted(set(unknown))]:
        scores = attacks.get(name, np.zeros(0))
        lost = nonresponse.get((1, name), 0)
        if not scores.size:
            none = dict.fromkeys(TARGETS, Rate(0, 0))
            species.append(SpeciesResult(name, 0, Rate(0, 0), Rate(lost, lost), none, None))
            continue
        species.append(
            SpeciesResult(
                name,
                scores.size,
                apcer(scores, threshold),
                Rate(lost, lost + scores.size),
                {key: bpcer_at_apcer(bona, {name: scores}, r) for key, r in TARGETS.items()},
                _curve(bona, scores),
            )
        )
    silent = sum(n for (label, _), n in nonresponse.items() if not label)
    return PadResult(
        threshold,
        fixed_by,
        bpcer(bona, threshold),
        Rate(silent, silent + bona.size),
        species,
        matcher,
        people_in_error(table, threshold),
    )


def not_presented(plan: TestPlan, result: PadResult) -> dict[str, Species]:
    """Species that the plan names and no presentation was made of."""
    made = {one.species for one in result.species}
    return {name: stated for name, stated in plan.species.items() if name not in made}


def verdicts(result: PadResult, plan: TestPlan) -> list[LimitVerdict]:
    """Every stated limit beside what was measured; APCER and APNRR by each species."""
    found, limits = [], plan.limits

    def judge(what: str, rate: Rate, limit: float | None) -> None:
        if limit is not None and rate.total:
            ends = [r.interval()[1] for r in (rate, result.people.get(what)) if r is not None]
            found.append(LimitVerdict(what, rate.value, max(ends), limit))

    for one in result.species:
        judge(f"APCER, {one.species}", one.apcer, limits.apcer)
        if limits.apcer is not None and not one.presentations:
            unknown = f"APCER, {one.species} (no response)"
            found.append(LimitVerdict(unknown, float("nan"), None, limits.apcer))
        judge(f"APNRR, {one.species}", one.nonresponse, limits.apnrr)
    if limits.apcer is not None:
        found += [
            LimitVerdict(f"APCER, {name} (not presented)", float("nan"), None, limits.apcer)
            for name in not_presented(plan, result)
        ]
    judge("BPCER", result.bpcer, limits.bpcer)
    judge("BPNRR", result.nonresponse, limits.bpnrr)
    matcher = result.matcher
    for what, limit in (("IAPAR", limits.iapar), ("RIAPAR", limits.riapar)):
        if limit is not None and matcher is None:
            raise DataError(
                f"the plan sets a limit for {what}; add a column match_score to the scores "
                "and matcher.threshold to the plan"
            )
    if matcher is not None:
        for name, rate in matcher.system.iapar.items():
            judge(f"IAPAR, {name}", rate, limits.iapar)
        if limits.riapar is not None:
            found.append(LimitVerdict("RIAPAR", matcher.system.riapar, None, limits.riapar))
    return found


def _curve(bona: Scores, attacks: Scores) -> Curve:
    labels = np.arange(bona.size + attacks.size) >= bona.size
    return Curve.of(labels, np.concatenate((bona, attacks)))
