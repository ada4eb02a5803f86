"""The doctor reports engines that are missing or stale, before the gate starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from caching_provider import LATER, ORIN, FakeTensorRT, order_of, toy_registry

from edge.config import Config, ModelsConfig
from edge.doctor.engines import engines
from edge.doctor.finding import Finding
from edge.infer.tensorrt_build import build
from edge.infer.tensorrt_store import EngineStore

SETTINGS = Path("/etc/facevouch/facevouch.toml")


def asked(folder: Path, provider: str, fake: FakeTensorRT | None) -> list[Finding]:
    config = Config.model_validate(
        {"models": {"provider": provider, "deepfake": "off", "threads": 1}}
    )
    store = EngineStore(folder / "cache")
    return list(engines(config, toy_registry(folder), SETTINGS, fake, store))


@pytest.mark.parametrize(
    ("provider", "grade", "says"),
    [("tensorrt", "wrong", "does not start without"), ("auto", "note", "runs without")],
)
def test_a_missing_engine_is_reported_with_the_command_for_these_settings(
    tmp_path: Path, provider: str, grade: str, says: str
) -> None:
    (found,) = asked(tmp_path, provider, FakeTensorRT(tmp_path / "log"))
    assert (found.grade, found.what) == (grade, "engine of toy")
    assert says in found.text
    assert found.advice.endswith(f"facevouch models engines --config {SETTINGS}")


def test_a_built_engine_is_fine_and_after_an_upgrade_it_is_stale(tmp_path: Path) -> None:
    store = EngineStore(tmp_path / "cache")
    fake = FakeTensorRT(tmp_path / "log")
    with store.locked():
        order = order_of(toy_registry(tmp_path))
        build(store, fake, ORIN, order, run=lambda work, words, tick: work(*words))

    (found,) = asked(tmp_path, "tensorrt", fake)
    assert found.grade == "ok"
    assert "Orin (compute capability 8.7)" in found.text

    (found,) = asked(tmp_path, "tensorrt", FakeTensorRT(tmp_path / "log", here=LATER))
    assert found.grade == "wrong"
    assert f"stale: it was built for {ORIN.folder}" in found.text


def test_tensorrt_that_is_asked_for_and_not_here_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: ["CPUExecutionProvider"])
    (found,) = asked(tmp_path, "tensorrt", None)
    assert (found.what, found.grade) == ("TensorRT", "wrong")
    assert "Dockerfile.jetson" in found.text
    assert asked(tmp_path, "auto", None) == []
    assert asked(tmp_path, "cpu", None) == []


def test_an_8_bit_model_under_tensorrt_is_wrong_with_the_one_to_take(tmp_path: Path) -> None:
    from models.registry import Registry

    config = Config(models=ModelsConfig(provider="tensorrt"))
    fake = FakeTensorRT(tmp_path / "log")
    store = EngineStore(tmp_path / "cache")
    found = list(engines(config, Registry.open(), SETTINGS, fake, store))
    assert 'set models.antispoof = "antispoof_minifasnet_v2_se_fp32"' in found[0].text
