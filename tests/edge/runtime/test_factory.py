"""The pipeline is built with the camera's own calibration and shared models."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.calibration.store import PURPOSE, SiteCalibration, path_of, store
from edge.config import Config, ModelsConfig
from edge.errors import ConfigError
from edge.infer.pool import SessionPool
from edge.runtime.factory import build_pipeline, load_scorer, named_models
from edge.security.file_signature import write_sealed
from models.registry import Registry


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACEVOUCH_CALIBRATION", str(tmp_path))
    return tmp_path


@pytest.fixture
def registry() -> Registry:
    return Registry.open()


def calibrate(registry: Registry, camera: str, slope: float, offset: float) -> None:
    spec = registry.default("antispoof")
    assert spec is not None
    span = (0.0, 1.0)
    store(
        camera,
        SiteCalibration(
            model=spec.id, sha256=spec.sha256, basis="attacks", slope=slope, slope_interval=span,
            offset=offset, offset_interval=span, threshold=0.5, threshold_interval=span,
            bpcer_asked=0.01, seconds={}, frames={}, fitted_at="2026-01-01T00:00:00Z",
        ),
    )  # fmt: skip


def test_a_camera_is_judged_by_its_own_calibration_and_another_by_the_models(
    folder: Path, registry: Registry
) -> None:
    calibrate(registry, "lobby", 2.5, -0.75)
    config = Config()
    here = load_scorer(config, registry, "antispoof", "default", camera="lobby")
    elsewhere = load_scorer(config, registry, "antispoof", "default", camera="yard")
    assert here is not None
    assert elsewhere is not None
    assert (here.spec.calibration.slope, here.spec.calibration.offset) == (2.5, -0.75)
    assert elsewhere.spec == registry.get(elsewhere.spec.id)


def test_a_damaged_calibration_is_an_error_and_not_passed_over(
    folder: Path, registry: Registry
) -> None:
    write_sealed(path_of("lobby", folder), b"slope = ", PURPOSE)
    with pytest.raises(ConfigError, match="cannot read the calibration"):
        load_scorer(Config(), registry, "antispoof", "default", camera="lobby")


def test_two_cameras_share_a_model_in_memory_and_not_its_calibration(
    folder: Path, registry: Registry
) -> None:
    calibrate(registry, "lobby", 2.5, -0.75)
    pool = SessionPool()
    here, there = (
        load_scorer(Config(), registry, "antispoof", "default", camera=name, pool=pool)
        for name in ("lobby", "yard")
    )
    assert here.session is there.session  # type: ignore[union-attr]
    assert here.spec != there.spec  # type: ignore[union-attr]


def test_a_gates_log_names_its_models_and_their_files(registry: Registry) -> None:
    named = named_models(Config(), registry)
    for task in ("antispoof", "deepfake"):
        spec = registry.default(task)
        assert spec is not None
        assert named[task] == f"{spec.id} {spec.sha256}"
    assert named_models(Config(models=ModelsConfig(deepfake=None)), registry).keys() == {
        "antispoof"
    }


def test_the_setting_of_signatures_reaches_the_registry(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(models=ModelsConfig(signed="require", deepfake=None, threads=1))
    build_pipeline(config, registry).close()
    assert registry.signed == "require"
