"""Fits slope, offset and threshold to a few seconds of scores, with confidence intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edge.calibration.live_bound import (
    PEOPLE,
    PRIOR_SD,
    LiveBound,
    attacks_below,
    live_bound,
    presentations,
)
from edge.calibration.platt import platt
from edge.calibration.rates import mann_whitney, threshold_at_bpcer, zero_failure_bound
from edge.calibration.recording import Recording, kind_name
from edge.calibration.reference import Reference
from edge.config import DecisionConfig
from edge.decide.sequential import Bounds
from edge.errors import DataError
from edge.message import Message
from models.spec import Calibration

F64 = NDArray[np.float64]
Basis = Literal["attacks", "bona fide"]

LEAST_SECONDS = {"bona fide": 20, "attack": 10}
CROWDED = 0.1
"""Share of frames with several faces above which a remark is made."""
MOST_LIKE_ATTACKS = 3.0
"""Mean bona fide log-odds, under the shipped calibration, above which a fit without attacks is
refused: light, focus or the model are then at fault."""

LOOKS = 1.5
"""Largest effective sample size of a track at a calibrated camera (see edge.decide.sequential).
Offset and slope are chosen so that with it the bound set by bona fide coincides with the bound of
LIVE; it then affects only the time to a verdict and the distance between LIVE and ATTACK. The sum
of evidence nears its limit with a time constant of 0.8 s (at the default correlation_s) times
LOOKS: in three seconds it reaches 92 % of it. With 2 looks it reached 85 %, which left people
undecided who needed longer. With 1 a frame would need more evidence than `decision.max_step`
allows."""

SHARPER = 2.0 / LOOKS
"""Factor of the shipped slope in a fit without attacks: slope times looks, and with it the distance
between LIVE and ATTACK in raw scores, is what the shipped slope gives with two looks."""

SHARPEST = 8.0 / LOOKS
"""Largest factor by which the logits of a fit on attacks may be multiplied for that. Platt's
smoothed targets make a fit on few seconds flatter than the scores are. With this factor LIVE still
needs mean odds of at least 1.8 to 1 for bona fide, as fitted."""

LIVE = Bounds.of(DecisionConfig()).live
"""Log-likelihood ratio of the LIVE decision, at the default error rates."""

ASKED = (0.01, 0.02, 0.05, 0.1)
"""BPCERs for which the share of passing attacks is reported."""

FAR, FAR_SHARE = 1.5, 0.02
"""Factor, and difference, by which the share of people refused exceeds the one asked for before a
remark says why."""

JUST_ABOVE = 1e-9
"""Logits added to a threshold, so that rounding refuses no bona fide score that must pass."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The fitted values with 95 % intervals. auc: of the recorded scores, None without attacks.

    bpcer_bound: upper 95 % bound of the BPCER if none of these seconds gave an error. looks: see
    models.spec.Calibration. live: the bound that bona fide set, raw logit. refused, passing:
    expected shares, 0..1, of people refused and of attacks passing at the verdict; passing is None
    where nothing is known of attacks. trade: by requested BPCER, the share of passing attacks.
    excess: why far more people are refused than asked for, and what to do; None where they are not.
    """

    basis: Basis
    slope: float
    slope_interval: tuple[float, float]
    offset: float
    offset_interval: tuple[float, float]
    threshold: float
    threshold_interval: tuple[float, float]
    auc: float | None
    bpcer_bound: float
    remarks: Sequence[str]
    looks: float
    live: LiveBound
    refused: float
    passing: float | None
    trade: dict[float, float]
    excess: Message | None = None

    @property
    def reached(self) -> float:
        """The raw logit up to which a presentation's mean is decided as LIVE."""
        return (LIVE / self.looks - self.offset) / self.slope


