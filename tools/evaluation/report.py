"""Renders a study's report: a markdown page and a self-contained HTML page."""

from __future__ import annotations

import base64
import math
import re
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from edge.calibration.rates import zero_failure_bound
from tools.evaluation import comparison
from tools.evaluation.explain.pictures import KINDS, TITLES, Item
from tools.evaluation.measure import Measured
from tools.evaluation.robustness import Point
from tools.evaluation.study import Study
from tools.evaluation.words import counted, interval, number, percent, percents
from tools.metrics.bootstrap import Interval
from tools.metrics.bounds import Rate
from tools.metrics.operating import Rule

PICTURES = 2_700_000
"""Limit for the bytes of all pictures in the HTML page; base64 adds a third."""

TEMPLATES = Path(__file__).parent / "templates"
FIGURE_TITLES = {
    "roc": "ROC of all variants",
    "precision_recall": "Precision and recall",
    "det": "Detection error trade-off",
    "confidence": "Distribution of scores",
    "confusion": "Confusion matrices",
    "reliability": "Reliability",
    "size_auc": "Size against AUC",
    "sources": "AUC per source",
    "robustness": "Robustness",
}


IDENTITY = {
    "id": "Model",
    "scores": "Score file",
    "architecture": "Architecture",
    "precision": "Precision",
    "size": "Size",
    "input": "Input",
    "expansions": "Crop, in face boxes",
    "sha256": "sha256",
    "licence": "Licence",
}
LOWEST_TITLE = "Lowest-scored attacks, missed or not"
STABLE = (
    f"Stable: the AUC surely lies within {comparison.STABLE:g} of the baseline's. Uncertain: it "
    "may be better or worse by more. Degraded, Improved: the whole 95 % interval of the difference "
    "says so."
)


def render_markdown(study: Study, figures: list[str], root: Path) -> str:
    """The markdown page. figures: names of PNG files in figures/; root: the page's folder."""
    return (
        _environment(root, html=False)
        .get_template("report.md.j2")
        .render(**_context(study), figures=figures)
    )


def render_html(study: Study, fragments: dict[str, str], library: str, root: Path) -> str:
    """The HTML page; plotly's library is embedded once, pictures as data URIs."""
    environment = _environment(root, html=True)
    environment.filters["embedded"] = partial(embedded, share=_share(study))
    return environment.get_template("report.html.j2").render(
        **_context(study),
        fragments={name: Markup(text) for name, text in fragments.items()},
        library=Markup(library),
    )


def _context(study: Study) -> dict[str, Any]:
    lines = comparison.compare(study)
    return {
        "study": study,
        "lines": lines,
        "paired": [line for line in lines if line.paired],
        "stable": STABLE,
        "insights": comparison.insights(study),
        "best": comparison.best(study),
        "changes": comparison.changes(study),
        "pairs": [(p, comparison.pair_rows(p)) for p in comparison.full_and_integer(study)],
        "lowest_title": LOWEST_TITLE,
        "kind_titles": TITLES,
        "galleries": _galleries(study),
        "figure_titles": FIGURE_TITLES,
        "columns": list(dict.fromkeys(c for v in study.variants for c in v.main.groups)),
        "zero_failure": zero_failure_bound,
        "identity": identity(study),
        "metric_names": comparison.METRIC_NAMES,
        "zero_errors": any(
            rate.errors == 0
            for v in study.variants
            for rate in (v.presentations.bpcer, v.presentations.apcer_pooled)
            if rate.total
        ),
    }


def _galleries(study: Study) -> list[tuple[str, list[tuple[str, list[Item]]]]]:
    """(title, [(variant, its items by rank)]) of every kind, so that models stand side by side."""
    with_one = [v for v in study.variants if v.gallery]
    kinds = [
        (TITLES[kind], [(v.name, v.gallery.items[kind]) for v in with_one if v.gallery])
        for kind in KINDS
    ]
    lowest = [(v.name, v.gallery.lowest) for v in with_one if v.gallery and v.gallery.lowest]
    return [*kinds, (LOWEST_TITLE, lowest)] if lowest else kinds


def identity(study: Study) -> tuple[list[str], list[list[str]]]:
    """The identity of the compared files: headers and rows.

    The first column is the variant; a column that no variant fills is left out.
    """
    rows = []
    for v in study.variants:
        known = {
            **v.details,
            "architecture": v.architecture or "",
            "precision": v.precision or "",
            "size": f"{v.megabytes:.3f} MB" if v.megabytes else "",
            "sha256": v.sha256 or v.details.get("scores_sha256", ""),
        }
        rows.append([v.name, *(known.get(key, "") for key in IDENTITY)])
    kept = [0, *(i for i in range(1, len(IDENTITY) + 1) if any(row[i] for row in rows))]
    headers = ["Variant", *IDENTITY.values()]
    return [headers[i] for i in kept], [[row[i] for i in kept] for row in rows]


