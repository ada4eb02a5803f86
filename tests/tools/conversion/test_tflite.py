"""TFLite files run in the app's own session and agree with the ONNX they were made of.

They are made in an environment of its own (`make convert-env`): left out where it is not.
"""

from __future__ import annotations

import sys

import numpy as np
import pytest

from edge.errors import ModelError
from tools.conversion import tflite
from tools.conversion.litert_job import LitertJob
from tools.conversion.scores import logits_of, session_of
from tools.conversion.variants import VariantRecipe, make_variant
from tools.quantise.crops import calibration_batches


@pytest.fixture
def recipe(manifest, subject):
    try:
        tflite.interpreter()
    except ModelError:
        pytest.skip("there is no environment that makes TFLite files: make convert-env")
    return VariantRecipe(batches=list(calibration_batches(manifest, subject.spec.scoring_input)))


@pytest.mark.slow
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


def test_an_environment_that_is_named_but_not_there_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv(tflite.VARIABLE, str(tmp_path / "python"))
    with pytest.raises(ModelError, match="there is no such file"):
        tflite.interpreter()


def test_a_python_without_the_libraries_is_one_line_that_names_what_it_lacks(monkeypatch):
    monkeypatch.setenv(tflite.VARIABLE, sys.executable)
    with pytest.raises(ModelError, match=r"could not make the TFLite file: .*litert_torch"):
        tflite.run(LitertJob(b"", "fp32"))


def test_an_error_of_the_conversion_environment_is_passed_on_in_one_line(
    graph, monkeypatch, tmp_path
):
    """The worker runs in the tests' own Python here, with a stand-in for litert-torch."""
    graph.add("Erf", "input", out="logit")
    path = graph.save(tmp_path / "erf.onnx", [1, 3], {"logit": [1, 3]})
    python = tmp_path / "python"
    python.write_text(
        "#!/bin/sh\nshift\n"
        f"exec {sys.executable} -c 'import runpy, sys, types; "
        'sys.modules["litert_torch"] = types.ModuleType("litert_torch"); '
        'sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name="__main__")\' "$@"\n'
    )
    python.chmod(0o755)
    monkeypatch.setenv(tflite.VARIABLE, str(python))
    with pytest.raises(ModelError, match=r"^cannot convert the operators Erf to TFLite$"):
        tflite.run(LitertJob(path.read_bytes(), "fp32"))


def test_a_job_is_read_as_it_was_written(tmp_path):
    faces = np.random.default_rng(0).random((2, 4, 4, 3), dtype=np.float32)
    job = LitertJob(b"graph", "int8", ["a", "b"], transpose=False, faces=faces)
    job.write(tmp_path)
    read = LitertJob.read(tmp_path)
    assert (read.graph, read.precision, read.tail, read.transpose) == (
        b"graph", "int8", ["a", "b"], False,
    )  # fmt: skip
    np.testing.assert_array_equal(read.faces, faces)
