"""A worker in a process of its own, on any node: it gets the models as bytes, never as sessions."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import cv2

from edge import __version__
from edge.errors import MissingExtraError, ModelError
from models.manifest import read_verified
from tools.evaluation.dataset import DataRow
from tools.evaluation.worker import RowOutcome, ScoringPlan, ScoringWorker


@dataclass(frozen=True, slots=True)
class Kit:
    """A plan and the verified bytes of its candidates' files, in the plan's order."""

    plan: ScoringPlan
    contents: tuple[bytes, ...]

    @classmethod
    def of(cls, plan: ScoringPlan) -> Kit:
        """Read the files here. Raises ModelError, ModelTamperedError."""
        return cls(plan, tuple(read_verified(c.path, c.spec) for c in plan.candidates))


@dataclass(frozen=True, slots=True)
class NodeSoftware:
    """What decides the last digits of a score. software: name → version."""

    node: str
    processor: str
    software: dict[str, str]

    @classmethod
    def here(cls) -> NodeSoftware:
        """This process's."""
        names = ("onnxruntime", "numpy", "mediapipe")
        software = {name: version(name) for name in names}
        software |= {"facevouch": __version__, "opencv": cv2.__version__}
        return cls(f"{platform.node()}, process {os.getpid()}", _processor(), software)


class RayWorker:
    """What an actor holds: one worker, whose models are loaded on the node it runs on."""

    def __init__(self) -> None:
        self._worker: ScoringWorker | None = None

    def load(self, kit: Kit) -> NodeSoftware:
        """Open a session of each model, in place of those of an earlier plan. Raises ModelError."""
        self.close()
        cv2.setNumThreads(1)
        try:
            with tempfile.TemporaryDirectory(prefix="facevouch-") as folder:
                self._worker = ScoringWorker(_unpacked(kit, Path(folder)))
        except MissingExtraError as error:  # takes two arguments, so it cannot travel
            raise ModelError(f"on node {platform.node()}: {error}") from None
        return NodeSoftware.here()

    def score(self, rows: Sequence[DataRow]) -> list[RowOutcome]:
        """One outcome a row, in their order. Raises ModelError."""
        if self._worker is None:
            raise ModelError("a worker got samples before its models")
        return self._worker.score(rows)

    def close(self) -> None:
        """Free the detector."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def _unpacked(kit: Kit, folder: Path) -> ScoringPlan:
    candidates = []
    for i, (candidate, content) in enumerate(zip(kit.plan.candidates, kit.contents, strict=True)):
        path = folder / f"{i}{candidate.path.suffix.lower()}"
        path.write_bytes(content)
        candidates.append(replace(candidate, path=path))
    return replace(kit.plan, candidates=tuple(candidates))


def _processor() -> str:
    """The model of the processor; kernels are chosen by it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
