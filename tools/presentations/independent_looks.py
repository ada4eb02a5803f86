"""The effective number of independent frames ("looks") in a track's anti-spoof evidence.

The frames of one clip share the model's error on that face, light and camera. With the variance of
a class's logits split into the part between clips and the part within them (one-way analysis of
variance, method of moments for groups of unequal size: Searle, Casella and McCulloch 1992, chapter
3), n frames are worth n / (1 + (n - 1) ICC) independent ones (Kish 1965). ICC, the intraclass
correlation, is the between-clip part over the sum of both; the limit for many frames is 1 / ICC.
`decision.antispoof_looks` is an upper bound on this number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.config import DecisionConfig
from edge.errors import DataError
from models.spec import Calibration, ModelSpec
from tools.metrics.bounds import Rate
from tools.presentations.defences import TASK
from tools.presentations.frame_trace import Trace, judged
from tools.presentations.presentation import Presentation
from tools.presentations.report import percent

F64 = NDArray[np.float64]

FEWEST = 5
"""Fewest degrees of freedom of either variance estimate."""

ASKED = (0.01, 0.05, 0.1)
BOUNDS = (1.5, 2.0, 3.0, 5.0, 1e9)
RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class VarianceParts:
    """Variances of logits (logit²) between clips and within them, estimated from `clips` clips."""

    between: float
    within: float
    clips: int

    @property
    def looks(self) -> float:
        """1 / ICC: the effective number of independent frames of a clip of unlimited length."""
        return (self.between + self.within) / max(self.between, 1e-9)


def variance_parts(groups: Sequence[Sequence[F64]]) -> VarianceParts:
    """Split the variance of logits by one-way analysis of variance (see the module).

    groups: for each camera and class, the logits (n,) of each clip; each group has a mean of its
    own, and groups of one clip are left out.

    Raises DataError where there are too few clips.
    """
    used = [group for group in groups if len(group) >= 2]
    clips = [clip for group in used for clip in group]
    frames = sum(map(len, clips))
    freedom, inner = len(clips) - len(used), frames - len(clips)
    if freedom < FEWEST or inner < FEWEST:
        raise DataError(
            "too few clips of one camera and class to measure how people differ; add more"
        )
    within = sum(float(((clip - clip.mean()) ** 2).sum()) for clip in clips) / inner
    apart, effective = 0.0, 0.0
    for group in used:
        sizes = np.array([len(clip) for clip in group], np.float64)
        means = np.array([clip.mean() for clip in group])
        middle = float((sizes * means).sum() / sizes.sum())
        apart += float((sizes * (means - middle) ** 2).sum())
        effective += float(sizes.sum() - (sizes**2).sum() / sizes.sum())
    between = max(0.0, (apart - freedom * within) / effective)
    return VarianceParts(between, within, len(clips))


@dataclass(frozen=True, slots=True)
class LooksFound:
    """One row of the table.

    what: the class and case. low, high: the 95 % interval of `parts.looks`, by bootstrap over
    clips.
    """

    what: str
    parts: VarianceParts
    low: float
    high: float


def looks_found(shown: Sequence[Presentation], traces: Mapping[str, Trace]) -> list[LooksFound]:
    """For each class, within each camera (the case of a calibrated one) and with all cameras pooled
    (the case of an uncalibrated one).

    Raises DataError where there are too few clips.
    """
    logits: dict[tuple[str, int], list[F64]] = {}
    for one in shown:
        raw = np.asarray(traces[one.name].raw(TASK), np.float64)
        if len(raw) > 1:
            logits.setdefault((one.source, one.label), []).append(raw)
    found = []
    for label, name in ((0, "bona fide"), (1, "attacks")):
        groups = [clips for (_, kind), clips in sorted(logits.items()) if kind == label]
        if not groups:
            continue
        found.append(_found(f"{name}, before one camera", groups))
        found.append(_found(f"{name}, over all cameras", [[c for g in groups for c in g]]))
    return found


def _found(what: str, groups: Sequence[Sequence[F64]]) -> LooksFound:
    rng = np.random.default_rng(7)
    drawn = []
    for _ in range(RESAMPLES):
        again = [[group[i] for i in rng.integers(0, len(group), len(group))] for group in groups]
        drawn.append(variance_parts(again).looks)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return LooksFound(what, variance_parts(groups), float(low), float(high))


@dataclass(frozen=True, slots=True)
class Reached:
    """Error rates per clip before an uncalibrated camera with `decision.uncalibrated = "accept"`.

    asked: the target APCER and BPCER, 0..1. looks: the value of `decision.antispoof_looks`.
    """

    asked: float
    looks: float
    apcer: Rate
    bpcer: Rate


def reached(
    shown: Sequence[Presentation], traces: Mapping[str, Trace], spec: ModelSpec, looks: float
) -> list[Reached]:
    """The error rates for each target of ASKED. looks: the value of `decision.antispoof_looks`."""
    calibrations: dict[str, Calibration] = {TASK: spec.calibration}
    rows = []
    for asked in ASKED:
        decision = DecisionConfig(
            apcer=asked, bpcer=asked, uncalibrated="accept", antispoof_looks=looks
        )
        vouched = {
            one.name: judged(traces[one.name], decision, calibrations).vouched for one in shown
        }
        attacks = [vouched[one.name] for one in shown if one.label]
        people = [vouched[one.name] for one in shown if not one.label]
        rows.append(
            Reached(
                asked, looks, Rate(sum(attacks), len(attacks)),
                Rate(sum(not live for live in people), len(people)),
            )
        )  # fmt: skip
    return rows


def looks_table(found: Sequence[LooksFound]) -> str:
    """Markdown, one line per class and case."""
    lines = [
        "| logits of | clips | sd between clips | sd within | looks (95 % interval) |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.what} | {one.parts.clips} | {one.parts.between**0.5:.2f} "
        f"| {one.parts.within**0.5:.2f} | {one.parts.looks:.2f} ({one.low:.2f}–{one.high:.2f}) |"
        for one in found
    ]
    return "\n".join(lines)


def reached_table(rows: Sequence[Reached]) -> str:
    """Markdown: APCER and BPCER reached, by the target of both and by the bound on looks."""
    lines = ["| looks | asked of both | APCER | BPCER |", "|---|---|---|---|"]
    lines += [
        f"| {'no bound' if row.looks > 1e6 else f'{row.looks:g}'} | {100 * row.asked:g} % "
        f"| {percent(row.apcer)} | {percent(row.bpcer)} |"
        for row in rows
    ]
    return "\n".join(lines)