def fit(
    bona_fide: Recording,
    attacks: Sequence[Recording],
    start: Calibration,
    *,
    bpcer: float = 0.01,
    reference: Reference | None = None,
    resamples: int = 300,
    seed: int = 0,
) -> Fit:
    """Fit a calibration to recordings of one camera.

    start: the calibration that ships with the model; reference: the model's reference scores.
    resamples, seed: of the bootstrap over whole seconds that gives the intervals.

    With attacks: Platt scaling at equal priors, then all logits times a factor of 1..SHARPEST so
    that a share `bpcer` of people is refused at the verdict, as far as that factor allows. Without
    attacks: the slope is the shipped one times SHARPER, and the offset is set to where `bpcer` of
    people are refused, whether that is more or fewer than as shipped. Raises DataError from too
    little data, or where no calibration can help.
    """
    refuse_too_little(bona_fide, attacks)
    live = _live_bound(bona_fide, bpcer, reference)
    negative, positive = _blocks(bona_fide), [b for a in attacks for b in _blocks(a)]
    values = _values(negative, positive, start, bpcer)
    drawn = _resampled(negative, positive, start, bpcer, resamples, seed)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    slope, offset, threshold = values
    looks = LOOKS
    bound = zero_failure_bound(len(negative))
    remarks: list[Message] = []
    if bound > bpcer:
        remarks.append(
            Message(
                "{0} seconds of bona fide cannot show a BPCER of {1} %: without one error they "
                "still allow {2} %; {3} seconds would",
                len(negative),
                100 * bpcer,
                100 * bound,
                needed_seconds(bpcer),
            )
        )
    remarks += [
        Message(
            "{0} of {1} frames of {2} were left out: they contain several faces",
            r.crowded,
            r.frames,
            kind_name(r.kind),
        )
        for r in (bona_fide, *attacks)
        if r.crowded > CROWDED * r.frames
    ]
    area = None
    if positive:
        at_bound = slope * live.at + offset
        needed = LIVE / LOOKS / at_bound if at_bound < 0 else SHARPEST
        sharper = min(SHARPEST, max(1.0, needed))
        slope, offset, threshold = _sharpened(sharper, slope, offset, threshold)
        low, high = (np.array(_sharpened(sharper, *ends)) for ends in (low, high))
        area = mann_whitney(np.concatenate(negative), np.concatenate(positive))
        if area < 0.9:
            remarks.append(
                Message(
                    "on this camera the model separates these attacks poorly (AUC {0} %); "
                    "calibration only moves the threshold and cannot correct that",
                    100 * area,
                )
            )
    else:
        remarks.append(
            Message(
                "no attacks were shown: the bound follows from people alone, and the rates "
                "of attacks are estimates; show a print and a phone as well"
            )
        )
        if start.apply(live.live.mean) > MOST_LIKE_ATTACKS:
            raise DataError(
                Message(
                    "bona fide on this camera score like attacks (log-odds of {0} as shipped); "
                    "look at light and focus, or show a print and a phone as well, so that it can "
                    "be seen whether the model works here",
                    start.apply(live.live.mean),
                )
            )
        slope *= SHARPER
        offset = LIVE / looks - slope * live.at
        threshold = _sigmoid(LIVE / looks)
        low, high = _one_class_interval(live, slope, threshold)
    reached = replace(live, at=(LIVE / looks - offset) / slope)
    refused = 1 - live.live.share_up_to(reached.at)
    excess = None
    if refused > FAR * bpcer and refused - bpcer > FAR_SHARE:
        excess = _refuses_more(reached, bpcer)
    elif live.live.people < PEOPLE:
        remarks.append(
            Message(
                "people seen: {0}, too few to predict the next one; calibrate with {1} or "
                "more, one after the other (facevouch calibrate --people {1})",
                live.live.people,
                PEOPLE,
            )
        )
    shown = [mean for attack in attacks for mean in _presentations(attack)]
    asked = {share: _live_bound(bona_fide, share, reference) for share in ASKED}
    passing = {share: attacks_below(bound, shown, reference) for share, bound in asked.items()}
    return Fit(
        basis="attacks" if positive else "bona fide",
        slope=slope, slope_interval=_pair(low, high, 0),
        offset=offset, offset_interval=_pair(low, high, 1),
        threshold=threshold, threshold_interval=_pair(low, high, 2),
        auc=area, bpcer_bound=bound, remarks=remarks, looks=looks, live=live,
        refused=refused,
        passing=attacks_below(reached, shown, reference),
        trade={share: found for share, found in passing.items() if found is not None},
        excess=excess,
    )  # fmt: skip


def _refuses_more(reached: LiveBound, bpcer: float) -> Message:
    """Why more people are refused than asked for, and what to do. reached: see Fit.reached."""
    low, high = reached.live.interval_above(reached.at)
    return Message(
        "people recorded: {0}; from them between {1} and {2} of 100 people would be refused (95 % "
        "interval) where {3} were asked for: record more people, one after the other, best {4} or "
        "more, in the light they will stand in",
        reached.live.people,
        round(100 * low),
        round(100 * high),
        f"{100 * bpcer:g}",
        max(2 * PEOPLE, reached.live.people + PEOPLE),
    )


