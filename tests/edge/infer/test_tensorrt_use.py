"""A gate runs on engines that were built and checked for its machine, and builds none itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from caching_provider import GOOD, LATER, ORIN, FakeTensorRT, order_of, toy_registry

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer import ort
from edge.infer.load import open_session
from edge.infer.scorer import Scorer
from edge.infer.tensorrt import TENSORRT
from edge.infer.tensorrt_build import build
from edge.infer.tensorrt_store import EngineStore, built_engine
from edge.types import Box
from models.inspection import read_onnx

PICTURE = np.full((64, 64, 3), 127, np.uint8)
FACE = Box(16, 16, 48, 48)


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
    monkeypatch.setattr("edge.infer.tensorrt_store.this_machine", lambda: ORIN)
    order = order_of(toy_registry(tmp_path))
    options = built_engine(order.spec, read_onnx(GOOD), "fp32", store)
    assert options == order.recipe.options(store.place(ORIN, order.recipe))


@pytest.mark.parametrize("case", ["other precision", "other version", "damaged"])
def test_any_other_must_be_built_first_and_the_command_is_named(
    tmp_path: Path, store: EngineStore, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    machine = LATER if case == "other version" else ORIN
    monkeypatch.setattr("edge.infer.tensorrt_store.this_machine", lambda: machine)
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


def test_a_gate_opens_its_model_on_the_built_engine_one_face_at_a_time(
    tmp_path: Path, store: EngineStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_of(toy_registry(tmp_path))
    real = ort.ort.InferenceSession
    given: list[object] = []

    class OnTensorRT:
        """onnxruntime's session as it stands where TensorRT has started."""

        def __init__(self, content: bytes, options: object, providers: list[object]) -> None:
            given.extend(providers)
            self._real = real(content, options, providers=["CPUExecutionProvider"])

        def get_providers(self) -> list[str]:
            return [p if isinstance(p, str) else p[0] for p in given]  # type: ignore[index]

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

    monkeypatch.setattr(ort.ort, "InferenceSession", OnTensorRT)
    monkeypatch.setattr("edge.infer.tensorrt_store.EngineStore", lambda: store)
    monkeypatch.setattr("edge.infer.tensorrt_store.this_machine", lambda: ORIN)
    monkeypatch.setattr(
        "onnxruntime.get_available_providers", lambda: [TENSORRT, "CPUExecutionProvider"]
    )

    session = open_session(order.path, order.spec, ModelsConfig(provider="tensorrt", threads=1))

    folder = store.place(ORIN, order.recipe)
    assert given == [(TENSORRT, order.recipe.options(folder)), "CPUExecutionProvider"]
    assert session.one_by_one
    assert len(Scorer(order.spec, session).score(PICTURE, [FACE, FACE])) == 2
