"""Converts a float ONNX model to TFLite, with the Python of a separate environment."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from edge.errors import ModelError
from edge.system.files import write_atomically
from tools.conversion import litert_worker
from tools.conversion.litert_job import PRECISIONS, LitertJob
from tools.conversion.subject import Subject
from tools.quantise.graph import input_levels, linear_tail, load_model, prepare

VARIABLE = "FACEVOUCH_CONVERT_PYTHON"
CHECKOUT = Path(__file__).resolve().parents[2]


def interpreter() -> Path:
    """The Python of that environment. Raises ModelError with instructions where it is missing."""
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            raise ModelError(f"{VARIABLE} is {named}, but there is no such file")
        return Path(named)
    folder = CHECKOUT / ".venv-convert"
    for python in (folder / "bin" / "python", folder / "Scripts" / "python.exe"):
        if python.is_file():
            return python
    raise ModelError(
        "TFLite files are made in a separate Python environment, which does not exist yet; "
        f"create it with: make convert-env (about 2 GB), or set {VARIABLE} to its Python"
    )


def run(job: LitertJob) -> bytes:
    """The content of the TFLite file of a job. Raises ModelError with the libraries' message."""
    python = interpreter()
    with tempfile.TemporaryDirectory(prefix="facevouch-") as folder:
        job.write(Path(folder))
        # isolated: working directory and PYTHONPATH must not shadow its packages
        command = [str(python), "-I", litert_worker.__file__, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return LitertJob.result(Path(folder)).read_bytes()
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    said = lines[-1].strip() if lines else f"exit status {done.returncode}"
    if done.returncode == litert_worker.REFUSED:
        raise ModelError(said)
    raise ModelError(f"{python} could not make the TFLite file: {said}")


F32 = NDArray[np.float32]


def to_tflite(subject: Subject, out: Path, precision: str, batches: Sequence[F32] = ()) -> None:
    """Convert a float ONNX model to a batch size of one, channels last, with the same output names.

    precision: fp32; fp16 (weights stored in 16 bits); int8 (static, calibrated on `batches`, which
    are inputs of the ONNX model; the linear tail stays in float).

    Raises ModelError without the conversion environment, on an unsupported operator and on a
    quantised model.
    """
    if precision not in PRECISIONS:
        raise ModelError(f"TFLite files are made in {', '.join(PRECISIONS)}, not {precision!r}")
    if precision == "int8" and not len(batches):
        raise ModelError("INT8 needs crops to calibrate on; give a data set with --data")
    one = _one_face(subject.path)
    transpose = subject.spec.scoring_input.layout == "NCHW"
    faces = None
    if precision == "int8":
        faces = np.concatenate(list(batches))
        faces = np.moveaxis(faces, 1, -1) if transpose else faces
    in_float = sorted({*input_levels(one.graph), *linear_tail(one.graph)})
    job = LitertJob(one.SerializeToString(), precision, in_float, transpose, faces)
    write_atomically(out, run(job))


def tflite_contract(subject: Subject, precision: str) -> dict[str, object]:
    """The fields of the contract that differ in the TFLite file."""
    spec = subject.spec.scoring_input.model_copy(update={"layout": "NHWC"})
    return {"input": spec, "precision": precision.removeprefix("tflite-")}


def _one_face(path: Path) -> onnx.ModelProto:
    """The graph with a batch size of one, and with batch norms and constants folded."""
    model = load_model(path)
    if any("Quantize" in n.op_type or "Integer" in n.op_type for n in model.graph.node):
        raise ModelError(f"{path} is already quantised; give the float model to make a TFLite file")
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    for value in model.graph.output:
        if value.type.tensor_type.shape.dim:
            value.type.tensor_type.shape.dim[0].dim_value = 1
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one_face.onnx"
        onnx.save(model, str(one))
        prepared = prepare(one, Path(folder) / "prepared.onnx")
    if not all(d.dim_value for d in prepared.graph.input[0].type.tensor_type.shape.dim):
        raise ModelError(
            f"{path} accepts images of any size; export it with a fixed size for TFLite"
        )
    return prepared
