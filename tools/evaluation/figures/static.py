"""The PNG figures. Each function takes variants and returns a matplotlib figure, or None."""

from __future__ import annotations

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import ndtri

from tools.evaluation.comparison import compare
from tools.evaluation.figures.style import ATTACK, BONA_FIDE, INK, RC, colour, dash, figure, width
from tools.evaluation.study import Study, Variant

DET_TICKS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95)
DET_FLOOR = 0.0005
MOST_PANELS = 12


def all_figures(study: Study) -> dict[str, Figure]:
    """Every figure that this study's data allow, by file name without ending."""
    makers = {
        "roc": roc,
        "precision_recall": precision_recall,
        "det": det,
        "confidence": confidence,
        "confusion": confusion,
        "reliability": reliability,
        "size_auc": size_auc,
        "sources": sources,
        "robustness": robustness,
    }
    drawn = {}
    with rc_context(RC):
        for name, make in makers.items():
            made = make(study)
            if made is not None:
                drawn[name] = made
    return drawn


def ranked(study: Study) -> list[tuple[int, Variant]]:
    """Variants with both classes, with their place (which fixes their colour)."""
    return [(i, v) for i, v in enumerate(study.variants) if v.main.ranking is not None]


def roc(study: Study) -> Figure | None:
    """ROC of all variants, with the operating point each was measured at."""
    variants = ranked(study)
    if not variants:
        return None
    drawn, (axes,) = figure(5.6, 5.2)
    axes.plot([0, 1], [0, 1], color="#BBBBBB", linewidth=0.8)
    for i, v in variants:
        curve = v.main.ranking.curve
        axes.plot(
            curve.fpr,
            curve.tpr,
            color=colour(i),
            linestyle=dash(i),
            linewidth=width(i),
            label=f"{v.name}  AUC {v.main.ranking.auc:.4f}",
        )
        axes.plot(v.main.bpcer.value, v.main.confusion.recall, "o", color=colour(i), markersize=5)
    axes.set(
        xlim=(-0.01, 1.01),
        ylim=(-0.01, 1.01),
        aspect="equal",
        xlabel="BPCER (bona fide called attack)",
        ylabel="attacks found (1 − APCER, pooled)",
        title="ROC",
    )
    axes.legend(loc="lower right", title="● at the threshold", title_fontsize=8)
    return drawn


def precision_recall(study: Study) -> Figure | None:
    """Precision over recall of attacks."""
    variants = ranked(study)
    if not variants:
        return None
    drawn, (axes,) = figure(5.6, 5.2)
    for i, v in variants:
        curve = v.main.ranking.curve
        axes.step(
            curve.tpr,
            curve.precision,
            where="pre",
            color=colour(i),
            linestyle=dash(i),
            linewidth=width(i),
            label=f"{v.name}  AP {v.main.ranking.average_precision:.4f}",
        )
    share = variants[0][1].main.attacks / variants[0][1].main.samples
    axes.axhline(share, color="#BBBBBB", linewidth=0.8)
    axes.text(0.01, share, " share of attacks", va="bottom", fontsize=7, color="#888888")
    axes.set(
        xlim=(-0.01, 1.01),
        ylim=(0, 1.02),
        xlabel="recall (attacks found)",
        ylabel="precision (attacks among alarms)",
        title="Precision and recall",
    )
    axes.legend(loc="lower left")
    return drawn


