"""Variants beside their baseline: size, loss, what is best, what improved since last time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from tools.evaluation.study import Paired, Study, Variant

STABLE = 0.01  # an AUC whose interval is within this of the baseline's counts as unchanged
INTEGER = ("int8", "int8_dynamic", "q8")


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """One variant against the baseline.

    reduction: change of size in percent, negative = smaller; difference: of AUC; paired: on the
    same samples, None where they are not the same. status: Baseline, Stable, Degraded, Improved,
    Uncertain, or N/A without an AUC.
    """

    variant: Variant
    reduction: float | None
    difference: float | None
    status: str
    paired: Paired | None = None


def compare(study: Study) -> list[ComparisonLine]:
    """Every variant against the first one."""
    base = study.baseline
    lines = []
    for variant in study.variants:
        reduction = difference = None
        if variant.megabytes and base.megabytes:
            reduction = 100 * (variant.megabytes - base.megabytes) / base.megabytes
        if variant.auc is not None and base.auc is not None:
            difference = variant.auc - base.auc
        paired = study.paired.get(variant.name)
        status = "Baseline" if variant is base else _status(difference, paired)
        lines.append(ComparisonLine(variant, reduction, difference, status, paired))
    return lines


def _status(difference: float | None, paired: Paired | None) -> str:
    """What the interval of the difference shows; where there is none, nothing is shown."""
    if difference is None:
        return "N/A"
    interval = paired.differences.auc if paired else None
    if interval is None:
        return "Uncertain"
    low, high = interval.low, interval.high
    allowed = STABLE + 1e-12  # in floating point 0.95 − 0.94 is slightly more than 0.01
    if -allowed <= low and high <= allowed:
        return "Stable"
    if low <= 0 <= high:
        return "Uncertain"
    return "Degraded" if high < 0 else "Improved"


def insights(study: Study) -> list[str]:
    """The main results, as sentences."""
    ranked = [v for v in study.variants if v.auc is not None]
    if not ranked:
        return ["Only one class is present: rates of errors are reported, no ranking."]
    said = []
    best = max(ranked, key=lambda v: v.auc or 0.0)
    said.append(f"Highest AUC: {best.name} with {best.auc:.4f}.")
    base = study.baseline
    lines = compare(study)
    kept = [
        line
        for line in lines
        if line.reduction is not None
        and line.reduction < 0
        and line.variant.auc is not None
        and base.auc is not None
        and line.variant.auc >= 0.99 * base.auc
    ]
    if kept:
        top = min(kept, key=lambda line: line.reduction or 0.0)
        said.append(
            f"Best compression within 1 % of the baseline's AUC: {top.variant.name}, "
            f"{signed(top.reduction, 1)} % size at AUC {top.variant.auc:.4f}{_doubt(top)}."
        )
    elif any(line.reduction is not None and line.reduction < 0 for line in lines):
        said.append("No smaller variant keeps the AUC within 1 % of the baseline's.")
    drops = [line for line in lines if line.difference is not None and line.difference < 0]
    if drops:
        worst = min(drops, key=lambda line: line.difference or 0.0)
        said.append(
            f"Largest drop: {worst.variant.name}, AUC {signed(worst.difference, 4)} "
            f"({base.auc:.4f} to {worst.variant.auc:.4f}){_doubt(worst)}."
        )
    said += _broken_thresholds(study)
    return said


def _doubt(line: ComparisonLine) -> str:
    """What these samples leave open of a difference; empty where its interval shows it."""
    if line.status != "Uncertain":
        return ""
    interval = line.paired.differences.auc if line.paired else None
    if interval is None:
        return ", which these samples do not show"
    return (
        f", which these samples do not show: the difference lies between "
        f"{signed(interval.low, 4)} and {signed(interval.high, 4)}"
    )


def _broken_thresholds(study: Study) -> list[str]:
    """Sentences on thresholds that no longer fit, which an AUC does not show."""
    said = []
    for variant in study.variants:
        m = variant.main
        if m.ranking is None or not m.bona_fide:
            continue
        equal = m.ranking.equal
        balanced, possible = m.confusion.balanced_accuracy, 1 - equal.rate
        if possible - balanced > 0.1:
            said.append(
                f"The threshold {m.threshold:.4g} does not fit {variant.name}: it refuses "
                f"{100 * m.bpcer.value:.1f} % of bona fide and misses "
                f"{100 * (1 - m.confusion.recall):.1f} % of attacks, while {equal.threshold:.4g} "
                f"would err on {100 * equal.rate:.1f} % of either: fix it anew."
            )
    return said


@dataclass(frozen=True, slots=True)
class Best:
    """The best variant of this run and of the one before, by AUC. rows: each figure of both."""

    name: str
    auc: float
    previous_name: str | None
    previous_auc: float | None
    rows: tuple[Change, ...] = ()

    @property
    def gain(self) -> float | None:
        return None if self.previous_auc is None else self.auc - self.previous_auc


def best(study: Study) -> Best | None:
    """The current best and the previous best, where there is a previous run."""
    ranked = [v for v in study.variants if v.auc is not None]
    if not ranked:
        return None
    top = max(ranked, key=lambda v: v.auc or 0.0)
    before = _previous(study.previous, "auc")
    name = max(before, key=lambda n: before[n]) if before else None
    if name is None:
        return Best(top.name, float(top.auc or 0.0), None, None)
    rows = tuple(_moved(study, top, name))
    return Best(top.name, float(top.auc or 0.0), name, before[name], rows)


@dataclass(frozen=True, slots=True)
class Change:
    """One number of one variant, before and now; better: whether it has improved."""

    variant: str
    metric: str
    before: float
    now: float
    better: bool | None


HIGHER_IS_BETTER = {
    "auc": True, "average_precision": True, "eer": False, "accuracy": True,
    "accuracy_bona_fide": True, "accuracy_attack": True, "acer_worst": False, "size_mb": False,
}  # fmt: skip
AT_THRESHOLD = ("accuracy", "accuracy_bona_fide", "accuracy_attack", "acer_worst")
SAME_SET = ("Data", "Samples")  # facts that must agree, or numbers are not of one set
RULE = "Threshold rule"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier detailed_results.json: its facts, and its variants by name."""

    facts: Mapping[str, str]
    variants: Mapping[str, Mapping[str, object]]

    def comparable(
        self, facts: Mapping[str, str]
    ) -> tuple[Mapping[str, Mapping[str, object]] | None, list[str]]:
        """The earlier figures that are comparable with a run with these facts, and the reasons
        against the others."""
        for name in SAME_SET:
            before, now = self.facts.get(name), facts.get(name)
            if before and now and before != now:
                return None, [
                    f"The earlier results in this folder are of other data ({before}): nothing is "
                    "compared with them."
                ]
        before, now = self.facts.get(RULE), facts.get(RULE)
        if before == now:
            return self.variants, []
        kept = {}
        for name, entry in self.variants.items():
            head = entry.get("headline")
            if isinstance(head, Mapping):
                kept[name] = {"headline": {k: v for k, v in head.items() if k not in AT_THRESHOLD}}
        return kept, [
            f"The earlier results had the threshold rule {before}: their ACER is not compared, nor "
            "their accuracies."
        ]