def _resampled(
    negative: Sequence[F64],
    positive: Sequence[F64],
    start: Calibration,
    bpcer: float,
    resamples: int,
    seed: int,
) -> F64:
    """(n, 3) float64: slope, offset and threshold of n bootstrap resamples of whole seconds.

    Raises DataError where over 2.5 % of the resamples have attacks below bona fide.
    """
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples):
        with suppress(DataError):  # this draw has attacks below bona fide
            drawn.append(_values(_draw(negative, rng), _draw(positive, rng), start, bpcer))
    if len(drawn) < 0.975 * resamples:
        raise DataError(
            Message(
                "attacks score hardly higher than bona fide on this camera, which may be chance; "
                "record longer, and check that the attacks fill the picture as a face would"
            )
        )
    return np.array(drawn)


def refuse_too_little(bona_fide: Recording, attacks: Sequence[Recording]) -> None:
    """Raises DataError where a recording has too few seconds with a scored face."""
    for recording in (bona_fide, *attacks):
        refuse_short(recording, LEAST_SECONDS["bona fide" if recording is bona_fide else "attack"])


def refuse_short(recording: Recording, least: int) -> None:
    """Raises DataError where fewer than `least` seconds have a scored face. Its text has the counts
    and the most frequent reasons for which faces were not scored.
    """
    if recording.seconds < least:
        crowd = Counter({"several faces": recording.crowded} if recording.crowded else {})
        counted = (recording.reasons + crowd).most_common(3)
        text = Message(
            "too little data to calibrate: {0} gave {1} scored faces in {2} seconds ({3} frames, "
            "{4} faces), at least {5} seconds are needed",
            kind_name(recording.kind),
            int(recording.raw.size),
            recording.seconds,
            recording.frames,
            recording.faces,
            least,
        )
        if counted:
            why = ", ".join(f"{name} {n}×" for name, n in counted)
            text = Message("{0}; faces were not scored because: {1}", text, why)
        raise DataError(text)


def needed_seconds(bpcer: float) -> int:
    """Independent seconds without an error that show, at 95 %, a BPCER of at most `bpcer`.

    ln 0.05 / ln(1 − bpcer), rounded up: `zero_failure_bound` solved for the number of trials.
    """
    return int(np.ceil(np.log(0.05) / np.log1p(-bpcer)))


def _values(
    negative: Sequence[F64], positive: Sequence[F64], start: Calibration, bpcer: float
) -> tuple[float, float, float]:
    """(slope, offset, threshold on p_attack) of one set of seconds, arrays (n,) of raw logits."""
    bona_fide = np.concatenate(negative)
    if positive:
        counts = len(negative), len(positive)
        slope, offset = platt(bona_fide, np.concatenate(positive), counts)
        return slope, offset, _threshold(slope * bona_fide + offset, bpcer)
    return start.slope, start.offset, 0.5  # without attacks the offset comes from live_bound


def _threshold(logits: F64, bpcer: float) -> float:
    # above the bona fide score that must pass, also after rounding to a probability
    at = threshold_at_bpcer(logits, bpcer) + JUST_ABOVE
    return _sigmoid(at)


def _presentations(recording: Recording) -> list[F64]:
    return presentations(recording.raw, recording.second, recording.persons)


def _live_bound(bona_fide: Recording, bpcer: float, reference: Reference | None) -> LiveBound:
    prior = reference.bona_fide_sd if reference is not None else PRIOR_SD
    return live_bound(_presentations(bona_fide), bpcer, prior)


def _one_class_interval(live: LiveBound, slope: float, threshold: float) -> tuple[F64, F64]:
    """(slope, offset, threshold) at both ends of the interval; only the offset varies."""
    high, low = (LIVE / LOOKS - slope * at for at in live.interval)
    return np.array([slope, low, threshold]), np.array([slope, high, threshold])


def _sharpened(
    factor: float, slope: float, offset: float, threshold: float
) -> tuple[float, float, float]:
    """Slope, offset and threshold with all logits times `factor`; even odds stay in place."""
    logit = float(np.log(threshold / (1 - threshold))) if 0 < threshold < 1 else 0.0
    return factor * slope, factor * offset, _sigmoid(factor * logit) if logit else threshold


def _sigmoid(logit: float) -> float:
    return float(0.5 * (1 + np.tanh(logit / 2)))


def _blocks(recording: Recording) -> list[F64]:
    return [recording.raw[recording.second == s] for s in np.unique(recording.second)]


def _draw(blocks: Sequence[F64], rng: np.random.Generator) -> list[F64]:
    return [blocks[i] for i in rng.integers(0, len(blocks), len(blocks))] if blocks else []


def _pair(low: F64, high: F64, i: int) -> tuple[float, float]:
    return float(low[i]), float(high[i])
