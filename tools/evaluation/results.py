"""Writes the results directory: everything is rendered first, then all files are renamed into
it."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from edge import __version__
from edge.errors import DataError, OutputError
from edge.system.files import write_atomically
from tools.evaluation import comparison
from tools.evaluation.figures import interactive, static
from tools.evaluation.figures.style import png
from tools.evaluation.measure import Measured
from tools.evaluation.pdf import render_pdf
from tools.evaluation.report import FIGURE_TITLES, render_html, render_markdown
from tools.evaluation.study import Study, Variant
from tools.metrics.bounds import Rate
from tools.metrics.pad_rates import PadErrors
from tools.metrics.scores import Confusion

SCHEMA = 1
PDF = "report.pdf"
STAGE = ".new-"
README = Path(__file__).parent / "templates" / "results_readme.md"


def write_results(study: Study, out: Path, *, pdf: bool = False) -> Path:
    """Write out/evaluation and out/README.md; returns the HTML report's path.

    Files of an earlier run stay as they are until all new ones are complete; then its PDF and
    figures go where there are no new ones. Raises OutputError.
    """
    folder = out / "evaluation"
    drawn = static.all_figures(study)
    files: dict[str, bytes] = {f"figures/{name}.png": png(figure) for name, figure in drawn.items()}
    html = render_html(study, interactive.all_figures(study), interactive.library(), folder)
    files["report.md"] = render_markdown(study, list(drawn), folder).encode()
    files["report.html"] = html.encode()
    files["model_comparison.csv"] = comparison_csv(study).encode()
    files["detailed_results.json"] = detailed_json(study).encode()
    with _staged(folder) as stage:
        for name, content in files.items():
            write_atomically(stage / name, content)
        if pdf:
            page = render_pdf(files["report.md"].decode(), stage, folder)
            write_atomically(stage / PDF, page)
        for path in sorted(p for p in stage.rglob("*") if p.is_file()):
            target = folder / path.relative_to(stage)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
    stale = [f"figures/{name}.png" for name in FIGURE_TITLES if name not in drawn]
    for name in [*stale, *([] if pdf else [PDF])]:
        _remove(folder / name)
    write_readme(out)
    return folder / "report.html"


def write_readme(out: Path) -> None:
    """Write the README that explains the files of a results directory."""
    write_atomically(out / "README.md", README.read_bytes())


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A staging folder, so that a full disk is detected before any file is replaced.

    Remains of an earlier, killed run are removed. Raises OutputError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{STAGE}*"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(dir=folder, prefix=STAGE) as stage:
            yield Path(stage)
    except OSError as error:
        raise OutputError(f"cannot write in {folder}: {error.strerror}") from error


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot remove {path}: {error.strerror}") from error


def check_writable(folder: Path) -> None:
    """Raise OutputError where the folder cannot be written, before hours of inference."""
    probe = folder / ".writable"
    write_atomically(probe, b"")
    _remove(probe)


def read_previous(out: Path, named: Path | None = None) -> comparison.Earlier | None:
    """The detailed_results.json of an earlier run in `out`, None where there is none.

    named: another folder, or such a file, that must exist. Raises DataError where it does not, or
    is no such file.
    """
    given = out if named is None else named
    path = given if given.is_file() else given / "evaluation" / "detailed_results.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if named is None:
            return None
        raise DataError(f"there are no earlier results {path} to compare with") from None
    except (OSError, ValueError) as error:
        raise DataError(f"the earlier results {path} cannot be read: {error}") from error
    variants = content.get("variants") if isinstance(content, dict) else None
    if not isinstance(variants, dict) or not all(isinstance(v, dict) for v in variants.values()):
        raise DataError(f"{path} is not a detailed_results.json of facevouch evaluate")
    facts = content.get("facts")
    return comparison.Earlier(facts if isinstance(facts, dict) else {}, variants)


COMPARISON = (
    "model", "precision", "size_mb", "size_reduction_percent", "auc", "auc_low", "auc_high",
    "auc_difference", "status", "average_precision", "eer", "threshold", "samples", "tp", "tn",
    "fp", "fn", "precision_attack", "recall_attack", "f1", "accuracy", "accuracy_bona_fide",
    "accuracy_attack", "bpcer", "apcer_pooled", "apcer_worst", "apcer_worst_type", "acer_worst",
    "acer_pooled", "bpcer10", "bpcer20", "bpcer100", "fnr_at_fpr1", "ece",
    "mean_auc_over_sources", "mean_eer_over_sources", "apnrr", "bpnrr", "auc_difference_low",
    "auc_difference_high", "mcnemar_p",
)  # fmt: skip


def comparison_csv(study: Study) -> str:
    """A line per variant, four decimals; a field is empty where the value cannot be measured."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COMPARISON, lineterminator="\n")
    writer.writeheader()
    for line in comparison.compare(study):
        v = line.variant
        m, c, r = v.main, v.main.confusion, v.main.ranking
        row: dict[str, Any] = {
            "model": v.name,
            "precision": v.precision or "",
            "size_mb": _shown(v.megabytes, 3),
            "size_reduction_percent": _shown(line.reduction, 1),
            "auc_difference": _shown(line.difference),
            "status": line.status,
            "threshold": f"{m.threshold:.6g}",
            "samples": m.samples,
            "tp": c.tp, "tn": c.tn, "fp": c.fp, "fn": c.fn,
            "precision_attack": _shown(c.precision),
            "recall_attack": _shown(c.recall),
            "f1": _shown(c.f1),
            "accuracy": _shown(c.accuracy),
            "accuracy_bona_fide": _shown(c.bona_fide_accuracy),
            "accuracy_attack": _shown(c.attack_accuracy),
            "bpcer": _shown(m.bpcer.value),
            "apcer_pooled": _shown(1 - c.recall),
            "ece": _shown(m.reliability.ece if m.reliability else None),
        }  # fmt: skip
        if m.intervals.auc:
            row |= {
                "auc_low": _shown(m.intervals.auc.low),
                "auc_high": _shown(m.intervals.auc.high),
            }
        if line.paired:
            row["mcnemar_p"] = _shown(line.paired.mcnemar.p_value)
            if line.paired.differences.auc:
                row["auc_difference_low"] = _shown(line.paired.differences.auc.low)
                row["auc_difference_high"] = _shown(line.paired.differences.auc.high)
        if r:
            row |= {
                "auc": _shown(r.auc),
                "average_precision": _shown(r.average_precision),
                "eer": _shown(r.equal.rate),
                **{name.lower(): _shown(rate.value) for name, rate in r.bpcer_at.items()},
                "fnr_at_fpr1": _shown(r.fnr_at_fpr1.value),
            }
        if m.pad:
            row |= {
                "apcer_worst": _shown(m.pad.apcer_worst.value),
                "apcer_worst_type": m.pad.worst_type,
                "acer_worst": _shown(m.pad.acer_worst),
                "acer_pooled": _shown(m.pad.acer_pooled),
            }
        if m.source_mean:
            row |= {
                "mean_auc_over_sources": _shown(m.source_mean.auc),
                "mean_eer_over_sources": _shown(m.source_mean.eer),
            }
        if v.nonresponse:
            row |= {
                "apnrr": _shown(v.nonresponse.attacks.value),
                "bpnrr": _shown(v.nonresponse.bona_fide.value),
            }
        writer.writerow(row)
    return text.getvalue()


