"""The same figures for the HTML report, through plotly; thinned, so that the page stays small."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs
from plotly.subplots import make_subplots
from scipy.special import ndtri

from tools.evaluation.comparison import compare
from tools.evaluation.figures.static import DET_FLOOR, DET_TICKS, ranked
from tools.evaluation.figures.style import ATTACK, BONA_FIDE, colour
from tools.evaluation.study import Study

DASHES = ("solid", "dash", "dot", "dashdot")


def all_figures(study: Study) -> dict[str, str]:
    """HTML fragments by name; the page must carry `library()` once."""
    makers: dict[str, Callable[[Study], go.Figure | None]] = {
        "roc": roc,
        "precision_recall": precision_recall,
        "det": det,
        "confidence": confidence,
        "size_auc": size_auc,
        "sources": sources,
        "reliability": reliability,
        "robustness": robustness,
    }
    fragments = {}
    for name, make in makers.items():
        made = make(study)
        if made is None:
            continue
        made.update_layout(
            template="plotly_white",
            font={"family": "system-ui, sans-serif", "size": 13},
            margin={"l": 60, "r": 20, "t": 72, "b": 52},
            title={"x": 0.01, "y": 0.985, "yanchor": "top", "font": {"size": 15}},
        )
        fragments[name] = made.to_html(
            full_html=False,
            include_plotlyjs=False,
            div_id=f"figure-{name}",
            config={
                "displaylogo": False,
                "responsive": True,
                "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
            },
        )
    return fragments


def library() -> str:
    """plotly.js, to be embedded once so that the page works without a network."""
    return get_plotlyjs()


def _line(i: int) -> dict[str, object]:
    return {"color": colour(i), "width": 4 if i == 0 else 2, "dash": DASHES[i // 8 % 4]}


def _rounded(values: np.ndarray, digits: int = 4) -> list[float]:
    return np.round(values, digits).tolist()


def _square(figure: go.Figure, title: str, x: str, y: str) -> go.Figure:
    figure.update_layout(title=title, xaxis_title=x, yaxis_title=y, height=520)
    return figure


def roc(study: Study) -> go.Figure | None:
    variants = ranked(study)
    if not variants:
        return None
    drawn = go.Figure()
    for i, v in variants:
        curve = v.main.ranking.curve
        drawn.add_scatter(
            x=_rounded(curve.fpr),
            y=_rounded(curve.tpr),
            mode="lines",
            line=_line(i),
            name=f"{v.name} (AUC {v.main.ranking.auc:.4f})",
            legendgroup=v.name,
            customdata=_rounded(np.nan_to_num(curve.thresholds, posinf=np.nan)),
            hovertemplate="BPCER %{x:.3f}<br>attacks found %{y:.3f}<br>threshold %{customdata}",
        )
        drawn.add_scatter(
            x=[v.main.bpcer.value],
            y=[v.main.confusion.recall],
            mode="markers",
            marker={"color": colour(i), "size": 9},
            showlegend=False,
            legendgroup=v.name,
            name=f"{v.name} at {v.main.threshold:.4g}",
        )
    drawn.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": "#BBB", "width": 1},
        showlegend=False,
        hoverinfo="skip",
    )
    return _square(
        drawn,
        "ROC (dot: at the threshold)",
        "BPCER (bona fide called attack)",
        "attacks found (1 − APCER, pooled)",
    )


def precision_recall(study: Study) -> go.Figure | None:
    variants = ranked(study)
    if not variants:
        return None
    drawn = go.Figure()
    for i, v in variants:
        curve = v.main.ranking.curve
        drawn.add_scatter(
            x=_rounded(curve.tpr),
            y=_rounded(curve.precision),
            mode="lines",
            line={**_line(i), "shape": "vh"},
            name=f"{v.name} (AP {v.main.ranking.average_precision:.4f})",
        )
    return _square(
        drawn, "Precision and recall", "recall (attacks found)", "precision (attacks among alarms)"
    )


def det(study: Study) -> go.Figure | None:
    variants = ranked(study)
    if not variants:
        return None
    drawn = go.Figure()
    for i, v in variants:
        curve = v.main.ranking.curve
        alarms, missed = curve.fpr, 1 - curve.tpr
        x, y = (ndtri(np.clip(r, DET_FLOOR, 1 - DET_FLOOR)) for r in (alarms, missed))
        drawn.add_scatter(
            x=_rounded(x),
            y=_rounded(y),
            mode="lines",
            line=_line(i),
            name=f"{v.name} (EER {100 * v.main.ranking.equal.rate:.1f} %)",
            customdata=np.round(100 * np.column_stack((alarms, missed)), 2).tolist(),
            hovertemplate="BPCER %{customdata[0]} %<br>APCER %{customdata[1]} %",
        )
    ticks = {
        "tickvals": ndtri(DET_TICKS).tolist(),
        "ticktext": [f"{100 * t:g}" for t in DET_TICKS],
        "range": ndtri([DET_FLOOR, 0.97]).tolist(),
    }
    drawn.update_layout(xaxis=ticks, yaxis=ticks)
    return _square(
        drawn, "Detection error trade-off (normal deviate scale)", "BPCER, %", "APCER, pooled, %"
    )


def confidence(study: Study) -> go.Figure:
    count = len(study.variants)
    columns = min(2, count)
    rows = -(-count // columns)
    drawn = make_subplots(
        rows,
        columns,
        subplot_titles=[v.name for v in study.variants],
        vertical_spacing=min(0.12, 0.4 / rows),
    )
    for i, v in enumerate(study.variants):
        edges, bona, attack = v.main.histogram
        place = {"row": i // columns + 1, "col": i % columns + 1}
        for counts, shade, name in ((bona, BONA_FIDE, "bona fide"), (attack, ATTACK, "attack")):
            drawn.add_bar(
                x=_rounded((edges[:-1] + edges[1:]) / 2),
                y=_rounded(counts / max(1, counts.sum())),
                width=float(edges[1] - edges[0]),
                marker_color=shade,
                opacity=0.55,
                name=name,
                legendgroup=name,
                showlegend=i == 0,
                customdata=counts.tolist(),
                hovertemplate="%{customdata} samples",
                **place,
            )
        drawn.add_vline(x=v.main.threshold, line={"dash": "dash", "width": 1}, **place)
    drawn.update_layout(
        barmode="overlay",
        bargap=0,
        height=110 + 260 * rows,
        title="Distribution of scores (dashed: threshold)",
    )
    return drawn


def size_auc(study: Study) -> go.Figure | None:
    lines = [x for x in compare(study) if x.variant.megabytes and x.variant.auc is not None]
    if len(lines) < 2:
        return None
    drawn = go.Figure()
    base = study.baseline.auc
    if base is not None:
        drawn.add_hrect(base - 0.01, base + 0.01, fillcolor="#009E73", opacity=0.12, line_width=0)
    for line in lines:
        v, i = line.variant, study.variants.index(line.variant)
        bars = v.main.intervals.auc
        drawn.add_scatter(
            x=[v.megabytes],
            y=[v.auc],
            mode="markers+text",
            name=v.name,
            text=[v.name],
            textposition="middle right",
            marker={"color": colour(i), "size": 12},
            showlegend=False,
            error_y={"array": [bars.high - v.auc], "arrayminus": [v.auc - bars.low]}
            if bars and v.auc is not None
            else None,
            hovertemplate="%{x:.3f} MB<br>AUC %{y:.4f}<extra>" + line.status + "</extra>",
        )
    widest = max(x.variant.megabytes or 0 for x in lines)
    drawn.update_xaxes(range=[0, 1.2 * widest])
    return _square(drawn, "Size against AUC (bars: 95 % interval; band: stable)", "size, MB", "AUC")


def sources(study: Study) -> go.Figure | None:
    drawn = go.Figure()
    for i, v in enumerate(study.variants):
        groups = [g for g in v.main.groups.get("source", []) if g.auc is not None]
        mean = v.main.source_mean
        if mean is None:
            continue
        drawn.add_scatter(
            x=[round(mean.auc, 4), *(round(g.auc or 0, 4) for g in groups)],
            y=["mean of sources", *(g.value for g in groups)],
            mode="markers",
            name=v.name,
            marker={
                "color": colour(i),
                "size": 11,
                "symbol": ["diamond", *["circle"] * len(groups)],
            },
        )
    if not drawn.data:
        return None
    drawn.update_layout(
        title="AUC per source", xaxis_title="AUC", height=180 + 34 * len(drawn.data[0].y)
    )
    return drawn


def reliability(study: Study) -> go.Figure | None:
    drawn = go.Figure()
    for i, v in enumerate(study.variants):
        r = v.main.reliability
        if r is None:
            continue
        full = r.count > 0
        drawn.add_scatter(
            x=_rounded(r.confidence[full]),
            y=_rounded(r.frequency[full]),
            mode="lines+markers",
            line=_line(i),
            name=f"{v.name} (ECE {r.ece:.3f})",
            customdata=r.count[full].tolist(),
            hovertemplate="said %{x:.3f}<br>was %{y:.3f}<br>%{customdata} samples",
        )
    if not drawn.data:
        return None
    drawn.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": "#BBB", "width": 1},
        showlegend=False,
        hoverinfo="skip",
    )
    return _square(
        drawn, "Reliability", "score p_attack (mean of the bin)", "share of attacks in the bin"
    )


def robustness(study: Study) -> go.Figure | None:
    result = study.robustness
    if result is None:
        return None
    rows = len(study.variants)
    drawn = make_subplots(
        rows,
        3,
        vertical_spacing=min(0.12, 0.4 / rows),
        subplot_titles=[
            f"{v.name}: {m}" for v in study.variants for m in ("AUC", "BPCER", "APCER")
        ],
    )
    for row, v in enumerate(study.variants, start=1):
        for i, name in enumerate(result.corruptions, start=1):
            points = result.series(v.name, name)
            for column, field in enumerate(("auc", "bpcer", "apcer"), start=1):
                drawn.add_scatter(
                    x=[p.severity for p in points],
                    y=[getattr(p, field) for p in points],
                    mode="lines+markers",
                    line=_line(i),
                    name=name.replace("_", " "),
                    legendgroup=name,
                    showlegend=row == 1 and column == 1,
                    row=row,
                    col=column,
                )
    drawn.update_layout(height=120 + 300 * rows, title="Robustness at the fixed threshold")
    return drawn
