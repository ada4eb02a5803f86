"""The compression table: all variants of a model with size, speed and loss of accuracy."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from edge.errors import FacevouchError, OutputError
from edge.system.files import write_atomically
from tools.alternate import in_words, machine
from tools.conversion.parity import ParityLimits, compare
from tools.conversion.parity_gate import GateResult, convert_gated
from tools.conversion.scores import CropSet, logits_of
from tools.conversion.subject import Subject
from tools.conversion.sweep_resume import EarlierSweep, settings_of
from tools.conversion.variants import (
    DESCRIPTIONS,
    VARIANTS,
    VariantRecipe,
    packed_size,
    refuse_unknown,
    saving,
)

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
    """One row per variant, as text; dashes for one that was not made."""
    rows = []
    for c in cells:
        if c["bytes"] == "":
            rows.append([c["variant"], *["–"] * (len(HEADS) - 1)])
            continue
        rows.append([
            c["variant"], f"{c['bytes']:,}", f"{c['size_ratio']:.0%}", f"{c['latency_ms']:.2f}",
            f"{c['latency_ratio']:.2f}", f"{c['auc']:.4f}",
            f"{round(c['auc_change'], 4) + 0.0:+.4f}",  # + 0.0: turns -0.0 into 0.0
            f"{c['apcer']:.2%}", f"{c['bpcer']:.2%}", f"{c['max_dp']:.4f}", str(c["flips"]),
            "yes" if c["kept_within_limits"] else "no",
        ])  # fmt: skip
    return rows


def markdown(cells: Sequence[dict[str, Any]], model: str, measured: str) -> str:
    """The page as Markdown. measured: a sentence on the data of the measurement."""
    lines = [f"# Compression of {model}", "", "| " + " | ".join(HEADS) + " |"]
    lines.append("|---|" + "---:|" * (len(HEADS) - 2) + "---|")
    lines += ["| " + " | ".join(row) + " |" for row in rows_of(cells)]
    remarks = [f"- {c['variant']}: {c['remark']}" for c in cells if c["remark"]]
    return "\n".join([*lines, "", *remarks, "", LEGEND, "", measured, ""])


def html(cells: Sequence[dict[str, Any]], model: str, measured: str) -> str:
    """The page as HTML, without scripts and external resources."""
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


ITSELF = "the original against itself: what its latency lacks to 1 is noise"
COLUMNS = (
    "variant", "what", "bytes", "size_ratio", "deflated_bytes", "latency_ms", "latency_ratio",
    "auc", "auc_change", "apcer", "bpcer", "max_dp", "flips", "kept_within_limits", "remark",
    "file", "sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SweepRow:
    """One variant; parity None where it could not be made, for the reason in `remark`."""

    variant: str
    outcome: GateResult | None
    deflated: int | None
    remark: str

    def __str__(self) -> str:
        """One line, printed as soon as the variant is measured."""
        if self.outcome is None:
            return f"{self.variant}: {self.remark}"
        p = self.outcome.parity
        return (
            f"{self.variant}: {p.bytes:,} bytes, {p.latency_ratio:.2f} × the time, "
            f"AUC {p.auc:.4f}, {p.flips} flips"
            + (f"; {'; '.join(self.outcome.broken)}" if self.outcome.broken else "")
        )

    def cells(self) -> dict[str, Any]:
        """Values by column; unknown ones are empty."""
        cells: dict[str, Any] = dict.fromkeys(COLUMNS, "")
        cells |= {"variant": self.variant, "what": DESCRIPTIONS.get(self.variant, "the original")}
        cells["remark"] = self.remark
        if self.outcome is not None:
            p = self.outcome.parity
            cells |= {
                "bytes": p.bytes,
                "size_ratio": round(p.bytes_ratio, 4),
                "deflated_bytes": self.deflated,
                "latency_ms": round(p.latency_ms, 3),
                "latency_ratio": round(p.latency_ratio, 3),
                "auc": round(p.auc, 5),
                "auc_change": round(p.auc_change, 5),
                "apcer": round(p.apcer, 5),
                "bpcer": round(p.bpcer, 5),
                "max_dp": round(p.max_dp, 5),
                "flips": p.flips,
                "kept_within_limits": not self.outcome.broken,
                "file": self.outcome.made.path.name,
                "sha256": self.outcome.made.spec.sha256,
            }
        return cells


def sweep(
    original: Subject,
    out: Path,
    recipe: VariantRecipe,
    crops: CropSet,
    *,
    variants: Iterable[str] = tuple(VARIANTS),
    limits: ParityLimits | None = None,
    rounds: int = 60,
    threshold: float | None = None,
    on_row: Callable[[SweepRow], object] | None = None,
    restart: bool = False,
) -> list[SweepRow]:
    """Make every variant under `out`/variants and write compression.{csv,json,md,html}.

    A variant that cannot be made here (a missing library, an unsupported operator) gives a row with
    the reason; the sweep continues. All are compared with the original. Results of an earlier sweep
    with the same settings in `out` are reused, unless `restart`. on_row: called with each finished
    row. Raises ModelError on an unknown variant, before anything is made.
    """
    chosen = list(variants)
    for name in chosen:
        refuse_unknown(name)
    limits = limits or ParityLimits()
    watch = recipe.watch
    settings = settings_of(original, recipe, crops, threshold, rounds)
    earlier = EarlierSweep() if restart else EarlierSweep.read(out, settings)
    known = {name: earlier.outcome(name) for name in chosen}
    own = earlier.own()
    before = None
    if own is None or not all(known.values()):
        before = logits_of(original, crops, watch=watch)
    if own is None:
        own = compare(
            original, original, crops, threshold=threshold, rounds=rounds, before=before,
            watch=watch,
        )  # fmt: skip
    rows = [SweepRow("fp32", GateResult(original, own, [], ""), packed_size(original.path), ITSELF)]
    for done, name in enumerate(chosen):
        watch.prefix = f"{name} ({done + 1} of {len(chosen)}): "
        if on_row is not None:
            on_row(rows[-1])
        path = out / "variants" / f"{original.path.stem.removesuffix('_fp32')}_{name}"
        path = path.with_name(path.name + VARIANTS[name][0])
        try:
            outcome = known[name] or convert_gated(
                original, name, path, recipe, crops, ParityLimits(flips=None, auc_drop=None),
                threshold=threshold, rounds=rounds, before=before,
            )  # fmt: skip
        except OutputError:
            raise
        except FacevouchError as error:
            rows.append(SweepRow(name, None, None, f"not made: {error}"))
            continue
        note = outcome.note
        broken = limits.broken_by(outcome.parity)
        outcome = GateResult(outcome.made, outcome.parity, broken, outcome.note, outcome.entry)
        remark = note
        if name.endswith("-p50") and name != "q32-p50":  # its unpruned counterpart is the original
            remark = "; ".join(filter(None, (_pruning_remark(name, outcome, rows, crops), note)))
        if broken:
            remark = "; ".join([*broken, *([remark] if remark else [])])
        rows.append(SweepRow(name, outcome, packed_size(outcome.made.path), remark))
        write_table(rows, original, out, settings)
    write_table(rows, original, out, settings)
    watch.prefix = ""
    if on_row is not None:
        on_row(rows[-1])
    return rows


def _pruning_remark(name: str, outcome: GateResult, rows: list[SweepRow], crops: CropSet) -> str:
    """The effect of pruning, timed in alternation with the unpruned model of the same precision."""
    from tools.alternate import alternate, ratio
    from tools.conversion.parity import one_face

    twin_name = name.removesuffix("-p50")
    twin = next((r.outcome for r in rows if r.variant == twin_name and r.outcome), None)
    if twin is None:
        return ""
    times = alternate(
        {"twin": one_face(twin.made, crops), "pruned": one_face(outcome.made, crops)}, 200
    )
    against = ratio(times["pruned"].cpu, times["twin"].cpu)[0]
    said = saving(twin.made.path, outcome.made.path, against)[2]
    return f"pruning {said}, against {twin_name}"


def write_table(rows: list[SweepRow], original: Subject, out: Path, settings: str = "") -> None:
    """Write compression.csv, .json, .md and .html, each atomically. Raises OutputError.

    settings: the digest that a later sweep must have to reuse the results.
    """
    cells = [row.cells() for row in rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(cells)
    write_atomically(out / "compression.csv", text.getvalue().encode())
    whole = [
        row.cells()
        | {
            "parity": row.outcome.parity.as_dict() if row.outcome else None,
            "note": row.outcome.note if row.outcome else "",
        }
        for row in rows
    ]
    document = {
        "model": original.spec.id, "sha256": original.spec.sha256, "machine": machine(),
        "settings": settings, "variants": whole,
    }  # fmt: skip
    write_atomically(out / "compression.json", json.dumps(document, indent=2).encode())
    for ending, page in (("md", markdown), ("html", html)):
        text_of_page = page(cells, original.spec.id, measured(rows))
        write_atomically(out / f"compression.{ending}", text_of_page.encode())


def measured(rows: list[SweepRow]) -> str:
    """A sentence on the data and machine of the measurement."""
    parity = next(row.outcome.parity for row in rows if row.outcome)
    return f"Measured on {parity.crops} crops at threshold {parity.threshold:.4f}; {in_words()}."