def _shown(value: float | None, digits: int = 4) -> str:
    return "" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def detailed_json(study: Study) -> str:
    """Everything at full precision, as strict JSON (null where there is no number)."""
    content = {
        "schema": SCHEMA,
        "made_by": f"facevouch {__version__}",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "title": study.title,
        "task": study.task,
        "command": study.command,
        "facts": dict(study.facts),
        "notes": list(study.notes),
        "insights": comparison.insights(study),
        "variants": {v.name: _variant(v) for v in study.variants},
        "paired": {name: plain(found) for name, found in study.paired.items()},
        "robustness": [plain(p) for p in study.robustness.points] if study.robustness else None,
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _variant(v: Variant) -> dict[str, Any]:
    return {
        "headline": plain(comparison.headline(v)),
        "size_mb": v.megabytes,
        "precision": v.precision,
        "sha256": v.sha256,
        "architecture": v.architecture,
        "details": dict(v.details),
        "non_response": plain(v.nonresponse),
        "levels": {level: _measured(m) for level, m in v.measured.items()},
        "gallery": {
            kind: [{"sample": i.name, "score": i.score, "explained_by": i.how} for i in items]
            for kind, items in v.gallery.items.items()
        }
        if v.gallery
        else None,
        "lowest_attacks": [{"sample": i.name, "score": i.score} for i in v.gallery.lowest]
        if v.gallery
        else None,
    }


def _measured(m: Measured) -> dict[str, Any]:
    content: dict[str, Any] = plain(m)
    content["samples"] = m.samples
    content.pop("histogram")
    if content["ranking"]:
        content["ranking"].pop("curve")
    return content


def plain(value: Any) -> Any:
    """Dataclasses, arrays and rates as JSON values; NaN and infinity become null."""
    if isinstance(value, Rate):
        low, high = value.interval()
        return {
            "rate": plain(value.value),
            "errors": value.errors,
            "total": value.total,
            "exact_95": [low, high],
        }
    if is_dataclass(value) and not isinstance(value, type):
        content = {f.name: plain(getattr(value, f.name)) for f in fields(value)}
        if isinstance(value, Confusion | PadErrors):
            content |= {
                name: plain(getattr(value, name))
                for name, found in vars(type(value)).items()
                if isinstance(found, property)
            }
        return content
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
