"""The report: one markdown page and one self-contained HTML page out of a study."""

from __future__ import annotations

import base64
import math
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tools.evaluation import comparison
from tools.evaluation.gallery import KINDS, TITLES
from tools.evaluation.study import Study
from tools.metrics.bootstrap import Interval
from tools.metrics.bounds import Rate, zero_failure_bound

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


def render_markdown(study: Study, figures: list[str], root: Path) -> str:
    """The markdown page. figures: names of PNG files in figures/; root: where the page lies."""
    return (
        _environment(root, html=False)
        .get_template("report.md.j2")
        .render(**_context(study), figures=figures)
    )


def render_html(study: Study, fragments: dict[str, str], library: str, root: Path) -> str:
    """The HTML page; plotly's library is embedded once, pictures as data URIs."""
    return (
        _environment(root, html=True)
        .get_template("report.html.j2")
        .render(
            **_context(study),
            fragments={name: Markup(text) for name, text in fragments.items()},
            library=Markup(library),
        )
    )


def _context(study: Study) -> dict[str, Any]:
    return {
        "study": study,
        "lines": comparison.compare(study),
        "insights": comparison.insights(study),
        "best": comparison.best(study),
        "changes": comparison.changes(study),
        "pair": comparison.full_and_integer(study),
        "kinds": KINDS,
        "kind_titles": TITLES,
        "figure_titles": FIGURE_TITLES,
        "columns": list(dict.fromkeys(c for v in study.variants for c in v.main.groups)),
        "zero_failure": zero_failure_bound,
    }


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
        "pct": percent,
        "rate": counted,
        "signed": comparison.signed,
        "interval": interval,
        "interval_pct": lambda value: interval(value, percent=True),
        "relative": lambda path: path.relative_to(root).as_posix(),
        "embedded": embedded,
        "cell": lambda text: str(text).replace("|", "\\|"),
    }
    return environment


def number(value: float | None, digits: int = 4) -> str:
    """Fixed digits, N/A for None and NaN."""
    if value is None or math.isnan(value):
        return "N/A"
    return f"{value:.{digits}f}".replace("-", "−")


def percent(value: float | None, digits: int = 1) -> str:
    """A share 0..1 as "17.6 %", N/A for None and NaN."""
    return "N/A" if value is None or math.isnan(value) else f"{number(100 * value, digits)} %"


def counted(rate: Rate | None) -> str:
    """A rate with its counts: "2.5 % (5/200)"."""
    if rate is None or not rate.total:
        return "N/A"
    return f"{percent(rate.value)} ({rate.errors}/{rate.total})"


def interval(value: Interval | None, *, percent: bool = False) -> str:
    """An interval in brackets, or why there is none."""
    if value is None:
        return "too few clusters"
    scale, digits, unit = (100, 1, " %") if percent else (1, 4, "")
    return f"{scale * value.low:.{digits}f}–{scale * value.high:.{digits}f}{unit}"


def embedded(path: Path) -> str:
    """A JPEG or PNG as a data URI."""
    kind = "png" if path.suffix == ".png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
