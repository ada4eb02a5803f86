"""A calibration at a fake engine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from ui_fakes import FakeEngine
from ui_stage import FakeRegistry

from ui.calibration.run import CalibrationRun


@pytest.fixture(autouse=True)
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that calibrations go to."""
    monkeypatch.setenv("FACEVOUCH_CALIBRATION", str(tmp_path / "calibration"))
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    return tmp_path / "calibration"


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(lambda: None)


@pytest.fixture
def run(engine: FakeEngine) -> Iterator[CalibrationRun]:
    made = CalibrationRun(engine, FakeRegistry())  # type: ignore[arg-type]
    yield made
    made.close()
