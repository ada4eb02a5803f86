"""Builds TensorRT engines in a process of their own, and tries each before it counts as built."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol, TypeVar

from edge.config import Config, ModelsConfig
from edge.errors import FacevouchError, ModelError, OutputError
from edge.infer.ort import OrtSession
from edge.infer.scorer import Scorer
from edge.infer.selftest import record, refuse_other, try_on_grey
from edge.infer.session import Session
from edge.infer.tensorrt import EDITION, TENSORRT, EngineRecipe, Machine, recipe_for, this_machine
from edge.infer.tensorrt_store import (
    PATTERN,
    EngineState,
    EngineStore,
    Seal,
    Workspace,
    contents,
    now,
)
from models.inspection import read_onnx
from models.manifest import read_verified
from models.registry import Registry
from models.spec import ModelSpec


@dataclass(frozen=True, slots=True)
class Order:
    """One engine to be built."""

    spec: ModelSpec
    path: Path
    recipe: EngineRecipe
    models: ModelsConfig


class CachingProvider(Protocol):
    """Runs a model on engines that it builds itself. Must pickle: it works in another process."""

    def machine(self) -> Machine:
        """What its engines are good for. Raises ModelError saying what is missing here."""
        ...

    def open(self, content: bytes, order: Order, space: Workspace) -> Session:
        """A session on the engines of `space`: those that are there are loaded, others are built.

        Raises ModelError where the provider does not start or takes nothing of the model.
        """
        ...


class TensorRT:
    """onnxruntime's provider; it writes NAME.engine and NAME.profile for each part it takes."""

    def machine(self) -> Machine:
        return this_machine()

    def open(self, content: bytes, order: Order, space: Workspace) -> Session:
        from edge.infer.ort import CPU, CUDA, OrtSession, Provider

        options = order.recipe.options(space.engines, space.timings)
        providers: list[Provider] = [(TENSORRT, options), CUDA, CPU]
        asked = order.models.model_copy(update={"provider": "tensorrt"})
        return OrtSession(content, order.spec, asked, providers)


def used(config: Config, registry: Registry) -> list[ModelSpec]:
    """The models that run through onnxruntime under these settings. Raises ModelError."""
    chosen: list[ModelSpec] = []
    for task, name in (
        ("antispoof", config.models.antispoof),
        ("deepfake", config.models.deepfake),
        ("landmarks", "default"),
    ):
        spec = registry.default(task) if name == "default" else registry.get(name) if name else None
        if spec is not None and Path(spec.file).suffix.lower() == ".onnx":
            chosen.append(spec)
    return chosen


def order(spec: ModelSpec, config: Config, registry: Registry) -> Order:
    """What to build for one model. Raises ModelError where TensorRT does not take it."""
    path = registry.path(spec)
    try:
        graph = read_onnx(read_verified(path, spec))
    except ModelError as error:
        raise ModelError(f"model {spec.id} cannot be loaded: {error}") from error
    recipe = recipe_for(spec, graph, config.models.engine_precision, registry.specs())
    return Order(spec, path, recipe, config.models)


TICK_S = 0.2
JOIN_S = 10.0

R = TypeVar("R")


def apart(
    work: Callable[..., R], words: tuple[Any, ...], tick: Callable[[], None] = lambda: None
) -> R:
    """What `work(*words)` returns. Work, words and result must pickle.

    Raises ModelError with the words of what went wrong there, OutputError where a file could not
    be written, and ModelError where the process was ended from outside. Whatever ends this call
    ends the process.
    """
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(far, work, words), daemon=True)
    process.start()
    far.close()
    try:
        while not near.poll(TICK_S):
            tick()
        kind, value = near.recv()
    except EOFError:
        process.join(JOIN_S)
        raise ModelError(_ended(process.exitcode)) from None
    finally:
        process.kill()
        process.join(JOIN_S)
        near.close()
    if kind == "disk":
        raise OutputError(value)
    if kind == "error":
        raise ModelError(value)
    result: R = value
    return result


