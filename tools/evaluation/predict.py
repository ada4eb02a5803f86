"""Scores a data set with several models at once; continues an interrupted run."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from edge.errors import OutputError
from tools.evaluation.dataset import Dataset, Survey
from tools.evaluation.engine import ScoringEngine, chunked
from tools.evaluation.predictions import (
    Journal,
    PredictionRecord,
    fingerprint,
    finished,
    write_predictions,
)
from tools.evaluation.worker import ScoringPlan

CHUNK = 32
"""Rows of a chunk, which each worker loses at most when it is killed."""

Report = Callable[[int], None]


def predict(
    dataset: Dataset,
    found: Survey,
    plan: ScoringPlan,
    engine: ScoringEngine,
    folder: Path,
    *,
    suffix: str = "",
    restart: bool = False,
    advance: Report = lambda _: None,
    skip: Report = lambda _: None,
) -> tuple[dict[str, PredictionRecord], int]:
    """Write folder/NAME+suffix.csv for each candidate.

    Returns the records by the candidate's name, and the number of rows scored in this run.

    Finished files with the same fingerprint are reused; an unfinished run continues after its last
    complete chunk. advance: called with the number of rows just scored; skip: with the number of
    rows that need no scoring.
    """
    marks = {c.name: fingerprint(c, found, plan) for c in plan.candidates}
    records: dict[str, PredictionRecord] = {}
    for candidate in plan.candidates:
        path = folder / f"{candidate.name}{suffix}.csv"
        record = None if restart else finished(path, marks[candidate.name])
        if record is not None:
            records[candidate.name] = record
    todo = tuple(c for c in plan.candidates if c.name not in records)
    if not todo:
        skip(found.rows)
        return records, 0
    names = [f"{c.name}{suffix}" for c in todo]
    mark = hashlib.sha256("".join(marks[c.name] for c in todo).encode()).hexdigest()[:16]
    path = folder / f".journal-{mark}.jsonl"
    if restart:
        path.unlink(missing_ok=True)
    scored = 0
    with Journal(path) as journal:
        chunks = chunked(dataset.rows(), CHUNK)
        for done in itertools.islice(chunks, journal.chunks):
            skip(len(done))
        for outcomes in engine.run(replace(plan, candidates=todo), chunks):
            journal.append(outcomes)
            scored += len(outcomes)
            advance(len(outcomes))
        made = write_predictions(
            folder, names, [marks[c.name] for c in todo], dataset, found, journal.outcomes()
        )
    try:
        path.unlink()
    except OSError as error:
        raise OutputError(f"cannot remove {path}: {error.strerror}") from error
    return records | {c.name: record for c, record in zip(todo, made, strict=True)}, scored
