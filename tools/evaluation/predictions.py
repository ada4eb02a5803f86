"""Prediction files: streamed, written atomically, with a record of their inputs."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from edge.errors import DataError, OutputError
from edge.system.files import write_atomically
from edge.types import Box
from models.manifest import sha256_of
from tools.evaluation.candidate import Candidate
from tools.evaluation.dataset import DataRow, Dataset, Survey
from tools.evaluation.worker import RowOutcome, ScoredFace, ScoringPlan


class Journal:
    """A file with a line per chunk of outcomes, each synced to disk. A context manager.

    An incomplete last line, after a kill or on a full disk, is removed when the journal is opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.chunks = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.chunks, whole = _complete(path)
            self._file = path.open("ab")
            self._file.truncate(whole)
        except OSError as error:
            raise OutputError(f"cannot write {path}: {error.strerror}") from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
        except OSError:
            if kind is None:
                raise

    def append(self, outcomes: list[RowOutcome]) -> None:
        """Write one chunk. Raises OutputError; earlier chunks stay usable."""
        line = json.dumps([_packed(o) for o in outcomes], separators=(",", ":")) + "\n"
        try:
            self._file.write(line.encode())
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise OutputError(
                f"cannot write {self.path}: {error.strerror}; the scores so far are stored; "
                "run the same command again to continue"
            ) from error
        self.chunks += 1

    def outcomes(self) -> Iterator[RowOutcome]:
        """All outcomes, in the order of the rows."""
        with self.path.open("rb") as file:
            for line in file:
                yield from (_unpacked(entry) for entry in json.loads(line))


def _complete(path: Path) -> tuple[int, int]:
    """(complete lines, bytes they take)."""
    if not path.exists():
        return 0, 0
    lines = whole = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            lines += 1
            whole += len(line)
    return lines, whole


def _packed(outcome: RowOutcome) -> list[object]:
    samples = [
        [s.frame, s.box.x1, s.box.y1, s.box.x2, s.box.y2, *s.scores] for s in outcome.samples
    ]
    return [outcome.row, samples, outcome.reason, outcome.faceless]


def _unpacked(entry: list) -> RowOutcome:  # type: ignore[type-arg]
    row, samples, reason, faceless = entry
    return RowOutcome(
        row,
        tuple(ScoredFace(s[0], Box(*s[1:5]), tuple(s[5:])) for s in samples),
        reason,
        faceless,
    )


FORMAT = 1


@dataclass(frozen=True, slots=True)
class PredictionRecord:
    """The .json beside a prediction file.

    fingerprint: of model, contract, data and settings; sha256: of the .csv. unanswered: reason →
    [bona fide, attacks] rows without any score; faceless: video frames in which no face was found.
    """

    fingerprint: str
    sha256: str
    samples: int
    bona_fide: int
    attacks: int
    unanswered: dict[str, list[int]]
    faceless: int


