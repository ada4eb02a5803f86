"""The scoring engine on a Ray cluster: actors score chunks; a lost actor's chunks are redone."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from types import ModuleType, TracebackType
from typing import Any

from edge.errors import DataError, FacevouchError, ModelError
from edge.infer.threads import usable_cores
from tools.evaluation.dataset import DataRow
from tools.evaluation.ray_actors import ChunkJob, Crew, Post
from tools.evaluation.ray_cluster import Cluster, ClusterError
from tools.evaluation.ray_worker import Kit, NodeSoftware
from tools.evaluation.worker import RowOutcome, ScoringPlan

log = logging.getLogger(__name__)

DEPTH = 2
"""Chunks submitted to an actor at a time, so that it never waits for the next one."""

WINDOW = 4
"""Chunks per actor that may be ahead of the oldest unfinished one; bounds the memory."""

DEATHS = 3
"""Limit of lost workers for one chunk, and of lost workers in a row without any result."""

JOIN_SECONDS = 120.0
"""Time limit for a first actor, or for a replacement of the last one."""


class RayEngine:
    """Runs workers as actors of a cluster. A context manager: at its end the actors are ended.

    workers: actors, of one CPU each; by default as many as the cluster has CPUs (a cluster
    started here: one a core). address: see Cluster. The cluster is reached when the first chunk
    is asked for. Raises MissingExtraError, ConfigError; `run` raises ClusterError.
    """

    def __init__(self, workers: int | None = None, address: str | None = None) -> None:
        self._wanted = workers
        self._cluster = Cluster(address, workers or usable_cores())
        self._stack = ExitStack()
        self._crew: Crew | None = None
        self._ray: ModuleType | None = None

    def __enter__(self) -> RayEngine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._crew = None
        self._stack.close()

    def run(self, plan: ScoringPlan, chunks: Iterator[list[DataRow]]) -> Iterator[list[RowOutcome]]:
        """Outcomes of each chunk, in the order of the chunks; models travel as verified bytes."""
        kit = Kit.of(plan)
        ray, crew = self._connected()
        crew.equip(kit)
        yield from _Run(ray, crew, chunks).outcomes()

    def _connected(self) -> tuple[ModuleType, Crew]:
        if self._ray is None or self._crew is None:
            self._ray = self._stack.enter_context(self._cluster)
            cpus = int(self._ray.cluster_resources().get("CPU", 0))
            self._crew = Crew(self._ray, self._wanted or max(1, cpus))
            self._stack.callback(self._crew.dismiss)
        return self._ray, self._crew


class _Run:
    """One pass over the chunks."""

    def __init__(self, ray: ModuleType, crew: Crew, chunks: Iterator[list[DataRow]]) -> None:
        self._ray = ray
        self._crew = crew
        self._fresh = enumerate(chunks)
        self._again: deque[ChunkJob] = deque()
        self._early: dict[int, list[RowOutcome]] = {}
        self._next = 0
        self._taken = 0
        self._deaths = 0
        self._all_taken = False
        self._processors: set[str] = set()

    def outcomes(self) -> Iterator[list[RowOutcome]]:
        """The outcomes in the order of the chunks, each as soon as all before it are ready."""
        while True:
            self._hand_out()
            if self._all_taken and self._next == self._taken:
                return
            for reference in self._wait():
                post = self._crew.holder(reference)
                if post is not None:
                    self._collect(post, reference)
            while self._next in self._early:
                yield self._early.pop(self._next)
                self._next += 1

    def _hand_out(self) -> None:
        """Submit the next chunks to the least busy actors; chunks to redo come first."""
        for depth in range(1, DEPTH + 1):
            for post in self._crew.working:
                if len(post.jobs) < depth and (job := self._job()) is not None:
                    self._crew.give(post, job)

    def _job(self) -> ChunkJob | None:
        if self._again:
            return self._again.popleft()
        if self._all_taken or self._taken - self._next >= WINDOW * len(self._crew.posts):
            return None
        found = next(self._fresh, None)
        if found is None:
            self._all_taken = True
            return None
        number, rows = found
        self._taken = number + 1
        # a node's working directory is not this one
        return ChunkJob(number, [replace(row, path=row.path.absolute()) for row in rows])

    def _wait(self) -> list[Any]:
        patience = None if any(post.jobs for post in self._crew.posts) else JOIN_SECONDS
        done, _ = self._ray.wait(self._crew.references, num_returns=1, timeout=patience)
        if not done:
            raise ClusterError(
                f"no worker could start within {JOIN_SECONDS:.0f} s: the cluster has "
                f"{self._ray.available_resources().get('CPU', 0):.0f} free CPUs of "
                f"{self._ray.cluster_resources().get('CPU', 0):.0f}; the scores so far are "
                "stored; run the same command again to continue"
            )
        return list(done)

    def _collect(self, post: Post, reference: Any) -> None:
        errors = self._ray.exceptions
        try:
            result = self._ray.get(reference)
        except errors.RayTaskError as error:
            if isinstance(error.cause, FacevouchError):
                raise error.cause from None  # its message is for a person, Ray's is a traceback
            raise
        except errors.RayError as error:
            self._lose(post, str(error))
            return
        if reference == post.joining:
            post.joining = None
            self._welcome(result)
            return
        job = post.jobs.pop(reference)
        _refuse_blind(job, result)
        self._deaths = 0
        self._early[job.number] = result

    def _lose(self, post: Post, why: str) -> None:
        """Redo a lost worker's chunks elsewhere; fail where the data itself seems to end
        workers."""
        log.warning("a worker was lost; its share is redone: %s", " ".join(why.split())[:200])
        undone = self._crew.replace(post)
        self._deaths += 1
        if undone and undone[0].lost >= DEATHS:
            raise DataError(
                f"{DEATHS} workers died over the same {len(undone[0].rows)} samples, from "
                f"{undone[0].rows[0].name} on: one of them may be damaged so that it ends "
                "the process; the scores so far are stored"
            )
        if self._deaths >= DEATHS * len(self._crew.posts):
            raise ClusterError(
                f"{self._deaths} workers ended one after the other without any result; the "
                "scores so far are stored; run the same command again to continue"
            )
        self._again = deque(sorted([*self._again, *undone], key=lambda job: job.number))

    def _welcome(self, site: NodeSoftware) -> None:
        """Refuse a node with other library versions; warn of another processor."""
        mine = NodeSoftware.here().software
        for name, found in site.software.items():
            if mine.get(name) != found:
                raise ModelError(
                    f"node {site.node} has {name} {found}, this machine {mine.get(name)}; install "
                    "the same versions on every node, or scores would differ"
                )
        self._processors.add(site.processor)
        if len(self._processors) > 1:
            log.warning(
                "the nodes have different processors (%s): last digits of scores may differ",
                ", ".join(sorted(self._processors)),
            )


def _refuse_blind(job: ChunkJob, outcomes: list[RowOutcome]) -> None:
    """Raise ClusterError where a node cannot read a file that this machine can read."""
    for row, outcome in zip(job.rows, outcomes, strict=True):
        if outcome.reason in ("missing file", "unreadable file") and os.access(row.path, os.R_OK):
            raise DataError(
                f"a node of the cluster cannot read {row.path} ({outcome.reason}); give every node "
                "the data under the same path"
            )