def _environment(root: Path, *, html: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "num": number,
        "chance": chance,
        "pct": percent,
        "rate": counted,
        "signed": comparison.signed,
        "bpcer_between": bpcer_between,
        "apcer_between": apcer_between,
        "corrupted_bpcer": corrupted_bpcer,
        "corrupted_apcer": corrupted_apcer,
        "difference": difference,
        "eer_between": eer_between,
        "auc_between": auc_between,
        "origin": origin,
        "metric": comparison.shown,
        "breakable": breakable,
        "relative": lambda path: path.relative_to(root).as_posix(),
        "cell": lambda text: str(text).replace("|", "\\|"),
    }
    return environment


def chance(value: float) -> str:
    """A p-value; none is shown as zero."""
    return "under 0.0001" if value < 0.00005 else number(value)


def between(value: Interval | None, rate: Rate | None, presentations: int | None = None) -> str:
    """A rate's interval in percent; for a rate without errors an upper bound.

    Without an error the bootstrap's interval would be 0 to 0 %. presentations: number of
    independent presentations of the samples, on which the bound is based.
    """
    if rate is None or not rate.total:
        return "N/A"
    bound = zero_failure_bound(min(rate.total, presentations or rate.total))
    if rate.errors == 0:
        return f"≤ {percent(bound, 2)}"
    if rate.errors == rate.total:
        return f"≥ {percent(1 - bound, 2)}"
    return percents(value)


def bpcer_between(measured: Measured) -> str:
    """The BPCER's interval, or its bound by presentations."""
    return between(measured.intervals.bpcer, measured.bpcer, measured.presentations[0])


def apcer_between(measured: Measured) -> str:
    """The pooled APCER's interval, or its bound by presentations."""
    return between(
        measured.intervals.apcer_pooled, measured.apcer_pooled, measured.presentations[1]
    )


def corrupted_bpcer(point: Point) -> str:
    """The interval of a corruption's BPCER, or its bound by presentations."""
    return _of_share(point.bpcer_interval, point.bpcer, point.presentations[0])


def corrupted_apcer(point: Point) -> str:
    """The interval of a corruption's pooled APCER, or its bound by presentations."""
    return _of_share(point.apcer_interval, point.apcer, point.presentations[1])


def _of_share(value: Interval | None, share: float, presentations: int) -> str:
    if presentations and share in (0.0, 1.0):
        return between(value, Rate(int(share) * presentations, presentations))
    return percents(value)


def difference(value: Interval | None, digits: int = 4) -> str:
    """An interval of a difference with signs: "−0.0008 to +0.0006". One without width shows no more
    than that resamples of these samples do not differ."""
    if value is None:
        return "too few clusters"
    if value.low == value.high:
        return f"{comparison.signed(value.low, digits)} in every resample"
    return f"{comparison.signed(value.low, digits)} to {comparison.signed(value.high, digits)}"


def eer_between(measured: Measured) -> str:
    """The EER's interval; for separable classes a bound by the size of the smaller one."""
    if measured.ranking is not None and measured.ranking.equal.rate == 0:
        return between(None, Rate(0, min(measured.presentations)))
    return percents(measured.intervals.eer)


def auc_between(measured: Measured) -> str:
    """The AUC's interval, or why there is none."""
    if measured.ranking is None:
        return "N/A"
    return interval(measured.intervals.auc, measured.ranking.auc)


def origin(rule: str) -> str:
    """Where a threshold is from, in words: "APCER = BPCER on val" of "eer on val"."""
    how, on, where = rule.partition(" on ")
    return f"{Rule.parse(how).words} on {where}" if on else rule


def breakable(text: str) -> Markup:
    """A long name with possible line breaks after separators."""
    return Markup(re.sub(r"([_/@-])", r"\1<wbr>", str(escape(text))))


def embedded(path: Path, share: float = 1.0) -> str:
    """A JPEG as a data URI, its sides drawn smaller by √share where share is below 1."""
    content = path.read_bytes()
    if share < 1:
        image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        if image is not None:
            scale = math.sqrt(share)
            small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            content = bytes(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])[1])
    return f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"


def _share(study: Study) -> float:
    """Scale of the galleries' pictures, at most 1, that keeps the page below PICTURES."""
    shown = [
        path  # as often as it is shown
        for v in study.variants
        if v.gallery
        for item in v.gallery.every()
        for path in (item.picture, item.heatmap)
        if path
    ]
    return min(1.0, PICTURES / max(1, sum(path.stat().st_size for path in shown)))