def det(study: Study) -> Figure | None:
    """Detection error trade-off on normal deviate axes (Martin et al. 1997)."""
    variants = ranked(study)
    if not variants:
        return None
    drawn, (axes,) = figure(5.6, 5.2)
    axes.plot(ndtri([DET_FLOOR, 0.95]), ndtri([DET_FLOOR, 0.95]), color="#BBBBBB", linewidth=0.8)
    for i, v in variants:
        curve, equal = v.main.ranking.curve, v.main.ranking.equal.rate
        x, y = (ndtri(np.clip(r, DET_FLOOR, 1 - DET_FLOOR)) for r in (curve.fpr, 1 - curve.tpr))
        axes.plot(
            x,
            y,
            color=colour(i),
            linestyle=dash(i),
            linewidth=width(i),
            label=f"{v.name}  EER {100 * equal:.1f} %",
        )
        at = ndtri(np.clip(equal, DET_FLOOR, 1 - DET_FLOOR))
        axes.plot(at, at, "s", color=colour(i), markersize=4)
    for set_ticks, set_labels in (
        (axes.set_xticks, axes.set_xticklabels),
        (axes.set_yticks, axes.set_yticklabels),
    ):
        set_ticks(ndtri(DET_TICKS))
        set_labels([f"{100 * t:g}" for t in DET_TICKS])
    span = ndtri([DET_FLOOR, 0.97])
    axes.set(
        xlim=span,
        ylim=span,
        aspect="equal",
        xlabel="BPCER, %",
        ylabel="APCER, pooled, %",
        title="Detection error trade-off",
    )
    axes.legend(loc="upper right", title="■ equal error rate", title_fontsize=8)
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
        one.set(title=v.name, xlabel="score (higher = attack)", ylabel="share of the class")
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
            title=v.name,
            xticks=[0, 1],
            yticks=[0, 1],
            xticklabels=["bona fide", "attack"],
            xlabel=f"called (threshold {v.main.threshold:.4g})",
        )
        one.set_yticklabels(["bona fide", "attack"], rotation=90, va="center")
        one.set_ylabel("is")
    return drawn


def reliability(study: Study) -> Figure | None:
    """Reliability diagrams: the share of attacks where a model says p."""
    variants = [(i, v) for i, v in enumerate(study.variants) if v.main.reliability is not None]
    if not variants:
        return None
    drawn, (axes,) = figure(5.2, 5.0)
    axes.plot([0, 1], [0, 1], color="#BBBBBB", linewidth=0.8)
    for i, v in variants:
        r = v.main.reliability
        full = r.count > 0
        size = 10 + 120 * r.count[full] / r.count.sum()
        axes.plot(
            r.confidence[full],
            r.frequency[full],
            color=colour(i),
            linestyle=dash(i),
            linewidth=1.1,
            label=f"{v.name}  ECE {r.ece:.3f}",
        )
        axes.scatter(r.confidence[full], r.frequency[full], s=size, color=colour(i), alpha=0.6)
    axes.set(
        xlim=(-0.02, 1.02),
        ylim=(-0.02, 1.02),
        aspect="equal",
        title="Reliability",
        xlabel="score p_attack (mean of the bin)",
        ylabel="share of attacks in the bin",
    )
    axes.legend(loc="upper left")
    return drawn


def size_auc(study: Study) -> Figure | None:
    """Size against AUC, with the band that counts as unchanged."""
    lines = [x for x in compare(study) if x.variant.megabytes and x.variant.auc is not None]
    if len(lines) < 2:
        return None
    drawn, (axes,) = figure(6.2, 4.2)
    base = study.baseline.auc
    if base is not None:
        axes.axhspan(base - 0.01, base + 0.01, color="#009E73", alpha=0.12, linewidth=0)
        axes.text(
            0.005,
            base + 0.01,
            " stable: within 0.01 of the baseline",
            fontsize=7,
            color="#00664d",
            ha="left",
            va="bottom",
            transform=axes.get_yaxis_transform(),
        )
    for line in lines:
        i = study.variants.index(line.variant)
        x, y = line.variant.megabytes, line.variant.auc
        low_high = line.variant.main.intervals.auc
        if low_high:
            axes.plot([x, x], [low_high.low, low_high.high], color=colour(i), linewidth=1)
        axes.plot(x, y, "o", color=colour(i), markersize=8)
        axes.annotate(
            f"{line.variant.name}\n{y:.4f}",
            (x, y),
            xytext=(9, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    axes.margins(x=0.22, y=0.15)
    axes.set(xlabel="size, MB", ylabel="AUC", title="Size against AUC (bars: 95 % interval)")
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
        groups = [g for g in v.main.groups.get("source", []) if g.auc is not None]
        shift = (i - (len(study.variants) - 1) / 2) * offset
        axes.plot(
            [g.auc for g in groups],
            [places[g.value] - shift for g in groups],
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
                title=f"{v.name}: {label}",
                xlabel="severity",
                xticks=sorted({p.severity for p in result.points}),
            )
            one.set_ylim((0.4, 1.02) if field == "auc" else (-0.02, 1.02))
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
