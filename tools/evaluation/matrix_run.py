"""`evaluate matrix`: scores from files or from models, thresholds, folds."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from edge.errors import DataError
from edge.system.files import write_atomically
from models.registry import Registry
from tools.evaluation import matrix_page
from tools.evaluation.candidate import find_candidates
from tools.evaluation.dataset import Dataset, survey
from tools.evaluation.direction import upside_down
from tools.evaluation.engine import ScoringEngine
from tools.evaluation.fixing import refuse_same_rows
from tools.evaluation.layouts import open_dataset
from tools.evaluation.matrix import build, by_column, pooled
from tools.evaluation.options import MeasureOptions, ScoringOptions
from tools.evaluation.results import check_writable
from tools.evaluation.scorefile import read_scores, rows_at, sample_name
from tools.evaluation.session import ScoringSession
from tools.evaluation.study import made_by
from tools.evaluation.table import Column, ScoreTable
from tools.evaluation.worker import ScoringPlan
from tools.metrics.operating import Rule

WHOLE = "set"
"""`--by set`: each data set is one test set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixOptions:
    """The options of `evaluate matrix`; see its --help."""

    out: Path
    scores: Sequence[str] = ()
    val: Sequence[str] = ()
    manifest: Path | None = None
    model: Sequence[str] = ()
    data: Sequence[Path] = ()
    split: str = "test"
    fix_on: str = "val"
    like: str | None = None
    allow_missing: bool = False
    by: str = "source"
    threshold: str = "eer"
    title: str | None = None
    command: str = ""


def run_matrix(asked: MatrixOptions, engine: ScoringEngine, scoring: ScoringOptions) -> Path:
    """Score where models are given, measure every cell, write; returns the HTML page."""
    rule = Rule.parse(asked.threshold)
    if bool(asked.scores) == bool(asked.model):
        raise DataError("give either --scores TRAIN=FILE … or --model ID … with --data SET …")
    if asked.model and not asked.data:
        raise DataError("--model needs data sets to score: give --data SET …")
    check_writable(asked.out)
    if asked.scores:
        tables, fixed_on = _from_files(asked)
    else:
        tables, fixed_on = _from_models(asked, rule, engine, scoring)
    where = next(iter(fixed_on.values())).name if fixed_on else "the model's other test sets"
    facts = {
        "Test sets": ", ".join(dict.fromkeys(t for row in tables.values() for t in row)),
        "Threshold rule": f"{rule} ({rule.words} on {where})" if rule.needs_data else str(rule),
        "Direction": "higher = attack",
        "Made by": made_by(),
        "Made with": asked.command,
    }
    reverse = {
        train: area
        for train, parts in tables.items()
        if (area := upside_down(pooled(list(parts.values())))) is not None
    }
    if reverse:
        named = ", ".join(f"{train} (pooled AUC {area:.4f})" for train, area in reverse.items())
        facts["Warning"] = f"{named} ranks in reverse; a higher score must mean attack"
    matrix = build(tables, rule, fixed_on)
    title = asked.title or "Every model on every test set"
    return matrix_page.write_matrix(matrix, asked.out, title, facts)


Tables = dict[str, dict[str, ScoreTable]]


def _from_files(asked: MatrixOptions) -> tuple[Tables, dict[str, ScoreTable]]:
    """Tables from `TRAIN=FILE`, split by a column, and `TRAIN:TEST=FILE`, one test set."""
    columns = _manifest_columns(asked.manifest) if asked.manifest else {}
    tables: Tables = {}
    for text in asked.scores:
        name, path = _named(text)
        train, _, test = name.partition(":")
        table = _with_columns(read_scores(path, test or path.stem), path, columns)
        cut = {test: table} if test else by_column(table, asked.by)
        row = tables.setdefault(train, {})
        twice = next((one for one in cut if one in row), None)
        if twice is not None:
            raise DataError(f"{train} has two score files for {twice}; give one per test set")
        row |= cut
    fixed_on = {}
    for text in asked.val:
        train, path = _named(text)
        if train not in tables:
            raise DataError(f"--val is given for {train}, for which there are no --scores")
        fixed_on[train] = read_scores(path, path.name)
        for table in tables[train].values():
            refuse_same_rows(table, fixed_on[train], str(path))
    return tables, fixed_on


