"""`evaluate report`: the report from score files."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.errors import DataError
from models.manifest import sha256_of
from tools.evaluation import pdf
from tools.evaluation.aggregate import pool_table
from tools.evaluation.direction import refuse_upside_down
from tools.evaluation.explain.pictures import forget_others, gallery_from_files
from tools.evaluation.fixing import refuse_same_rows
from tools.evaluation.measure import Measured, measure
from tools.evaluation.options import MeasureOptions, ReportOptions
from tools.evaluation.pairing import compared
from tools.evaluation.results import check_writable, read_previous, write_results
from tools.evaluation.scorefile import read_scores
from tools.evaluation.session import rule_threshold
from tools.evaluation.study import Study, Variant, made_by
from tools.evaluation.table import ScoreTable
from tools.metrics.operating import Rule

PRECISIONS = (
    ("int8", re.compile(r"(^|[^a-z])(int8|q8|i8|uint8)([^0-9]|$)", re.I)),
    ("fp16", re.compile(r"(^|[^a-z])(fp16|q16|f16|half|float16)([^0-9]|$)", re.I)),
    ("fp32", re.compile(r"(^|[^a-z])(fp32|q32|f32|float32|baseline|full)([^0-9]|$)", re.I)),
)


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """A parsed `NAME=FILE[:MB]`; file size of the model in 10⁶ bytes, where given."""

    name: str
    path: Path
    megabytes: float | None

    @classmethod
    def parse(cls, text: str) -> ScoreFile:
        """Raises DataError on anything else."""
        name, equals, rest = text.partition("=")
        if not equals or not name.strip() or not rest:
            raise DataError(f"'{text}' is not NAME=FILE or NAME=FILE:MB")
        path, colon, size = rest.rpartition(":")
        try:
            megabytes = float(size) if colon else math.nan
        except ValueError:
            megabytes = math.nan
        if math.isnan(megabytes):
            return cls(name.strip(), Path(rest), None)
        if not 0 < megabytes < math.inf:
            raise DataError(f"'{text}': a model's size must be above 0 MB")
        return cls(name.strip(), Path(path), megabytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOptions:
    """The score files, and the direction of their scores."""

    scores: Sequence[str]
    validation: Sequence[str] = ()
    task: str = "antispoof"
    flip: Sequence[str] = ()
    as_is: Sequence[str] = ()
    images: Path | None = None


def report_from_scores(
    asked: ScoreOptions, measuring: MeasureOptions, report: ReportOptions
) -> Path:
    """Read, check, measure, write; returns the HTML report. Raises DataError, OutputError."""
    given = [ScoreFile.parse(text) for text in asked.scores]
    _refuse_repeated([g.name for g in given])
    rule = Rule.parse(measuring.threshold)
    if report.pdf:
        pdf.ready()
    check_writable(report.out / "evaluation")
    folder = report.out / "evaluation"
    if asked.images is not None and not asked.images.is_dir():
        raise DataError(f"there is no folder {asked.images} for --images")
    validation = {g.name: g for g in map(ScoreFile.parse, asked.validation)}
    tables = [_table(g, asked.flip) for g in given]
    _refuse_columns(tables, measuring)
    refuse_upside_down(tables, asked.as_is)
    variants = []
    for one, table in zip(given, tables, strict=True):
        fixed_on = None
        if rule.needs_data:
            if one.name not in validation:
                raise DataError(
                    f"the rule {rule} needs scores of another set than the reported one: "
                    f"give --val {one.name}=FILE"
                )
            fixed_on = _table(validation[one.name], asked.flip)
            refuse_same_rows(table, fixed_on, str(validation[one.name].path))
        measured = _levels(table, fixed_on, rule, measuring)
        variants.append(
            Variant(
                one.name,
                measured,
                megabytes=one.megabytes,
                precision=precision_of(one.name),
                details={"scores": one.path.name, "scores_sha256": sha256_of(one.path)},
                gallery=gallery_from_files(
                    table, one.path, measured["sample"].threshold, folder, asked.images
                ),
            )
        )
    first = tables[0]
    facts = {
        "Samples": f"{len(first)} ({first.bona_fide} bona fide, {first.attacks} attacks)",
        "Score files": ", ".join(g.path.name for g in given),
        "Direction": "higher = attack",
        "Threshold rule": f"{rule} ({rule.words} on validation scores)"
        if rule.needs_data
        else str(rule),
        "Made by": made_by(),
    }
    earlier = read_previous(report.out, report.previous)
    previous, incomparable = earlier.comparable(facts) if earlier else (None, [])
    study = Study(
        report.title or "Evaluation report",
        facts,
        tuple(variants),
        task=asked.task,
        previous=previous,
        notes=(*_differences(tables), *incomparable),
        command=report.command,
        paired=compared(tables, variants, measuring),
    )
    page = write_results(study, report.out, pdf=report.pdf)
    forget_others(folder, [v.gallery for v in variants if v.gallery])
    return page


def _levels(
    table: ScoreTable, fixed_on: ScoreTable | None, rule: Rule, measuring: MeasureOptions
) -> dict[str, Measured]:
    """Levels of measurement: samples and, where presentations have several, presentations."""

    def measured(rows: ScoreTable, fixing: ScoreTable | None, level: str) -> Measured:
        threshold, source = rule.value, "given"
        if fixing is not None:
            threshold, source = rule_threshold(rule, fixing), f"{rule} on validation scores"
        return measure(
            rows, threshold, source, level=level, by=measuring.by, cluster=measuring.cluster
        )

    found = {"sample": measured(table, fixed_on, "sample")}
    if found["sample"].of_frames:
        how = measuring.pool
        pooled, _ = pool_table(table, how)
        fixing = None if fixed_on is None else pool_table(fixed_on, how)[0]
        found[f"video, {how}"] = measured(pooled, fixing, f"video, {how}")
    return found


def precision_of(name: str) -> str | None:
    """The precision in a variant's name, or None."""
    return next((word for word, pattern in PRECISIONS if pattern.search(name)), None)


def _table(given: ScoreFile, flip: Sequence[str]) -> ScoreTable:
    table = read_scores(given.path, given.name)
    if not 0 < table.attacks < len(table):
        only = "attacks" if table.attacks else "bona fide samples"
        raise DataError(f"{given.path} contains only {only}; a comparison needs both classes")
    return table.flipped() if given.name in flip else table


def _refuse_repeated(names: Sequence[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"two score files have the name {twice}; give each a different name")


def _refuse_columns(tables: Sequence[ScoreTable], measuring: MeasureOptions) -> None:
    for column in measuring.named_columns:
        if not any(column in table.columns for table in tables):
            known = sorted({c for table in tables for c in table.columns}) or ["none"]
            raise DataError(
                f"no score file has a column '{column}'; the columns are: {', '.join(known)}"
            )


def _differences(tables: Sequence[ScoreTable]) -> list[str]:
    first = tables[0]
    said = []
    for table in tables[1:]:
        if (len(table), table.attacks) != (len(first), first.attacks):
            said.append(
                f"{table.name} was scored on {len(table)} samples ({table.attacks} attacks), "
                f"{first.name} on {len(first)} ({first.attacks} attacks): their numbers are not of "
                "one set."
            )
        elif first.aligned(table) is None:
            said.append(
                f"{table.name} and {first.name} do not name the same samples with the same labels: "
                "their numbers may not be of one set."
            )
    return said
