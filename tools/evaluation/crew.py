"""The actors of a run: who is there, who is on the way, and what each of them has to do."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from tools.evaluation.dataset import DataRow
from tools.evaluation.station import RayWorker


@dataclass(slots=True)
class ChunkJob:
    """A chunk by its number. lost: workers that died over it."""

    number: int
    rows: list[DataRow]
    lost: int = 0


@dataclass(slots=True, eq=False)
class Post:
    """One actor. jobs: by the reference of their result, in the order they were given."""

    actor: Any
    joining: Any = None
    jobs: dict[Any, ChunkJob] = field(default_factory=dict)

    @property
    def references(self) -> list[Any]:
        return [*self.jobs, *([] if self.joining is None else [self.joining])]


class Crew:
    """As many actors as wanted; a lost one is replaced wherever the cluster finds room.

    Each takes one CPU and lives until dismissed. Ray itself restarts nothing: what a lost actor
    had to do goes to those that are there, however long its successor takes to find a place.
    """

    def __init__(self, ray: ModuleType, size: int) -> None:
        self._ray = ray
        # one retry less than Ray's default: it would wait for the place of the one that is lost
        options = {"num_cpus": 1, "max_restarts": 0, "max_task_retries": 0}
        self._make = ray.remote(**options, scheduling_strategy="SPREAD")(RayWorker)
        self._kit: Any = None
        self.posts = [Post(self._make.remote()) for _ in range(size)]

    @property
    def working(self) -> list[Post]:
        """Those that have their models."""
        return [post for post in self.posts if post.joining is None]

    @property
    def references(self) -> list[Any]:
        """Of all that is under way."""
        return [reference for post in self.posts for reference in post.references]

    def equip(self, kit: Any) -> None:
        """Have every actor, and every successor, load this kit; what was under way is forgotten."""
        self._kit = self._ray.put(kit)
        for post in self.posts:
            post.jobs.clear()
            post.joining = post.actor.load.remote(self._kit)

    def give(self, post: Post, job: ChunkJob) -> None:
        """Ask for the outcomes of a chunk."""
        post.jobs[post.actor.score.remote(job.rows)] = job

    def holder(self, reference: Any) -> Post | None:
        """Whose reference it is; None where its actor was lost meanwhile."""
        return next((post for post in self.posts if reference in post.references), None)

    def replace(self, post: Post) -> deque[ChunkJob]:
        """Hire a successor; returns what the lost one leaves undone, in order.

        An actor works in order, so the first of its chunks is the one it was lost over.
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
