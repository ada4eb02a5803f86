"""The parity gate: how far a converted model differs from the original, on real crops."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from tools.alternate import alternate, ratio
from tools.conversion.scores import CropSet, logits_of, p_attack, session_of
from tools.conversion.subject import Subject
from tools.metrics.curve import Curve
from tools.metrics.pad_rates import pad_errors, split
from tools.metrics.ranking import auc, equal_error
from tools.progress import Stages
from tools.quantise.crops import load_crops

F64 = NDArray[np.float64]
_AT = "compared"


@dataclass(frozen=True, slots=True)
class Parity:
    """The converted model compared with the original, on the same crops in the same run.

    max_dp, mean_dp: |Δ p_attack|. flips: crops whose decision at the threshold changed.
    *_change: converted − original. apcer, bpcer: at the original's threshold; APCER of the attack
    type with the highest rate; NaN where the crops have one class only. refixed: thresholds of the
    converted model, by name, with the BPCER of the original at its own thresholds (the closest
    such values); apcer_refixed: APCER at the refixed value of `threshold`. latency_ms: CPU time of
    one face on one thread. latency_ratio: converted over original, timed in alternation (below 1 is
    faster). bytes_ratio: of file sizes.
    """

    crops: int
    threshold: float
    max_dp: float
    mean_dp: float
    flips: int
    auc: float
    auc_change: float
    apcer: float
    apcer_change: float
    bpcer: float
    bpcer_change: float
    refixed: dict[str, float]
    apcer_refixed: float
    latency_ms: float
    latency_ratio: float
    bytes: int
    bytes_ratio: float

    def as_dict(self) -> dict[str, float | int | None]:
        """For JSON; NaN, which JSON cannot represent, becomes null."""
        return {k: None if isinstance(v, float) and np.isnan(v) else v
                for k, v in asdict(self).items()}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParityLimits:
    """Limits of the losses by a conversion; None is not checked. Rates and AUC as fractions."""

    max_dp: float | None = None
    mean_dp: float | None = None
    flips: float | None = 0.02
    auc_drop: float | None = 0.005
    apcer_rise: float | None = None
    bpcer_rise: float | None = None
    latency_ratio: float | None = None
    bytes_ratio: float | None = None

    def exceeded(self, parity: Parity) -> dict[str, float]:
        """The value measured, by the name of each limit that it is beyond."""
        measured = {
            "max_dp": parity.max_dp,
            "mean_dp": parity.mean_dp,
            "flips": parity.flips / parity.crops,
            "auc_drop": -parity.auc_change,
            "apcer_rise": parity.apcer_change,
            "bpcer_rise": parity.bpcer_change,
            "latency_ratio": parity.latency_ratio,
            "bytes_ratio": parity.bytes_ratio,
        }
        limits = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: measured[name]
            for name, limit in limits.items()
            if limit is not None and not measured[name] <= limit and not np.isnan(measured[name])
        }

    def broken_by(self, parity: Parity) -> list[str]:
        """One sentence per limit that is exceeded, with the option that moves it."""
        return [
            f"{_WHAT[name]} is {value:.4g}, the limit is {getattr(self, name):g} ({OPTIONS[name]})"
            for name, value in self.exceeded(parity).items()
        ]


_WHAT = {
    "max_dp": "the largest change of p_attack",
    "mean_dp": "the mean change of p_attack",
    "flips": "the share of changed decisions",
    "auc_drop": "the loss of AUC",
    "apcer_rise": "the rise of APCER",
    "bpcer_rise": "the rise of BPCER",
    "latency_ratio": "the latency over the original's",
    "bytes_ratio": "the size over the original's",
}
OPTIONS = {
    "max_dp": "--max-dp",
    "mean_dp": "--max-mean-dp",
    "flips": "--max-flips",
    "auc_drop": "--max-auc-drop",
    "apcer_rise": "--max-apcer-rise",
    "bpcer_rise": "--max-bpcer-rise",
    "latency_ratio": "--max-latency-ratio",
    "bytes_ratio": "--max-size-ratio",
}
"""The command line's option for each of the limits."""


def to_accept(parity: Parity, limits: ParityLimits) -> str:
    """Which options accept the converted model all the same, and what that would mean; else ""."""
    found = limits.exceeded(parity)
    if not found:
        return ""
    given = " ".join(f"{OPTIONS[name]} {_above(value)}" for name, value in found.items())
    said = f"To accept it all the same: {given}."
    if "flips" in found:
        said += (
            f" {parity.flips} of {parity.crops} faces are then decided otherwise than by the "
            f"original at its threshold {parity.threshold:.4g}. Where that is fixed anew for the "
            f"same BPCER, as the manifest entry does, APCER is {parity.apcer_refixed:.2%}, and at "
            f"the original's {parity.apcer:.2%} with a BPCER of {parity.bpcer:.2%}."
        )
    return said


