"""The same figures for the HTML report, through plotly; thinned, so that the page stays small."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs
from plotly.subplots import make_subplots

from tools.evaluation.comparison import compare
from tools.evaluation.figures.chart import Chart, all_charts
from tools.evaluation.figures.style import ATTACK, BONA_FIDE, colour
from tools.evaluation.study import Study

DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = {"o": "circle", "s": "square"}
NAMES = {"o": "dot", "s": "square"}


def all_figures(study: Study) -> dict[str, str]:
    """HTML fragments by name; the page must carry `library()` once."""
    makers: dict[str, Callable[[Study], go.Figure | None]] = {
        "confidence": confidence,
        "size_auc": size_auc,
        "sources": sources,
        "robustness": robustness,
    }
    drawn = {name: draw(chart) for name, chart in all_charts(study).items()}
    drawn |= {name: made for name, make in makers.items() if (made := make(study)) is not None}
    return {name: _fragment(name, made) for name, made in drawn.items()}


def _fragment(name: str, drawn: go.Figure) -> str:
    """The figure below its caption, which as part of it would lie under the buttons."""
    caption = drawn.layout.title.text
    drawn.update_layout(
        template="plotly_white",
        font={"family": "system-ui, sans-serif", "size": 13},
        margin={"l": 60, "r": 20, "t": drawn.layout.margin.t or 36, "b": 52},
        title=None,
        # the page's own colours show through, by day and by night
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        modebar={"bgcolor": "rgba(0,0,0,0)"},
    )
    figure = drawn.to_html(
        full_html=False,
        include_plotlyjs=False,
        div_id=f"figure-{name}",
        config={
            "displaylogo": False,
            "responsive": True,
            "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
        },
    )
    return f"<figcaption>{escape(caption)}</figcaption>{figure}"


def library() -> str:
    """plotly.js, to be embedded once so that the page works without a network."""
    return str(get_plotlyjs())


def _line(i: int) -> dict[str, object]:
    return {"color": colour(i), "width": 4 if i == 0 else 2, "dash": DASHES[i // 8 % 4]}


def _rounded(values: np.ndarray, digits: int = 4) -> list[float]:
    rounded: list[float] = np.round(values, digits).tolist()
    return rounded


def draw(chart: Chart) -> go.Figure:
    """A chart with its legend below: long names must not squeeze it."""
    drawn = go.Figure()
    if chart.diagonal:
        drawn.add_scatter(
            x=chart.span,
            y=chart.span,
            mode="lines",
            line={"color": "#BBB", "width": 1},
            showlegend=False,
            hoverinfo="skip",
        )
    if chart.level is not None:
        height, name = chart.level
        drawn.add_hline(
            height, line={"color": "#BBB", "width": 1}, annotation_text=name,
            annotation_position="top left", annotation_font_size=11,
        )  # fmt: skip
    for line in chart.lines:
        drawn.add_scatter(
            x=_rounded(line.x),
            y=_rounded(line.y),
            mode="lines" if line.sizes is None else "lines+markers",
            line={**_line(line.place), "shape": "vh" if chart.steps else "linear"},
            marker=None if line.sizes is None else {"size": _rounded(4 + np.sqrt(line.sizes), 1)},
            name=line.name,
            legendgroup=str(line.place),
            customdata=_rounded(line.told),
            hovertemplate=chart.told,
        )
    for dot in chart.dots:
        drawn.add_scatter(
            x=[dot.x],
            y=[dot.y],
            mode="markers",
            marker={"color": colour(dot.place), "size": 9, "symbol": SYMBOLS[chart.symbol]},
            showlegend=False,
            legendgroup=str(dot.place),
            name=dot.name,
        )
    ticks = chart.ticks and {"tickvals": chart.ticks[0], "ticktext": chart.ticks[1]}
    axis = {"range": chart.span, "tickangle": 0, **(ticks or {})}
    title = (
        f"{chart.title} ({NAMES[chart.symbol]}: {chart.legend})" if chart.legend else chart.title
    )
    drawn.update_layout(
        title=title,
        xaxis={**axis, "title": chart.x, "constrain": "domain"},
        yaxis={**axis, "title": chart.y, "scaleanchor": "x", "constrain": "domain"},
        height=560 + 24 * len(chart.lines),
        legend={"orientation": "h", "y": -0.14, "yanchor": "top", "x": 0, "xanchor": "left"},
    )
    return drawn


def confidence(study: Study) -> go.Figure:
    """A row a variant: side by side their names would overlap on a narrow screen."""
    rows = len(study.variants)
    drawn = make_subplots(
        rows,
        1,
        subplot_titles=[v.name for v in study.variants],
        shared_xaxes="all" if all(v.main.reliability for v in study.variants) else False,
        vertical_spacing=min(0.12, 0.3 / rows),
    )
    for row, v in enumerate(study.variants, start=1):
        edges, bona, attack = v.main.histogram
        place = {"row": row, "col": 1}
        for counts, shade, name in ((bona, BONA_FIDE, "bona fide"), (attack, ATTACK, "attack")):
            drawn.add_bar(
                x=_rounded((edges[:-1] + edges[1:]) / 2),
                y=_rounded(counts / max(1, counts.sum())),
                width=float(edges[1] - edges[0]),
                marker_color=shade,
                opacity=0.55,
                name=name,
                legendgroup=name,
                showlegend=row == 1,
                customdata=counts.tolist(),
                hovertemplate="%{customdata} samples",
                **place,
            )
        drawn.add_vline(x=v.main.threshold, line={"dash": "dash", "width": 1}, **place)
    drawn.update_yaxes(title_text="share of the class")
    drawn.update_xaxes(title_text="score (higher = attack)", row=rows)
    drawn.update_layout(
        barmode="overlay",
        bargap=0,
        height=150 + 200 * rows,
        title="Distribution of scores (dashed: threshold)",
        legend={"orientation": "h", "y": -60 / (150 + 200 * rows), "yanchor": "top", "x": 0},
    )
    return drawn


def size_auc(study: Study) -> go.Figure | None:
    lines = [x for x in compare(study) if x.variant.megabytes and x.variant.auc is not None]
    if len(lines) < 2:
        return None
    drawn = go.Figure()
    widest = max(x.variant.megabytes or 0 for x in lines)
    base = study.baseline.auc
    if base is not None:
        drawn.add_hrect(base - 0.01, base + 0.01, fillcolor="#009E73", opacity=0.12, line_width=0)
    for line in lines:
        v, i = line.variant, study.variants.index(line.variant)
        bars = v.main.intervals.auc
        drawn.add_scatter(
            x=[v.megabytes],
            y=[v.auc],
            mode="markers",
            name=f"{v.name}  AUC {v.auc:.4f}",
            marker={"color": colour(i), "size": 12},
            error_y={"array": [bars.high - v.auc], "arrayminus": [v.auc - bars.low]}
            if bars and v.auc is not None
            else None,
            hovertemplate="%{x:.3f} MB<br>AUC %{y:.4f}<extra>" + line.status + "</extra>",
        )
    drawn.update_xaxes(range=[0, 1.1 * widest])
    drawn.update_layout(
        title="Size against AUC (bars: 95 % interval; band: within 0.01 of the baseline)",
        xaxis_title="size, MB",
        yaxis_title="AUC",
        height=440 + 22 * len(lines),
        showlegend=True,
        legend={"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0, "xanchor": "left"},
    )
    return drawn


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
        title="AUC per source", xaxis_title="AUC", height=210 + 34 * len(drawn.data[0].y),
        legend={"orientation": "h", "y": -0.3, "yanchor": "top", "x": 0},
    )  # fmt: skip
    return drawn


def robustness(study: Study) -> go.Figure | None:
    """A row a variant, with one scale for all, so that rows can be compared."""
    result = study.robustness
    if result is None:
        return None
    rows = len(study.variants)
    drawn = make_subplots(
        rows,
        3,
        vertical_spacing=min(0.12, 0.4 / rows),
        horizontal_spacing=0.06,
        column_titles=["AUC", "BPCER", "APCER, pooled"],
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
                    hovertemplate="severity %{x}: %{y:.3f}",
                    row=row,
                    col=column,
                )
        drawn.update_yaxes(title_text=v.name, title_font_size=11, row=row, col=1)
    lowest = min((p.auc for p in result.points if p.auc is not None), default=0.4)
    drawn.update_yaxes(range=(min(0.4, lowest) - 0.02, 1.02), col=1)
    for column in (2, 3):
        drawn.update_yaxes(range=(-0.02, 1.02), col=column)
    drawn.update_xaxes(tickvals=sorted({p.severity for p in result.points}))
    drawn.update_xaxes(title_text="severity (0 = untouched)", row=rows)
    drawn.update_layout(
        height=150 + 260 * rows,
        margin={"t": 64},  # the buttons lie above the columns' titles
        title="Robustness at the threshold fixed on untouched images",
        legend={"orientation": "h", "y": -70 / (150 + 260 * rows), "yanchor": "top", "x": 0},
    )
    return drawn
