"""The PNG figures, drawn by matplotlib. Each function gives a figure, or None."""

from __future__ import annotations

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tools.evaluation.comparison import compare
from tools.evaluation.figures.chart import Chart, all_charts
from tools.evaluation.figures.style import (
    ATTACK,
    BONA_FIDE,
    INK,
    RC,
    colour,
    dash,
    figure,
    width,
    wrapped,
)
from tools.evaluation.study import Study

FIGURES = (
    "roc", "precision_recall", "det", "confidence", "confusion", "reliability", "size_auc",
    "sources", "robustness",
)  # fmt: skip
"""In the order of the report."""
SYMBOLS = {"o": "●", "s": "■"}
CHANCE = "#BBBBBB"
MOST_PANELS = 12


def all_figures(study: Study) -> dict[str, Figure]:
    """Every figure that this study's data allow, by file name without ending."""
    charts = all_charts(study)
    makers = {
        "confidence": confidence,
        "confusion": confusion,
        "size_auc": size_auc,
        "sources": sources,
        "robustness": robustness,
    }
    with rc_context(RC):
        drawn = {name: draw(chart) for name, chart in charts.items()}
        drawn |= {name: made for name, make in makers.items() if (made := make(study)) is not None}
    return {name: drawn[name] for name in FIGURES if name in drawn}


def draw(chart: Chart) -> Figure:
    """A chart as a square figure."""
    drawn, (axes,) = figure(5.6, 5.2)
    if chart.diagonal:
        axes.plot(chart.span, chart.span, color=CHANCE, linewidth=0.8)
    if chart.level is not None:
        height, name = chart.level
        axes.axhline(height, color=CHANCE, linewidth=0.8)
        axes.text(0.01, height, f" {name}", va="bottom", fontsize=7, color="#888888")
    for line in chart.lines:
        axes.plot(
            line.x,
            line.y,
            drawstyle="steps-pre" if chart.steps else "default",
            linewidth=width(line.place) if line.sizes is None else 1.1,
            label=line.name,
            color=colour(line.place),
            linestyle=dash(line.place),
        )
        if line.sizes is not None:
            axes.scatter(line.x, line.y, s=line.sizes, color=colour(line.place), alpha=0.6)
    for dot in chart.dots:
        axes.plot(dot.x, dot.y, chart.symbol, color=colour(dot.place), markersize=5)
    if chart.ticks is not None:
        axes.set_xticks(*chart.ticks)
        axes.set_yticks(*chart.ticks)
    axes.set(
        xlim=chart.span, ylim=chart.span, aspect="equal",
        xlabel=chart.x, ylabel=chart.y, title=chart.title,
    )  # fmt: skip
    title = f"{SYMBOLS[chart.symbol]} {chart.legend}" if chart.legend else None
    axes.legend(loc=chart.corner, title=title, title_fontsize=8)
    return drawn


def confidence(study: Study) -> Figure | None:
    """How scores are distributed, a panel a variant."""
    shown = study.variants[:MOST_PANELS]
    drawn, axes = _panels(len(shown), 3.3, 2.5)
    for one, v in zip(axes, shown, strict=False):
        edges, bona, attack = v.main.histogram
        for counts, shade, label in ((bona, BONA_FIDE, "bona fide"), (attack, ATTACK, "attack")):
            if counts.sum():
                one.stairs(
                    counts / counts.sum(), edges, color=shade, fill=True, alpha=0.35, linewidth=0
                )
                one.stairs(counts / counts.sum(), edges, color=shade, linewidth=1.2, label=label)
        one.axvline(v.main.threshold, color=INK, linewidth=1, linestyle="--")
        one.set(
            title=wrapped(v.name, 2.6),
            xlabel="score (higher = attack)",
            ylabel="share of the class",
        )
    axes[0].legend(loc="upper center")
    return drawn


def confusion(study: Study) -> Figure | None:
    """Confusion matrices: counts, and shares of the true class as shade."""
    shown = study.variants[:MOST_PANELS]
    drawn, axes = _panels(len(shown), 2.9, 2.9)
    for one, v in zip(axes, shown, strict=False):
        c = v.main.confusion
        counts = np.array([[c.tn, c.fp], [c.fn, c.tp]])
        totals = counts.sum(1, keepdims=True)
        shares = np.divide(counts, totals, out=np.zeros((2, 2)), where=totals > 0)
        one.grid(visible=False)
        one.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for (row, column), count in np.ndenumerate(counts):
            share = shares[row, column]
            one.text(
                column,
                row,
                f"{count:,}\n{100 * share:.1f} %",
                ha="center",
                va="center",
                color="white" if share > 0.55 else INK,
                fontsize=10,
            )
        one.set(
            title=wrapped(v.name, 2.2),
            xticks=[0, 1],
            yticks=[0, 1],
            xticklabels=["bona fide", "attack"],
            xlabel=f"called (threshold {v.main.threshold:.4g})",
        )
        one.set_yticklabels(["bona fide", "attack"], rotation=90, va="center")
        one.set_ylabel("is")
    return drawn