def _answer(pipe: Connection, work: Callable[..., Any], words: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of Ctrl-C the parent hears, and ends us
    threading.Thread(target=_end_with_parent, name="facevouch-parent", daemon=True).start()
    try:
        pipe.send(("done", work(*words)))
    except FacevouchError as error:
        pipe.send(("error", str(error)))
    except OSError as error:
        pipe.send(("disk", f"cannot write {error.filename or 'an engine'}: {error.strerror}"))
    except Exception as error:  # noqa: BLE001  libraries raise what they like; the parent tells it
        pipe.send(("error", f"{type(error).__name__}: {error}"))


def _end_with_parent() -> None:
    """A parent that was killed can end nobody: then nobody waits for this work either."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _ended(status: int | None) -> str:
    name = "unknown"
    if status is not None:
        name = signal.Signals(-status).name if status < 0 else f"status {status}"
    hint = "; usually memory ran out: close other programs, or add swap"
    return f"the build process was ended ({name}){hint if name == 'SIGKILL' else ''}"


@dataclass(frozen=True, slots=True)
class Made:
    """parts: engines. answers: known answers that were compared. seconds: of building."""

    parts: int
    answers: int
    seconds: float


Work = Callable[[CachingProvider, Order, Workspace], Made]
Run = Callable[[Work, tuple[CachingProvider, Order, Workspace], Callable[[], None]], Made]


def build(
    store: EngineStore,
    provider: CachingProvider,
    machine: Machine,
    order: Order,
    tick: Callable[[], None] = lambda: None,
    run: Run = apart,
) -> EngineState:
    """Build one engine, examine it, and put it in its place. Call it with the store locked.

    tick: called several times a second meanwhile. run: where the work is done; in a process of its
    own, because a compiler may take all memory, and cannot be interrupted otherwise.
    Raises ModelError or OutputError; nothing is left of the attempt, and an older engine stays.
    """
    with store.workspace(machine) as space:
        made = run(make, (provider, order, space), tick)
        seal = Seal(
            edition=EDITION,
            machine=machine.folder,
            model=order.spec.id,
            sha256=order.spec.sha256,
            precision=order.recipe.precision,
            parts=made.parts,
            answers=made.answers,
            seconds=round(made.seconds, 1),
            built_at=now(),
            files=contents(space.engines),
        )
        store.adopt(space, machine, order.recipe, seal)
    return store.status(machine, order.recipe)


def make(provider: CachingProvider, order: Order, space: Workspace) -> Made:
    """Build into the workspace, then open what was built once more and examine that.

    Raises ModelError.
    """
    content = read_verified(order.path, order.spec)
    began = time.monotonic()
    _warm(order, provider.open(content, order, space))  # some parts are built by the first run
    seconds = time.monotonic() - began
    built = contents(space.engines)
    parts = len(list(space.engines.glob(PATTERN)))
    if not parts:
        raise ModelError(
            f"no engine could be built for model {order.spec.id}: TensorRT supports none of "
            f"its layers; `facevouch convert tensorrt --model {order.spec.id}` shows the "
            "reason"
        )
    session = provider.open(content, order, space)
    answers = _examine(order, content, session)
    if contents(space.engines) != built:
        raise ModelError(
            f"the engine of model {order.spec.id} was not stored, so a gate would build it "
            "at every start; check that the disk is not full"
        )
    return Made(parts, answers, seconds)


def _warm(order: Order, session: Session) -> None:
    if order.spec.task == "landmarks":
        from edge.infer.face_mesh import FaceMesh

        FaceMesh(order.spec, session).try_on_grey()
    else:
        try_on_grey(Scorer(order.spec, session))


def _examine(order: Order, content: bytes, session: Session) -> int:
    """How many known answers the engine gave. Raises ModelError where one is another.

    A model without recorded answers is compared with itself on the processor.
    """
    _warm(order, session)
    if order.spec.task == "landmarks":
        return 0
    scorer = Scorer(order.spec, session)
    try:
        if compared := refuse_other(scorer):
            return compared
        exact = order.models.model_copy(update={"provider": "cpu"})
        answers = record(Scorer(order.spec, OrtSession(content, order.spec, exact)))
        recorded = order.spec.model_copy(update={"answers": answers})
        return refuse_other(Scorer(recorded, session))
    except ModelError as error:
        if order.recipe.precision == "fp32":
            raise
        raise ModelError(f'{error}, or models.engine_precision = "fp32"') from error