def _from_models(
    asked: MatrixOptions, rule: Rule, engine: ScoringEngine, scoring: ScoringOptions
) -> tuple[Tables, dict[str, ScoreTable]]:
    candidates = find_candidates(asked.model, Registry.open(), like=asked.like)
    wholes = [open_dataset(path) for path in asked.data]
    names = _set_names(asked.data)
    plan = ScoringPlan(tuple(candidates), batch=scoring.batch, provider=scoring.provider)
    fix = asked.fix_on if rule.needs_data and asked.fix_on != "others" else None
    if fix == asked.split:
        raise DataError(
            f"thresholds cannot be set on {fix}, the split that is reported; "
            "choose another --fix-on"
        )
    tables: Tables = {c.name: {} for c in candidates}
    fixing: dict[str, list[ScoreTable]] = {c.name: [] for c in candidates}
    for whole, name in zip(wholes, names, strict=True):
        folder = asked.out / "predictions" / name
        session = ScoringSession(plan, engine, folder, MeasureOptions(), scoring)
        missing = asked.allow_missing
        if _score(session, whole.only(asked.split), f"-{asked.split}", missing):
            for c in candidates:
                table = read_scores(session.path(c, f"-{asked.split}"), name)
                cut = {name: table} if asked.by == WHOLE else by_column(table, asked.by)
                for test, part in cut.items():
                    key = f"{name}/{test}" if test in tables[c.name] else test
                    tables[c.name][key] = part
        if fix and _score(session, whole.only(fix), f"-{fix}", missing):
            for c in candidates:
                fixing[c.name].append(read_scores(session.path(c, f"-{fix}"), fix))
    if not any(tables.values()):
        raise DataError(f"no data set has rows of the split {asked.split}; name one with --split")
    found = {name: pooled(parts) for name, parts in fixing.items() if parts}
    return tables, found


def _score(session: ScoringSession, part: Dataset, suffix: str, allow_missing: bool) -> bool:
    """Score a split; whether it has any rows."""
    if next(iter(part.rows()), None) is None:
        return False
    session.predict(part, survey(part, allow_missing=allow_missing, one_class=True), suffix)
    return True


def _set_names(paths: Sequence[Path]) -> list[str]:
    folders = [path.resolve() for path in paths]
    names = [p.parent.name if p.name == "manifest.csv" else p.stem for p in folders]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"two data sets have the name {twice}; rename one of their folders")
    return names


def _named(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not equals or not name or not path:
        raise DataError(f"'{text}' is not TRAIN=FILE or TRAIN:TEST=FILE")
    return name, Path(path)


def _manifest_columns(path: Path) -> dict[str, Mapping[str, str]]:
    """The manifest's columns of each sample, by its name."""
    return {row.name: row.columns for row in open_dataset(path, layout="manifest").rows()}


def _with_columns(
    table: ScoreTable, path: Path, columns: Mapping[str, Mapping[str, str]]
) -> ScoreTable:
    """The table with the manifest's columns. Raises DataError where it lacks a sample."""
    if not columns:
        return table
    rows = rows_at(path, table.lines.tolist())
    found = []
    for line in table.lines.tolist():
        name = sample_name(rows[line])
        if name not in columns:
            raise DataError(f"the manifest has no row for {name}, a sample of {path}")
        found.append(columns[name])
    joined = {}
    for column in found[0]:
        values = [row[column] for row in found]
        names = tuple(dict.fromkeys(values))
        place = {value: i for i, value in enumerate(names)}
        joined[column] = Column(np.array([place[v] for v in values], np.int32), names)
    return replace(table, columns={**table.columns, **joined})


def write_folds(manifest: Path, out: Path, by: str = "source") -> list[Path]:
    """Write a manifest per value of the column, without-VALUE.csv, for leave-one-source-out.

    VALUE's rows are its test split; all others are train, except those of the split val.
    Raises DataError, OutputError.
    """
    dataset = open_dataset(manifest, layout="manifest")
    if by not in dataset.columns or "split" not in dataset.columns:
        raise DataError(f"{manifest} needs the columns '{by}' and 'split' to leave one out")
    with manifest.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    written = []
    for value in sorted({row[by] for row in rows if row[by]}):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            split = "test" if row[by] == value else "val" if row["split"] == "val" else "train"
            path = os.path.relpath(manifest.parent / row["path"], out)
            writer.writerow({**row, "path": path, "split": split})
        target = out / f"without-{value.replace('/', '_')}.csv"
        write_atomically(target, text.getvalue().encode())
        written.append(target)
    return written
