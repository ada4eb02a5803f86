"""The doctor's findings about cameras that are not calibrated."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.calibration.store import SiteCalibration, store
from edge.config import Config, DecisionConfig
from edge.doctor.calibration import calibrations
from models.registry import Registry

WATCHED = {"door": "a lobby camera"}


@pytest.mark.parametrize(
    ("uncalibrated", "at_gate", "grade"),
    [("auto", True, "wrong"), ("auto", False, "note"), ("accept", True, "note"),
     ("refuse", False, "wrong")],
)  # fmt: skip
def test_an_uncalibrated_camera_is_wrong_where_the_gate_stays_shut_for_it(
    tmp_path: Path, uncalibrated: str, at_gate: bool, grade: str
) -> None:
    decision = DecisionConfig(uncalibrated=uncalibrated)  # type: ignore[arg-type]
    config = Config(decision=decision)
    (found,) = calibrations(config, WATCHED, Registry.open(), at_gate=at_gate, where=tmp_path)
    assert found.grade == grade
    assert "facevouch calibrate" in found.advice


def test_a_calibrated_camera_is_well(tmp_path: Path) -> None:
    spec = Registry.open().default("antispoof")
    assert spec is not None
    entry = SiteCalibration(
        model=spec.id, sha256=spec.sha256, basis="attacks",
        slope=1, slope_interval=(1, 1), offset=0, offset_interval=(0, 0),
        threshold=0.5, threshold_interval=(0.5, 0.5), bpcer_asked=0.01,
        seconds={"bona fide": 60}, frames={"bona fide": 600}, fitted_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    store(WATCHED["door"], entry, tmp_path)
    (found,) = calibrations(Config(), WATCHED, Registry.open(), at_gate=True, where=tmp_path)
    assert found.grade == "ok"