def _above(value: float) -> str:
    """`value` rounded up to three decimals, as an option's value."""
    return f"{math.ceil(value * 1000) / 1000:g}"


def compare(
    original: Subject,
    converted: Subject,
    crops: CropSet,
    *,
    threshold: float | None = None,
    rounds: int = 60,
    before: F64 | None = None,
    watch: Stages | None = None,
    size: int | None = None,
) -> Parity:
    """Score every crop with both, then time both in alternation.

    threshold: on p_attack; None: the original's `default` threshold, else one at its equal error
    rate on these crops, midway between two scores, else 0.5. before: the original's logits (N,), if
    known. rounds: timed calls of each model; 0: no timing, the times are NaN. size: of the
    converted model, bytes; None: that of its file.
    """
    watch = watch or Stages()
    first = logits_of(original, crops, watch=watch) if before is None else before
    then = logits_of(converted, crops, watch=watch)
    p, q = p_attack(first), p_attack(then)
    labels = crops.labels
    both = 0 < labels.sum() < len(labels)
    at = _threshold(original, threshold, labels, p, both=both)
    rates = [_rates(labels, crops.types, s, at) if both else (np.nan, np.nan) for s in (p, q)]
    (apcer_p, bpcer_p), (apcer_q, bpcer_q) = rates
    named = original.spec.thresholds | {_AT: at}
    moved = {name: _matched(labels, p, q, value) for name, value in named.items()}
    # of logits: probabilities near 1 round to equal floating-point numbers
    auc_p, auc_q = (auc(Curve.of(labels, s)) if both else np.nan for s in (first, then))
    took, slower = np.nan, np.nan
    if rounds:
        watch.stage("timing both in turn")
        times = alternate(
            {"original": one_face(original, crops), "converted": one_face(converted, crops)}, rounds
        )
        took = float(np.median(times["converted"].cpu)) * 1000
        slower = ratio(times["converted"].cpu, times["original"].cpu)[0]
    size = converted.path.stat().st_size if size is None else size
    return Parity(
        crops=len(p),
        threshold=at,
        max_dp=float(np.abs(p - q).max()),
        mean_dp=float(np.abs(p - q).mean()),
        flips=int(np.count_nonzero((p >= at) != (q >= at))),
        auc=auc_q,
        auc_change=auc_q - auc_p,
        apcer=apcer_q,
        apcer_change=apcer_q - apcer_p,
        bpcer=bpcer_q,
        bpcer_change=bpcer_q - bpcer_p,
        refixed=moved,
        apcer_refixed=_rates(labels, crops.types, q, moved[_AT])[0] if both else np.nan,
        latency_ms=took,
        latency_ratio=slower,
        bytes=size,
        bytes_ratio=size / original.path.stat().st_size,
    )


def one_face(subject: Subject, crops: CropSet, threads: int = 1) -> Callable[[], object]:
    """A function that runs the model on one real crop, which is preprocessed beforehand."""
    tensor, _ = load_crops(crops.examples[:1], subject.spec.scoring_input)
    session = session_of(subject, threads)
    return lambda: session.run(tensor)


def _threshold(
    original: Subject, given: float | None, labels: NDArray[np.int64], p: F64, *, both: bool
) -> float:
    if given is not None:
        return given
    stored = original.spec.thresholds
    if stored:
        return stored.get("default", next(iter(stored.values())))
    if not both:
        return 0.5
    at = equal_error(Curve.of(labels, p)).threshold
    below = p[p < at]
    # midway between scores: at a score, a rounding difference would count as a changed decision
    return float((at + below.max()) / 2) if below.size else at


def _matched(labels: NDArray[np.int64], p: F64, q: F64, threshold: float) -> float:
    """The threshold on q that is closest to `threshold` and has as many bona fide errors as
    `threshold` has on p. p, q: p_attack (N,) of the original and the converted model."""
    falling = -np.sort(-q[labels == 0])
    if not falling.size:
        return threshold
    errors = int(np.count_nonzero(p[labels == 0] >= threshold))
    low = np.nextafter(falling[errors], np.inf) if errors < falling.size else 0.0
    high = falling[errors - 1] if errors else 1.0
    return float(np.clip(threshold, low, max(low, high)))


def _rates(
    labels: NDArray[np.int64], types: list[str], scores: F64, threshold: float
) -> tuple[float, float]:
    names = sorted(set(types))
    codes = np.array([names.index(t) for t in types])
    errors = pad_errors(*split(labels, scores, codes, names), threshold)
    return errors.apcer_worst.value, errors.bpcer.value