def changes(study: Study) -> list[Change]:
    """The changes since the previous run, for variants of the same name."""
    return [change for v in study.variants for change in _moved(study, v, v.name)]


def _moved(study: Study, variant: Variant, before_name: str) -> list[Change]:
    """Every figure of a variant beside that of an earlier one."""
    now = headline(variant)
    found = []
    for metric, rising in HIGHER_IS_BETTER.items():
        before = _previous(study.previous, metric).get(before_name)
        value = now[metric]
        if before is None or value is None:
            continue
        moved = value - before
        better = None if abs(moved) < 1e-9 else (moved > 0) == rising
        found.append(Change(variant.name, metric, before, value, better))
    return found


def headline(variant: Variant) -> dict[str, float | None]:
    """The main numbers of a run, stored in detailed_results.json."""
    m = variant.main
    both = m.ranking is not None
    return {
        "auc": variant.auc,
        "average_precision": m.ranking.average_precision if m.ranking else None,
        "eer": m.ranking.equal.rate if m.ranking else None,
        "accuracy": m.confusion.accuracy,
        "accuracy_bona_fide": m.confusion.bona_fide_accuracy if both else None,
        "accuracy_attack": m.confusion.attack_accuracy if both else None,
        "acer_worst": m.pad.acer_worst if m.pad else None,
        "size_mb": variant.megabytes,
    }


def _previous(variants: Mapping[str, Mapping[str, object]] | None, metric: str) -> dict[str, float]:
    result = {}
    for name, entry in (variants or {}).items():
        head = entry.get("headline")
        value = head.get(metric) if isinstance(head, Mapping) else None
        if isinstance(value, int | float):
            result[name] = float(value)
    return result


def full_and_integer(study: Study) -> list[tuple[Variant, Variant]]:
    """Every pair a metrics report sets side by side: an integer variant and the float one it is of.

    That is the one whose name shares most with it, the first of equals.
    """
    full = [v for v in study.variants if v.precision == "fp32"]
    whole = [v for v in study.variants if v.precision in INTEGER]
    return [(max(full, key=lambda f: _alike(f.name, v.name)), v) for v in whole if full]


def _alike(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def pair_rows(pair: tuple[Variant, Variant]) -> list[tuple[str, str, str, str]]:
    """(metric, full precision, integer, loss) of a pair, as texts."""
    rows = []
    before, after = (headline(v) for v in pair)
    for metric, name in METRIC_NAMES.items():
        a, b = before[metric], after[metric]
        loss = "N/A"
        if a is not None and b is not None:
            if metric == "size_mb":
                loss = f"{signed(100 * (b - a) / a, 1)} %"
            elif metric in PLAIN_NUMBERS:
                loss = signed(b - a, 4)
            else:
                loss = f"{signed(100 * (b - a), 1)} points"
        rows.append((name, shown(a, metric), shown(b, metric), loss))
    return rows


METRIC_NAMES = {
    "auc": "AUC",
    "average_precision": "Average precision",
    "eer": "EER",
    "accuracy": "Accuracy",
    "accuracy_bona_fide": 'Accuracy on bona fide ("real")',
    "accuracy_attack": 'Accuracy on attacks ("spoof")',
    "acer_worst": "ACER, worst case",
    "size_mb": "File size",
}
PLAIN_NUMBERS = ("auc", "average_precision")


def shown(value: float | None, metric: str) -> str:
    """One of METRIC_NAMES with its unit; N/A for None."""
    if value is None:
        return "N/A"
    if metric == "size_mb":
        return f"{value:.3f} MB"
    return f"{value:.4f}" if metric in PLAIN_NUMBERS else f"{100 * value:.2f} %"


def signed(value: float | None, digits: int) -> str:
    """With a sign (a Unicode minus), N/A for None; no sign for a value that rounds to zero."""
    if value is None:
        return "N/A"
    shown = f"{value:+.{digits}f}"
    return shown.replace("-", "−") if float(shown) else shown[1:]
