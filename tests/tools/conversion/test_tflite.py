"""TFLite files run in the app's own session and agree with the ONNX they were made of.

litert-torch wants an environment of its own (see docs/conversion.md): left out where it is not.
"""

from __future__ import annotations

import numpy as np
import pytest

from tools.conversion.scores import logits_of, session_of
from tools.conversion.variants import Recipe, make_variant
from tools.quantise.crops import calibration_batches


@pytest.fixture
def recipe(manifest, subject):
    pytest.importorskip("litert_torch", reason="litert-torch is not installed: facevouch[convert]")
    return Recipe(batches=list(calibration_batches(manifest, subject.spec.scoring_input)))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("precision", "tolerance"), [("fp32", 1e-4), ("fp16", 1e-2), ("int8", 0.3)]
)
def test_a_tflite_file_agrees_with_its_onnx(subject, crops, recipe, tmp_path, precision, tolerance):
    made = make_variant(subject, f"tflite-{precision}", tmp_path / "m.tflite", recipe)
    assert made.spec.scoring_input.layout == "NHWC"
    assert made.spec.precision == precision
    off = np.abs(logits_of(made, crops) - logits_of(subject, crops))
    assert off.max() < tolerance
    session = session_of(made)
    outputs = session.run(np.zeros((1, 32, 32, 3), np.float32))
    assert set(outputs) == {"logit", "evidence"}
    assert outputs["evidence"].sum() + 0.25 == pytest.approx(
        float(outputs["logit"][0, 0]), abs=1e-4
    )
