"""Where engines lie, and the only way one gets there: whole, in one step, or not at all.

tensorrt/DEVICE-sm87-trt10.3.0-ort1.22.2/        one folder for each device and version
    MODEL-HASH-fp16/  *.engine  *.profile  engine.json
    timings/                                      what TensorRT has measured; makes the next faster
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, ValidationError

from edge.errors import ModelError, OutputError
from edge.infer.tensorrt import (
    EDITION,
    EngineRecipe,
    Machine,
    Options,
    Precision,
    recipe_for,
    this_machine,
)
from models.inspection import Graph
from models.spec import ModelSpec

NAME = "engine.json"
PATTERN = "*.engine"


class Seal(BaseModel):
    """files: sha256 by name. answers: how many known answers the engine gave, within tolerance.

    parts: engines the model fell into; more than one where TensorRT left something to others.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    edition: int
    machine: str
    model: str
    sha256: str
    precision: str
    parts: int
    answers: int
    seconds: float
    built_at: str
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        """Put it down so that it is there after a power cut. Raises OSError."""
        with (folder / NAME).open("w", encoding="utf-8") as file:
            file.write(self.model_dump_json(indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())


def read_seal(folder: Path) -> Seal | None:
    """The seal of a folder; None where there is none that can be read."""
    try:
        return Seal.model_validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError):
        return None


def contents(folder: Path) -> dict[str, str]:
    """sha256 of every file beside the seal, by name. Raises OSError."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != NAME
    }


def fault(folder: Path, seal: Seal | None) -> str | None:
    """What is wrong with a folder, in a few words; None where it is whole."""
    if seal is None:
        return "it has no signature"
    if seal.edition != EDITION:
        return "another version of facevouch built it"
    try:
        found = contents(folder)
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if found != seal.files:
        changed = sorted(
            name for name in found.keys() | seal.files.keys()
            if found.get(name) != seal.files.get(name)
        )  # fmt: skip
        return f"{', '.join(changed)} was changed after the build"
    return None


def now() -> str:
    """The moment a seal is made, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


State = Literal["built", "missing", "stale", "damaged"]

UNFINISHED, DISCARDED = ".building-", ".discarded-"
TIMINGS, LOCK = "timings", ".lock"


@dataclass(frozen=True, slots=True)
class EngineState:
    """How one engine stands. why: what a technician should know, where it is not built."""

    state: State
    folder: Path
    seal: Seal | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where an engine is made: on the same disk as its place, and gone when it was not adopted."""

    root: Path

    @property
    def engines(self) -> Path:
        return self.root / "engines"

    @property
    def timings(self) -> Path:
        return self.root / TIMINGS


class EngineStore:
    """Engines of one account. Safe against other processes: one at a time builds or removes."""

    def __init__(self, root: Path | None = None) -> None:
        cache = platformdirs.user_cache_path("facevouch", appauthor=False)
        self.root = root or cache / "tensorrt"

    def place(self, machine: Machine, recipe: EngineRecipe) -> Path:
        return self.root / machine.folder / recipe.folder

    def status(self, machine: Machine, recipe: EngineRecipe) -> EngineState:
        """Whether the engine of this model for this machine is there and whole."""
        place = self.place(machine, recipe)
        if place.is_dir():
            seal = read_seal(place)
            wrong = fault(place, seal)
            if wrong is None:
                return EngineState("built", place, seal)
            older = seal is not None and seal.edition != EDITION
            return EngineState("stale" if older else "damaged", place, seal, wrong)
        elsewhere = [p.parent.name for p in sorted(self.root.glob(f"*/{recipe.folder}"))]
        if elsewhere:
            return EngineState("stale", place, why=f"it was built for {elsewhere[-1]}")
        return EngineState("missing", place)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone among processes, with what an interrupted one left behind taken away.

        Raises OutputError while another builds, or where nothing can be written.
        """
        with _full_disk_told(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.root / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _alone(handle, self.root)
            for left in [p for mark in (UNFINISHED, DISCARDED) for p in self.root.glob(f"{mark}*")]:
                shutil.rmtree(left, ignore_errors=True)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def workspace(self, machine: Machine) -> Iterator[Workspace]:
        """A folder to build in, with the timings of earlier builds. Call it with the store locked.

        Raises OutputError.
        """
        with _full_disk_told(self.root):
            space = Workspace(Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.root)))
        try:
            with _full_disk_told(self.root):
                space.engines.mkdir()
                known = self.root / machine.folder / TIMINGS
                if known.is_dir():
                    shutil.copytree(known, space.timings)
                else:
                    space.timings.mkdir()
            yield space
        finally:
            shutil.rmtree(space.root, ignore_errors=True)

    def adopt(self, space: Workspace, machine: Machine, recipe: EngineRecipe, seal: Seal) -> Path:
        """Seal what was built and put it in its place; an older one there goes. Its folder.

        Raises OutputError, and then all is as it was.
        """
        place = self.place(machine, recipe)
        with _full_disk_told(self.root):
            seal.write(space.engines)
            place.parent.mkdir(exist_ok=True)
            self._exchange(space.timings, place.parent / TIMINGS)
            self._exchange(space.engines, place)
        return place

    def prune(self, machine: Machine, keep: Collection[str]) -> tuple[list[Path], int]:
        """Remove engines of other devices and versions, and of models not in `keep` (their sha256).

        The folders removed, and the bytes that are free again. Raises OutputError.
        """
        removed, freed = [], 0
        own = self.root / machine.folder
        strangers = [p for p in sorted(self.root.glob("*")) if p.is_dir() and p != own]
        for folder in sorted(own.glob("*")):
            seal = read_seal(folder)
            if folder.name != TIMINGS and (seal is None or seal.sha256 not in keep):
                strangers.append(folder)
        with _full_disk_told(self.root):
            for folder in strangers:
                freed += sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
                shutil.rmtree(folder)
                removed.append(folder)
        return removed, freed

    def _exchange(self, new: Path, place: Path) -> None:
        """Put a folder in another's place; no moment has half of one. Raises OSError."""
        old = None
        if place.exists():
            old = Path(tempfile.mkdtemp(prefix=DISCARDED, dir=self.root)) / "old"
            place.rename(old)
        try:
            new.rename(place)
        except OSError:
            if old is not None:
                old.rename(place)
            raise
        if old is not None:
            shutil.rmtree(old.parent, ignore_errors=True)


def _alone(handle: int, root: Path) -> None:
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OutputError(
            f"another facevouch process is building engines in {root}; wait until it has "
            "finished, or stop it"
        ) from error


@contextmanager
def _full_disk_told(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"cannot store engines in {root}: {error.strerror}; correct that, or choose "
            "another folder with XDG_CACHE_HOME, and run the command again. Existing "
            "engines are unchanged"
        ) from error


COMMAND = "facevouch models engines"
Choice = Literal["auto", "cpu", "cuda", "tensorrt"]


def built_engine(
    spec: ModelSpec, graph: Graph, precision: Precision, store: EngineStore | None = None
) -> Options:
    """onnxruntime's options for a model's engine. Raises ModelError where it must be built first.

    An engine is never built here: that takes minutes in which a gate would stand still.
    """
    machine = this_machine()
    recipe = recipe_for(spec, graph, precision)
    standing = (store or EngineStore()).status(machine, recipe)
    if standing.state != "built":
        why = f" ({standing.why})" if standing.why else ""
        raise ModelError(
            f"the TensorRT engine of model {spec.id} for {machine} is "
            f"{standing.state}{why}; build it with the gate's settings and account: "
            f"{COMMAND}"
        )
    return recipe.options(standing.folder)
