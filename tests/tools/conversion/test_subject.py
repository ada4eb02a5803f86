"""Two models are compared under one calibration, unless each has its own."""

from __future__ import annotations

from pathlib import Path

from models.registry import Registry
from models.spec import Calibration
from tools.conversion.subject import Subject


def test_a_file_without_a_calibration_is_compared_under_the_other_models():
    spec = Registry.open().get("antispoof_minifasnet_v2_se_fp32")
    assert spec.calibration != Calibration()
    original = Subject(Path("fp32.onnx"), spec)
    bare = Subject(Path("mine.onnx"), spec.model_copy(update={"calibration": Calibration()}))
    assert bare.calibrated_as(original).spec.calibration == spec.calibration
    own = Calibration(slope=3.0)
    other = Subject(Path("own.onnx"), spec.model_copy(update={"calibration": own}))
    assert other.calibrated_as(original).spec.calibration == own
