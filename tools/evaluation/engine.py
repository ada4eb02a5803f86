"""Engines that run the scoring workers. All give the same outcomes in the same order."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import cv2

from edge.infer.threads import usable_cores
from tools.evaluation.dataset import DataRow
from tools.evaluation.worker import RowOutcome, ScoringPlan, ScoringWorker, open_candidate


class ScoringEngine(Protocol):
    """Maps chunks of rows to outcomes."""

    def run(self, plan: ScoringPlan, chunks: Iterator[list[DataRow]]) -> Iterator[list[RowOutcome]]:
        """Outcomes of each chunk, in the order of the chunks, as they become ready."""
        ...


class LocalEngine:
    """Worker threads on this machine, one per core.

    JPEG decoding, detection and inference release Python's lock, so that threads run in parallel;
    a model's own thread pool is therefore not used.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or usable_cores()

    def run(self, plan: ScoringPlan, chunks: Iterator[list[DataRow]]) -> Iterator[list[RowOutcome]]:
        """At most two chunks per worker are in memory, regardless of the data set's size."""
        idle: queue.SimpleQueue[ScoringWorker] = queue.SimpleQueue()
        workers = _workers(plan, self.workers)
        for worker in workers:
            idle.put(worker)

        def score(chunk: list[DataRow]) -> list[RowOutcome]:
            worker = idle.get()
            try:
                return worker.score(chunk)
            finally:
                idle.put(worker)

        threads_before = cv2.getNumThreads()
        cv2.setNumThreads(1)
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="facevouch-evaluate")
        try:
            yield from _in_order(pool, score, chunks, 2 * self.workers)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            cv2.setNumThreads(threads_before)
            for worker in workers:
                worker.close()


def _workers(plan: ScoringPlan, count: int) -> list[ScoringWorker]:
    """Workers that share sessions where these are thread-safe, because opening one takes time."""
    first = ScoringWorker(plan)
    workers = [first]
    while len(workers) < count:
        pairs = zip(plan.candidates, first.sessions, strict=True)
        sessions = [open_candidate(c, plan) if s.one_at_a_time else s for c, s in pairs]
        workers.append(ScoringWorker(plan, sessions))
    return workers


def _in_order(  # type: ignore[no-untyped-def]
    pool: ThreadPoolExecutor, score, chunks: Iterator[list[DataRow]], window: int
) -> Iterator[list[RowOutcome]]:
    waiting: deque[Future[list[RowOutcome]]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(score, chunk))
        if len(waiting) >= window:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def chunked(rows: Iterator[DataRow], size: int) -> Iterator[list[DataRow]]:
    """Rows in lists of `size`, split at multiples of it; a video is a list of its own.

    The split depends on the rows only, so that it is the same in a resumed run and in every engine.
    """
    chunk: list[DataRow] = []
    for row in rows:
        if row.is_video:
            if chunk:
                yield chunk
                chunk = []
            yield [row]
            continue
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
