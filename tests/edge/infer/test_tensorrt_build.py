"""An engine counts as built when it was opened again and knew its answers; else nothing is left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from caching_provider import ENGINE, LATER, ORIN, FakeTensorRT, order_of, toy_registry

from edge.errors import FacevouchError, ModelError, OutputError
from edge.infer.selftest import PICTURES
from edge.infer.tensorrt_build import Made, apart, build, make
from edge.infer.tensorrt_store import NAME, EngineState, EngineStore
from models.registry import Registry


def here(work: Any, words: tuple[Any, ...], tick: Callable[[], None]) -> Made:
    """In this process: quicker than in one of its own."""
    made: Made = work(*words)
    return made


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return toy_registry(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> EngineStore:
    return EngineStore(tmp_path / "cache")


def built(
    store: EngineStore, registry: Registry, fake: FakeTensorRT, run: Any = here
) -> EngineState:
    with store.locked():
        return build(store, fake, fake.here, order_of(registry), run=run)


def everything(store: EngineStore) -> set[str]:
    return {p.relative_to(store.root).as_posix() for p in store.root.rglob("*") if p.is_file()}


def test_a_built_engine_is_sealed_with_what_it_is_good_for(
    tmp_path: Path, store: EngineStore, registry: Registry
) -> None:
    standing = built(store, registry, FakeTensorRT(tmp_path / "log"), apart)

    assert standing.state == "built"
    assert standing.folder.parent.name == ORIN.folder
    assert (standing.folder / "part_0.engine").read_bytes().startswith(ENGINE)
    seal = json.loads((standing.folder / NAME).read_text())
    (spec,) = registry.specs()
    assert (seal["model"], seal["sha256"], seal["machine"]) == ("toy", spec.sha256, ORIN.folder)
    assert seal["answers"] == len(PICTURES)
    assert seal["parts"] == 1
    assert (tmp_path / "log").read_text() == "0\n"  # opened twice, built once


def test_a_model_without_recorded_answers_is_compared_with_itself_on_the_processor(
    tmp_path: Path, store: EngineStore
) -> None:
    unasked = toy_registry(tmp_path / "unasked", answers=False)
    standing = built(store, unasked, FakeTensorRT(tmp_path / "log"))
    assert standing.seal is not None
    assert standing.seal.answers == len(PICTURES)
    with pytest.raises(ModelError, match="does not run correctly on this machine"):
        built(store, unasked, FakeTensorRT(tmp_path / "log", "wrong"))


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        ("nothing", ModelError, "no engine could be built for model toy"),
        ("anew", ModelError, "was not stored"),
        ("wrong", ModelError, "instead of the recorded"),
        ("cut", ModelError, "could not deserialize"),
        ("full", OutputError, "No space left on device"),
        ("killed", ModelError, "was ended .SIGKILL.*memory"),
    ],
)
@pytest.mark.parametrize("before", [False, True], ids=["first", "again"])
def test_a_build_that_fails_leaves_all_as_it_was(
    tmp_path: Path,
    store: EngineStore,
    registry: Registry,
    fault: str,
    kind: type[FacevouchError],
    said: str,
    before: bool,
) -> None:
    if before:
        built(store, registry, FakeTensorRT(tmp_path / "good"))
    store.root.mkdir(exist_ok=True)
    known = everything(store) | {".lock"}
    run = apart if fault in ("full", "killed") else here

    with pytest.raises(kind, match=said):
        built(store, registry, FakeTensorRT(tmp_path / "log", fault), run)

    assert everything(store) == known
    state = store.status(ORIN, order_of(registry).recipe).state
    assert state == ("built" if before else "missing")


def test_a_half_precision_engine_that_fails_the_self_test_gets_advice(
    tmp_path: Path, store: EngineStore, registry: Registry
) -> None:
    fake = FakeTensorRT(tmp_path / "log", "wrong")
    order = order_of(registry, "fp16")
    with (
        store.locked(),
        store.workspace(ORIN) as space,
        pytest.raises(ModelError, match="engine_precision"),
    ):
        make(fake, order, space)


def test_stored_timings_speed_up_the_next_build_of_the_same_version(
    tmp_path: Path, store: EngineStore, registry: Registry
) -> None:
    log = tmp_path / "log"
    for machine in (ORIN, ORIN, LATER):
        built(store, registry, FakeTensorRT(log, here=machine))
    assert log.read_text().split() == ["0", "1", "0"]


def test_a_model_file_that_was_exchanged_is_not_built_from(
    tmp_path: Path, store: EngineStore, registry: Registry
) -> None:
    order = order_of(registry)
    order.path.write_bytes(b"another")
    with (
        store.locked(),
        store.workspace(ORIN) as space,
        pytest.raises(ModelError, match="is not the one"),
    ):
        make(FakeTensorRT(tmp_path / "log"), order, space)