def fingerprint(candidate: Candidate, found: Survey, plan: ScoringPlan) -> str:
    """A hash of everything a prediction file depends on; with an equal one it can be reused."""
    content = {
        "format": FORMAT,
        "model": candidate.spec.sha256,
        "contract": candidate.spec.model_dump(include={"input", "output", "calibration"}),
        "rows": found.digest,
        "frames": plan.frames if found.videos else None,
        "detect": plan.detect.model_dump() if found.detections else None,
        "corruption": asdict(plan.corruption) if plan.corruption else None,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def finished(path: Path, mark: str) -> PredictionRecord | None:
    """The record of a prediction file, if it is complete, unchanged and has this fingerprint."""
    try:
        record = PredictionRecord(
            **json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        )
        whole = record.fingerprint == mark and sha256_of(path) == record.sha256
    except (OSError, ValueError, TypeError):
        return None
    return record if whole else None


def write_predictions(
    folder: Path,
    names: list[str],
    marks: list[str],
    dataset: Dataset,
    found: Survey,
    outcomes: Iterable[RowOutcome],
) -> list[PredictionRecord]:
    """Write NAME.csv, NAME.nonresponse.csv and NAME.json of each model in one stream.

    Rows and outcomes are joined in lockstep; nothing but the current row is in memory. The files
    take their names only when all are complete. Raises OutputError.
    """
    head = ["sample_file", "score", "target"]
    # frames of a file belong together even where the data set has no name for that
    own = ["video"] if found.videos and "video" not in dataset.columns else []
    where = ["frame"] if found.videos else []
    corners = ["x1", "y1", "x2", "y2"]
    unanswered: dict[str, list[int]] = {}
    faceless = samples = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            files = [stack.enter_context(_Growing(folder / f"{name}.csv")) for name in names]
            silent = stack.enter_context(_Growing(folder / f"{names[0]}.nonresponse.csv"))
            writers = [csv.writer(f.text, lineterminator="\n") for f in files]
            for writer in writers:
                writer.writerow([*head, *dataset.columns, *own, *where, *corners])
            refused = csv.writer(silent.text, lineterminator="\n")
            refused.writerow(["sample_file", "target", "reason", *dataset.columns])
            for row, outcome in zip(dataset.rows(), outcomes, strict=True):
                _in_step(row, outcome)
                extra = [_value(row, name) for name in dataset.columns]
                faceless += outcome.faceless if outcome.samples else 0
                if not outcome.samples:
                    unanswered.setdefault(outcome.reason, [0, 0])[row.label] += 1
                    refused.writerow([row.name, row.label, outcome.reason, *extra])
                samples += len(outcome.samples)
                for sample in outcome.samples:
                    bond = [row.name if row.is_video else ""] if own else []
                    frame = [*bond, sample.frame] if found.videos else []
                    box = sample.box.as_list()
                    for writer, score in zip(writers, sample.scores, strict=True):
                        writer.writerow([row.name, repr(score), row.label, *extra, *frame, *box])
            hashes = [file.finish() for file in files]
            silent.finish()
            for file in (*files, silent):
                file.keep()
        shared = (folder / f"{names[0]}.nonresponse.csv").read_bytes()
        for name in names[1:]:
            write_atomically(folder / f"{name}.nonresponse.csv", shared)
    except OSError as error:
        raise OutputError(
            f"cannot write the predictions in {folder}: {error.strerror}; the scores so far "
            "are stored; run the same command again to continue"
        ) from error
    records = [
        PredictionRecord(
            mark, sha256, samples, found.bona_fide, found.attacks, unanswered, faceless
        )
        for mark, sha256 in zip(marks, hashes, strict=True)
    ]
    for name, record in zip(names, records, strict=True):
        text = json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n"
        write_atomically(folder / f"{name}.json", text.encode())
    return records


def _value(row: DataRow, column: str) -> str:
    """A row's value of a column; the default of `video` is the file's name."""
    value = row.columns.get(column, "")
    return row.name if column == "video" and row.is_video and not value else value


def _in_step(row: DataRow, outcome: RowOutcome) -> None:
    if row.index != outcome.row:
        raise DataError(
            f"the data set changed while it was scored (row {row.index} is {row.name}); "
            "start again with --restart"
        )


class _Growing:
    """A temporary file that is renamed when complete, and removed if anything fails before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        self._temporary = Path(name)
        self.text: IO[str] = self._temporary.open("w", newline="", encoding="utf-8")

    def __enter__(self) -> _Growing:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.text.close()
        finally:
            self._temporary.unlink(missing_ok=True)

    def finish(self) -> str:
        """Sync to disk; returns the sha256."""
        self.text.flush()
        os.fsync(self.text.fileno())
        return sha256_of(self._temporary)

    def keep(self) -> None:
        """Rename it to its final name."""
        self._temporary.chmod(0o644)
        self._temporary.replace(self.path)
