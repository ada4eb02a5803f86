"""A gate runs on engines that were built and checked for its machine, and builds none itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from caching_provider import GOOD, LATER, ORIN, FakeTensorRT, order_of, toy_registry

from edge.engines.build import build
from edge.engines.store import EngineStore
from edge.engines.use import built_engine
from edge.errors import ModelError
from models.inspection import read_onnx


@pytest.fixture
def store(tmp_path: Path) -> EngineStore:
    """With one engine, built for an Orin."""
    store = EngineStore(tmp_path / "cache")
    order = order_of(toy_registry(tmp_path))
    with store.locked():
        build(
            store,
            FakeTensorRT(tmp_path / "log"),
            ORIN,
            order,
            run=lambda work, words, tick: work(*words),
        )
    return store


def test_a_built_engine_is_used_with_the_options_it_was_built_with(
    tmp_path: Path, store: EngineStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.engines.use.this_machine", lambda: ORIN)
    order = order_of(toy_registry(tmp_path))
    options = built_engine(order.spec, read_onnx(GOOD), "fp32", store)
    assert options == order.recipe.options(store.place(ORIN, order.recipe))


@pytest.mark.parametrize("case", ["other precision", "other version", "damaged"])
def test_any_other_must_be_built_first_and_the_command_is_named(
    tmp_path: Path, store: EngineStore, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    machine = LATER if case == "other version" else ORIN
    monkeypatch.setattr("edge.engines.use.this_machine", lambda: machine)
    order = order_of(toy_registry(tmp_path))
    if case == "damaged":
        (store.place(ORIN, order.recipe) / "part_0.engine").write_bytes(b"another's")
    precision = "fp16" if case == "other precision" else "fp32"
    said = {
        "other precision": "is missing;",
        "other version": "is stale .it was built for orin",
        "damaged": "is damaged .part_0.engine",
    }[case]
    with pytest.raises(ModelError, match=f"{said}.*facevouch models engines"):
        built_engine(order.spec, read_onnx(GOOD), precision, store)
