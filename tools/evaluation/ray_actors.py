"""The Ray actors of a run and the chunks of rows that each has to score."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from tools.evaluation.dataset import DataRow
from tools.evaluation.ray_worker import RayWorker


@dataclass(slots=True)
class ChunkJob:
    """A chunk by its number. lost: number of workers that died while scoring it."""

    number: int
    rows: list[DataRow]
    lost: int = 0


@dataclass(slots=True, eq=False)
class Post:
    """One actor. jobs: by the reference of their result, in the order they were submitted."""

    actor: Any
    joining: Any = None
    jobs: dict[Any, ChunkJob] = field(default_factory=dict)

    @property
    def references(self) -> list[Any]:
        return [*self.jobs, *([] if self.joining is None else [self.joining])]


class Crew:
    """A fixed number of actors; a lost one is replaced wherever the cluster has a free CPU.

    Each uses one CPU and exists until dismissed. Ray's own restarts are off: the chunks of a lost
    actor go to the remaining ones at once, while its replacement may wait for a place.
    """

    def __init__(self, ray: ModuleType, size: int) -> None:
        self._ray = ray
        # no retries by Ray, which would wait for a replacement
        options = {"num_cpus": 1, "max_restarts": 0, "max_task_retries": 0}
        self._make = ray.remote(**options, scheduling_strategy="SPREAD")(RayWorker)
        self._kit: Any = None
        self.posts = [Post(self._make.remote()) for _ in range(size)]

    @property
    def working(self) -> list[Post]:
        """The actors that have loaded their models."""
        return [post for post in self.posts if post.joining is None]

    @property
    def references(self) -> list[Any]:
        """The references of all submitted chunks."""
        return [reference for post in self.posts for reference in post.references]

    def equip(self, kit: Any) -> None:
        """Make every actor, and every replacement, load this kit; drops all submitted chunks."""
        self._kit = self._ray.put(kit)
        for post in self.posts:
            post.jobs.clear()
            post.joining = post.actor.load.remote(self._kit)

    def give(self, post: Post, job: ChunkJob) -> None:
        """Submit a chunk."""
        post.jobs[post.actor.score.remote(job.rows)] = job

    def holder(self, reference: Any) -> Post | None:
        """The actor of a reference; None where it was lost meanwhile."""
        return next((post for post in self.posts if reference in post.references), None)

    def replace(self, post: Post) -> deque[ChunkJob]:
        """Start a replacement; returns the lost actor's unfinished chunks, in order.

        An actor works in order, so that it was lost while scoring the first of them.
        """
        self.posts.remove(post)
        self._ray.kill(post.actor, no_restart=True)
        successor = Post(self._make.remote())
        successor.joining = successor.actor.load.remote(self._kit)
        self.posts.append(successor)
        undone = deque(post.jobs.values())
        if undone:
            undone[0].lost += 1
        return undone

    def dismiss(self) -> None:
        """End all actors."""
        for post in self.posts:
            self._ray.kill(post.actor, no_restart=True)
        self.posts = []