def size_auc(study: Study) -> Figure | None:
    """Size against AUC, with the band that counts as unchanged."""
    lines = [
        (x.variant, x.variant.megabytes, x.variant.auc)
        for x in compare(study)
        if x.variant.megabytes and x.variant.auc is not None
    ]
    if len(lines) < 2:
        return None
    drawn, (axes,) = figure(6.2, 4.2)
    widest = max(x for _, x, _ in lines)
    base = study.baseline.auc
    if base is not None:
        axes.axhspan(base - 0.01, base + 0.01, color="#009E73", alpha=0.12, linewidth=0)
    for variant, x, y in lines:
        i = study.variants.index(variant)
        low_high = variant.main.intervals.auc
        if low_high:
            axes.plot([x, x], [low_high.low, low_high.high], color=colour(i), linewidth=1)
        shown = f"{variant.name}  AUC {y:.4f}"
        axes.plot(x, y, "o", color=colour(i), markersize=8, label=shown)
    axes.margins(y=0.15)
    axes.set(
        xlim=(0, 1.1 * widest),
        xlabel="size, MB",
        ylabel="AUC",
        title="Size against AUC\n(bars: 95 % interval; band: within 0.01 of the baseline)",
    )
    axes.legend(loc="upper left", bbox_to_anchor=(0.0, -0.14))  # names would overlap
    return drawn


def sources(study: Study) -> Figure | None:
    """AUC per source: a pooled number hides the camera a model fails on."""
    names = sorted(
        {
            g.value
            for v in study.variants
            for g in v.main.groups.get("source", [])
            if g.auc is not None
        }
    )
    if not names:
        return None
    drawn, (axes,) = figure(6.6, 1.5 + 0.42 * (len(names) + 1))
    places = {name: len(names) - i for i, name in enumerate(names)}
    offset = 0.5 / max(1, len(study.variants))
    for i, v in enumerate(study.variants):
        found = v.main.groups.get("source", [])
        groups = [(g.value, g.auc) for g in found if g.auc is not None]
        shift = (i - (len(study.variants) - 1) / 2) * offset
        axes.plot(
            [area for _, area in groups],
            [places[name] - shift for name, _ in groups],
            "o",
            color=colour(i),
            markersize=6,
            label=v.name,
        )
        if v.main.source_mean:
            axes.plot(v.main.source_mean.auc, -shift, "D", color=colour(i), markersize=6)
    axes.axhline(0.5, color="#888888", linewidth=0.8)
    axes.axvline(0.5, color="#BBBBBB", linewidth=0.8)
    axes.set(
        yticks=[*places.values(), 0],
        yticklabels=[*places, "mean of sources"],
        xlabel="AUC",
        title="AUC per source",
        xlim=(None, 1.005),
    )
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return drawn


def robustness(study: Study) -> Figure | None:
    """AUC and error rates over the severity of each corruption."""
    result = study.robustness
    if result is None:
        return None
    names = result.corruptions
    lowest = min((p.auc for p in result.points if p.auc is not None), default=0.4)
    shades = {name: colour(i + 1) for i, name in enumerate(names)}
    drawn, axes = figure(9.6, 2.7 * len(study.variants), len(study.variants), 3)
    for row, v in enumerate(study.variants):
        for column, (field, label) in enumerate(
            (("auc", "AUC"), ("bpcer", "BPCER"), ("apcer", "APCER, pooled"))
        ):
            one = axes[3 * row + column]
            for i, name in enumerate(names):
                points = result.series(v.name, name)
                one.plot(
                    [p.severity for p in points],
                    [getattr(p, field) for p in points],
                    marker="o",
                    markersize=3,
                    color=shades[name],
                    linestyle=dash(i + 1),
                    linewidth=1.3,
                    label=name.replace("_", " "),
                )
            one.set(
                title=label if row == 0 else "",
                ylabel=wrapped(v.name, 2.2) if column == 0 else "",
                xlabel="severity",
                xticks=sorted({p.severity for p in result.points}),
            )
            one.set_ylim((min(0.4, lowest) - 0.02, 1.02) if field == "auc" else (-0.02, 1.02))
    axes[2].legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return drawn


def _panels(count: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """A grid of panels, four a row at most; unused ones are hidden."""
    columns: int = min(count, 4)
    rows = -(-count // columns)
    drawn, axes = figure(width * columns, height * rows, rows, columns)
    for spare in axes[count:]:
        spare.set_visible(False)
    return drawn, axes[:count]
