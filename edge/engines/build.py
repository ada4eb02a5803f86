"""Building an engine, and asking it what it must know before it counts as built."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from edge.engines.apart import apart
from edge.engines.machine import Machine
from edge.engines.provider import CachingProvider, Order
from edge.engines.recipe import EDITION
from edge.engines.seal import PATTERN, Seal, contents, now
from edge.engines.store import EngineStore, Standing, Workspace
from edge.errors import ModelError
from edge.infer.answers import record, refuse_other
from edge.infer.ort import OrtSession
from edge.infer.probe import try_on_grey
from edge.infer.scorer import Scorer
from edge.infer.session import Session
from models.hashes import read_verified


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
) -> Standing:
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
    return store.look(machine, order.recipe)


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
            f"no engine came of model {order.spec.id}: TensorRT takes none of it; try "
            f"`facevouch convert tensorrt --model {order.spec.id}`, which tells why"
        )
    session = provider.open(content, order, space)
    answers = _examine(order, content, session)
    if contents(space.engines) != built:
        raise ModelError(
            f"the engine of model {order.spec.id} was built anew when it was opened again, so a "
            "gate would wait for that at each start; is the disk full?"
        )
    return Made(parts, answers, seconds)


def _warm(order: Order, session: Session) -> None:
    if order.spec.task == "landmarks":
        from edge.landmarks.face_mesh import FaceMesh

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
        told = order.spec.model_copy(update={"answers": answers})
        return refuse_other(Scorer(told, session))
    except ModelError as error:
        if order.recipe.precision == "fp32":
            raise
        raise ModelError(f'{error}, or models.engine_precision = "fp32"') from error
