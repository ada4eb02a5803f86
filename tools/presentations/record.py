"""Runs the shipped pipeline over presentations in parallel processes and records the traces.

Each finished clip is appended to a journal as a line: the same command resumes an interrupted run.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from hashlib import sha256
from multiprocessing.util import Finalize
from pathlib import Path

from edge.config import Config, ModelsConfig
from edge.errors import DataError, ModelError, OutputError, SourceError
from edge.runtime.factory import build_pipeline, load_scorers
from edge.runtime.pipeline import Pipeline
from models.registry import Registry
from models.spec import Calibration
from tools.evaluation.media import UnreadableError
from tools.presentations.frame_trace import Trace, Verdicts, seen_in
from tools.presentations.presentation import Making, Presentation

UNREAD = Verdicts(None, False)


@dataclass(frozen=True, slots=True)
class Judge:
    """The models that judge.

    antispoof, deepfake: model ids; deepfake None: that model does not run. No camera calibration is
    used: the pipeline's own verdicts are those of the models as shipped.
    """

    antispoof: str
    deepfake: str | None
    digest: str

    @classmethod
    def of(cls, antispoof: str | None, *, deepfake: bool, making: Making) -> Judge:
        """The models by id, or the registry's own choice. Raises ModelError."""
        registry = Registry.open()
        first = registry.get(antispoof) if antispoof else registry.default("antispoof")
        if first is None or first.task != "antispoof":
            raise ModelError("no anti-spoof model is installed; choose one with --model")
        second = registry.default("deepfake") if deepfake else None
        told = [first.sha256, second.sha256 if second else "", asdict(making)]
        digest = sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
        return cls(first.id, second.id if second else None, digest)

    def config(self) -> Config:
        models = ModelsConfig(
            antispoof=self.antispoof, deepfake=self.deepfake or "off", provider="cpu", threads=1
        )
        return Config(models=models)


class Recorder:
    """Runs clips one after another through one pipeline. For use by one thread."""

    def __init__(self, judge: Judge, making: Making) -> None:
        self._config, self._making = judge.config(), making
        registry = Registry.open()
        self._pipeline: Pipeline = build_pipeline(self._config, registry)
        self._calibrations: dict[str, tuple[str, Calibration]] = {
            scorer.spec.id: (task, scorer.spec.calibration)
            for task, scorer in load_scorers(self._config, registry).items()
        }

    def record(self, presentation: Presentation) -> Trace:
        """Run a clip. One that cannot be decoded gives a trace without frames: a non-response."""
        self._pipeline.reset()
        frames, states = [], []
        try:
            for frame in presentation.frames(self._making):
                result = self._pipeline.process(frame)
                frames.append((frame.captured_at, seen_in(result, self._calibrations)))
                states += [(frame.captured_at, face.verdict.state) for face in result.faces]
        except (UnreadableError, SourceError):
            return Trace(presentation.name, (), UNREAD)
        return Trace(presentation.name, tuple(frames), Verdicts.of(iter(states)))

    def close(self) -> None:
        self._pipeline.close()


def record_all(
    presentations: Sequence[Presentation],
    judge: Judge,
    making: Making,
    journal: Path,
    *,
    workers: int = 2,
    advance: Callable[[int], None] = lambda _: None,
    skip: Callable[[int], None] = lambda _: None,
) -> dict[str, Trace]:
    """The trace of each clip, by name. Clips in the journal are not run again.

    journal: the file of finished clips; one that was made with other models or clip settings is
    overwritten. workers: processes. advance: called with 1 for each clip that is run. skip: called
    with the number of clips that the journal holds.

    Raises OutputError where the journal cannot be written, DataError where it
    cannot be read, and what the models raise.
    """
    known = _read(journal, judge.digest)
    wanted = {one.name for one in presentations}
    found = {name: trace for name, trace in known.items() if name in wanted}
    skip(len(found))
    missing = [one for one in presentations if one.name not in found]
    try:
        journal.parent.mkdir(parents=True, exist_ok=True)
        fresh = not known
        with journal.open("w" if fresh else "a", encoding="utf-8") as out:
            if fresh:
                out.write(json.dumps({"digest": judge.digest}) + "\n")
            for trace in _run(missing, judge, making, workers):
                out.write(json.dumps(trace.as_json()) + "\n")
                out.flush()
                found[trace.name] = trace
                advance(1)
    except OSError as error:
        raise OutputError(f"cannot write {journal}: {error.strerror}") from error
    return found


def _read(journal: Path, digest: str) -> dict[str, Trace]:
    """The traces of an earlier run with the same digest, by name; incomplete lines are ignored."""
    try:
        lines = journal.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {journal}: {error}; delete it to start again") from error
    if not lines or json.loads(lines[0]).get("digest") != digest:
        return {}
    found = {}
    for line in lines[1:]:
        try:
            trace = Trace.from_json(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue
        found[trace.name] = trace
    return found


def _run(
    missing: Sequence[Presentation], judge: Judge, making: Making, workers: int
) -> Iterator[Trace]:
    if workers == 1 or len(missing) < 2 * workers:
        recorder = Recorder(judge, making) if missing else None
        for one in missing:
            assert recorder is not None
            yield recorder.record(one)
        if recorder is not None:
            recorder.close()
        return
    spawn = multiprocessing.get_context("spawn")  # a fork would copy running threads' locks
    with ProcessPoolExecutor(workers, spawn, _begin, (judge, making)) as pool:
        try:
            for done in as_completed([pool.submit(_record, one) for one in missing]):
                yield done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_recorder: Recorder | None = None


def _begin(judge: Judge, making: Making) -> None:
    import cv2

    global _recorder
    cv2.setNumThreads(1)
    _recorder = Recorder(judge, making)
    Finalize(None, _recorder.close, exitpriority=1)  # pool processes run no atexit functions


def _record(presentation: Presentation) -> Trace:
    assert _recorder is not None
    return _recorder.record(presentation)
