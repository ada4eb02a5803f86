"""The compression table for people: a markdown page and an HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

HEADS = (
    "variant", "bytes", "size", "ms", "latency", "AUC", "change", "APCER", "BPCER", "max Δp",
    "flips", "kept",
)  # fmt: skip
LEGEND = (
    "size, latency: over the original's. ms: processor time of one face on one thread, in "
    "alternation with the original. APCER (worst attack type) and BPCER: at the original's "
    "threshold. max Δp: largest change of p_attack. flips: decisions changed. kept: within the "
    "limits asked for; what is not lies in variants/ to be looked at, and is not to be shipped."
)
_STYLE = """\
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;
color:#1b1f24;background:#fff}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .7rem;text-align:right;border-bottom:1px solid #d5d9de}
th:first-child,td:first-child{text-align:left}
.no{color:#b3261e}.wide{overflow-x:auto}
@media(prefers-color-scheme:dark){body{color:#e6e8ea;background:#15181c}
th,td{border-color:#353b42}.no{color:#ff8a80}}"""


def rows_of(cells: Sequence[dict[str, Any]]) -> list[list[str]]:
    """One row a variant, as text; dashes where it was not made."""
    rows = []
    for c in cells:
        if c["bytes"] == "":
            rows.append([c["variant"], *["–"] * (len(HEADS) - 1)])
            continue
        rows.append([
            c["variant"], f"{c['bytes']:,}", f"{c['size_ratio']:.0%}", f"{c['latency_ms']:.2f}",
            f"{c['latency_ratio']:.2f}", f"{c['auc']:.4f}",
            f"{round(c['auc_change'], 4) + 0.0:+.4f}",  # + 0.0: no minus before a zero
            f"{c['apcer']:.2%}", f"{c['bpcer']:.2%}", f"{c['max_dp']:.4f}", str(c["flips"]),
            "yes" if c["kept_within_limits"] else "no",
        ])  # fmt: skip
    return rows


def markdown(cells: Sequence[dict[str, Any]], model: str, measured: str) -> str:
    """measured: what on, in a sentence."""
    lines = [f"# Compression of {model}", "", "| " + " | ".join(HEADS) + " |"]
    lines.append("|---|" + "---:|" * (len(HEADS) - 2) + "---|")
    lines += ["| " + " | ".join(row) + " |" for row in rows_of(cells)]
    remarks = [f"- {c['variant']}: {c['remark']}" for c in cells if c["remark"]]
    return "\n".join([*lines, "", *remarks, "", LEGEND, "", measured, ""])


def html(cells: Sequence[dict[str, Any]], model: str, measured: str) -> str:
    """The same page; no script, nothing fetched."""
    title = f"Compression of {escape(model)}"
    head = "".join(f"<th>{escape(name)}</th>" for name in HEADS)
    body = "".join(f"<tr>{''.join(_cell(text) for text in row)}</tr>\n" for row in rows_of(cells))
    remarks = "".join(
        f"<li><b>{escape(c['variant'])}</b>: {escape(c['remark'])}</li>\n"
        for c in cells if c["remark"]
    )  # fmt: skip
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style>\n<h1>{title}</h1>\n"
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>'
        f"</div>\n<ul>{remarks}</ul>\n<p>{escape(LEGEND)}</p>\n<p>{escape(measured)}</p>\n</html>\n"
    )


def _cell(text: str) -> str:
    return f'<td class="no">{text}</td>' if text == "no" else f"<td>{escape(text)}</td>"
