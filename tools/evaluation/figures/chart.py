"""The figures of lines, as data: what is drawn, whichever library draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from tools.evaluation.measure import Ranking
from tools.evaluation.study import Study, Variant

F64 = NDArray[np.float64]
DET_TICKS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95)
DET_FLOOR = 0.0005


Corner = Literal["upper left", "upper right", "lower left", "lower right"]


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One variant. place: among the variants, which fixes its colour. told: a row a point, shown
    when it is pointed at. sizes: of a dot at each point, in points²; None draws none."""

    place: int
    name: str
    x: F64
    y: F64
    told: F64
    sizes: F64 | None = None


@dataclass(frozen=True, slots=True)
class ErrorDot:
    """One point of a variant that its line passes or should pass."""

    place: int
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """span: of both axes. ticks: values and texts of both. steps: y holds until the next x.
    legend: what the dots are, dots are drawn as `symbol`. told: what pointing at a line says.
    level: a height that chance alone reaches, with its name."""

    title: str
    x: str
    y: str
    lines: list[ChartLine]
    told: str
    span: tuple[float, float] = (-0.01, 1.01)
    dots: list[ErrorDot] = field(default_factory=list)
    symbol: str = "o"
    legend: str = ""
    steps: bool = False
    diagonal: bool = False
    level: tuple[float, str] | None = None
    ticks: tuple[list[float], list[str]] | None = None
    corner: Corner = "lower right"


def all_charts(study: Study) -> dict[str, Chart]:
    """Those that the study's data allow, by name."""
    makers: dict[str, Callable[[Study], Chart | None]] = {
        "roc": roc,
        "precision_recall": precision_recall,
        "det": det,
        "reliability": reliability,
    }
    made = {name: make(study) for name, make in makers.items()}
    return {name: chart for name, chart in made.items() if chart is not None}


def ranked(study: Study) -> list[tuple[int, Variant, Ranking]]:
    """Variants with both classes, with their place and ranking."""
    main = [(i, v, v.main.ranking) for i, v in enumerate(study.variants)]
    return [(i, v, ranking) for i, v, ranking in main if ranking is not None]


def roc(study: Study) -> Chart | None:
    """ROC of all variants, with the operating point each was measured at."""
    variants = ranked(study)
    if not variants:
        return None
    lines, dots = [], []
    for i, v, ranking in variants:
        curve = ranking.curve
        told = np.nan_to_num(curve.thresholds, posinf=np.nan)[:, None]
        name = f"{v.name}  AUC {ranking.auc:.4f}"
        lines.append(ChartLine(i, name, curve.fpr, curve.tpr, told))
        at = f"{v.name} at {v.main.threshold:.4g}"
        dots.append(ErrorDot(i, at, v.main.bpcer.value, v.main.confusion.recall))
    return Chart(
        "ROC",
        "BPCER (bona fide called attack)",
        "attacks found (1 − APCER, pooled)",
        lines,
        "BPCER %{x:.3f}<br>attacks found %{y:.3f}<br>threshold %{customdata[0]:.4f}",
        dots=dots,
        legend="at the threshold",
        diagonal=True,
    )


def precision_recall(study: Study) -> Chart | None:
    """Precision over recall of attacks."""
    variants = ranked(study)
    if not variants:
        return None
    lines = []
    for i, v, ranking in variants:
        curve = ranking.curve
        told = np.nan_to_num(curve.thresholds, posinf=np.nan)[:, None]
        name = f"{v.name}  AP {ranking.average_precision:.4f}"
        lines.append(ChartLine(i, name, curve.tpr, curve.precision, told))
    first = variants[0][1].main
    return Chart(
        "Precision and recall",
        "recall (attacks found)",
        "precision (attacks among alarms)",
        lines,
        "recall %{x:.3f}<br>precision %{y:.3f}<br>threshold %{customdata[0]:.4f}",
        steps=True,
        level=(first.attacks / first.samples, "share of attacks"),
        corner="lower left",
    )


def det(study: Study) -> Chart | None:
    """Detection error trade-off on normal deviate axes (Martin et al. 1997)."""
    variants = ranked(study)
    if not variants:
        return None
    lines, dots = [], []
    for i, v, ranking in variants:
        curve, equal = ranking.curve, ranking.equal.rate
        rates = np.column_stack((curve.fpr, 1 - curve.tpr))
        x, y = deviate(rates).T
        name = f"{v.name}  EER {100 * equal:.1f} %"
        lines.append(ChartLine(i, name, x, y, 100 * rates))
        at = float(deviate(equal))
        dots.append(ErrorDot(i, name, at, at))
    return Chart(
        "Detection error trade-off",
        "BPCER, %",
        "APCER, pooled, %",
        lines,
        "BPCER %{customdata[0]:.2f} %<br>APCER %{customdata[1]:.2f} %",
        span=(float(ndtri(DET_FLOOR)), float(ndtri(0.97))),
        dots=dots,
        symbol="s",
        legend="equal error rate",
        diagonal=True,
        ticks=(ndtri(DET_TICKS).tolist(), [f"{100 * t:g}" for t in DET_TICKS]),
        corner="upper right",
    )


def reliability(study: Study) -> Chart | None:
    """Reliability diagram: the share of attacks where a model says p; larger dots hold more."""
    lines = []
    for i, v in enumerate(study.variants):
        r = v.main.reliability
        if r is None:
            continue
        full = r.count > 0
        lines.append(
            ChartLine(
                i,
                f"{v.name}  ECE {r.ece:.3f}",
                r.confidence[full],
                r.frequency[full],
                r.count[full][:, None].astype(np.float64),
                sizes=10 + 120 * r.count[full] / r.count.sum(),
            )
        )
    if not lines:
        return None
    return Chart(
        "Reliability",
        "score p_attack (mean of the bin)",
        "share of attacks in the bin",
        lines,
        "said %{x:.3f}<br>was %{y:.3f}<br>%{customdata[0]:.0f} samples",
        span=(-0.02, 1.02),
        diagonal=True,
        corner="upper left",
    )


def deviate(rates: F64 | float) -> F64:
    """Rates 0..1 on a normal deviate axis, held within DET_FLOOR of either end."""
    return np.asarray(ndtri(np.clip(rates, DET_FLOOR, 1 - DET_FLOOR)))
