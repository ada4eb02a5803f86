"""An engine is held against its model before it is kept.

No graphics processor is needed: a program with trtexec's options and files stands in for it, and a
session with onnxruntime's for its TensorRT provider; both run the model on the processor. What a
real engine answers, these tests do not show.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest

from edge.errors import ModelError
from tools.conversion import tensorrt
from tools.conversion.parity import ParityLimits
from tools.conversion.scores import logits_of
from tools.conversion.subject import Subject
from tools.conversion.tensorrt_session import TrtexecSession

TRTEXEC = """#!{python}
import json, sys
import numpy as np, onnxruntime as ort
given = dict(a[2:].split("=", 1) for a in sys.argv[1:] if "=" in a)
if "onnx" in given:  # "builds" an engine: the model itself
    open(given["saveEngine"], "wb").write(open(given["onnx"], "rb").read())
    sys.exit(0)
name, file = given["loadInputs"].split(":", 1)
if {broken!r}:
    print("[E] engine is of another version"); sys.exit(1)
shape = [int(n) for n in given["shapes"].split(":")[1].split("x")]
x = np.fromfile(file, np.float32).reshape(shape)
assert len(x) <= 8
session = ort.InferenceSession(given["loadEngine"], providers=["CPUExecutionProvider"])
names = [o.name for o in session.get_outputs()]
out = [dict(name=n, dimensions="x".join(map(str, v.shape)),
            values=(v.ravel() * {factor}).tolist())
       for n, v in zip(names, session.run(names, {{name: x}}))]
json.dump(out, open(given["exportOutput"], "w"))
"""


@pytest.fixture
def trtexec(tmp_path, monkeypatch):
    """Puts the program on the path. factor: what it multiplies every output by."""

    def put(factor: float = 1.0, *, broken: bool = False) -> Path:
        program = tmp_path / "bin" / "trtexec"
        program.parent.mkdir(exist_ok=True)
        text = TRTEXEC.format(python=sys.executable, factor=factor, broken=broken)
        program.write_text(text)
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
        return program

    return put


def gated(subject: Subject, out: Path, crops, limits: ParityLimits | None = None):
    return tensorrt.engine_gated(subject, out, "fp16", lambda: crops, limits or ParityLimits())


def test_an_engine_that_answers_as_its_model_is_kept(subject, crops, trtexec, tmp_path):
    trtexec()
    engine, parity, broken = gated(subject, tmp_path / "engines", crops)
    assert broken == []
    assert engine.cache == tmp_path / "engines" / "small_fp32.plan"
    assert [p.name for p in engine.cache.parent.iterdir()] == ["small_fp32.plan"]
    assert engine.bytes == parity.bytes == engine.cache.stat().st_size
    assert (parity.flips, parity.crops) == (0, 12)
    assert parity.max_dp < 1e-6
    assert np.isnan(parity.latency_ms)


def test_an_engine_that_answers_otherwise_is_refused_and_an_older_one_stays(
    subject, crops, trtexec, tmp_path
):
    trtexec(factor=-1.0)
    out = tmp_path / "engines"
    out.mkdir()
    (out / "small_fp32.plan").write_bytes(b"older")
    _, parity, broken = gated(subject, out, crops)
    assert parity.auc_change < 0
    assert any("loss of AUC" in line for line in broken)
    assert [p.name for p in out.iterdir()] == ["small_fp32.plan"]
    assert (out / "small_fp32.plan").read_bytes() == b"older"


def test_an_engine_that_does_not_run_is_one_line(subject, crops, trtexec, tmp_path):
    trtexec(broken=True)
    with pytest.raises(ModelError, match=r"small_fp32\.plan: \[E\] engine is of another"):
        gated(subject, tmp_path / "engines", crops)
    assert list((tmp_path / "engines").iterdir()) == []


def test_faces_go_to_trtexec_in_runs_that_the_engine_takes(subject, crops, trtexec):
    session = TrtexecSession(str(trtexec()), subject.path, "input", free=True)
    held = Subject(subject.path, subject.spec, session)
    np.testing.assert_allclose(logits_of(held, crops), logits_of(subject, crops), atol=1e-5)


def test_a_limit_on_time_is_refused_where_none_is_taken(subject, crops, trtexec, tmp_path):
    trtexec()
    with pytest.raises(ModelError, match="does not measure time"):
        gated(subject, tmp_path, crops, ParityLimits(latency_ratio=1.0))


def test_an_engine_of_onnxruntimes_provider_is_held_by_the_session_that_built_it(
    subject, crops, tmp_path, monkeypatch
):
    real = ort.InferenceSession
    asked = []

    class OnTensorRT:
        """onnxruntime's session, with TensorRT as its provider and an engine left behind."""

        def __init__(self, path: str, providers: list) -> None:
            ((name, options),) = providers
            asked.append((name, options["trt_fp16_enable"]))
            Path(options["trt_engine_cache_path"], "built.engine").write_bytes(b"engine")
            self._real = real(path, providers=["CPUExecutionProvider"])

        def get_providers(self) -> list[str]:
            return [tensorrt.PROVIDER, "CPUExecutionProvider"]

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

    monkeypatch.setattr(tensorrt, "_usual_place", lambda: None)
    monkeypatch.setattr(tensorrt.shutil, "which", lambda _: None)
    monkeypatch.setattr(tensorrt, "_providers", lambda: [tensorrt.PROVIDER])

    def opened(model, *more, providers):
        """Only what asks for TensorRT gets it; the model is held by the app's own session."""
        wanted = providers[0][0] if isinstance(providers[0], tuple) else providers[0]
        if wanted == tensorrt.PROVIDER:
            return OnTensorRT(model, providers)
        return real(model, *more, providers=providers)

    monkeypatch.setattr(ort, "InferenceSession", opened)
    engine, parity, broken = gated(subject, tmp_path / "engines", crops)
    assert (engine.made_by, broken) == ("onnxruntime", [])
    assert asked[0] == (tensorrt.PROVIDER, True)
    assert engine.cache == tmp_path / "engines"
    assert (engine.cache / "built.engine").read_bytes() == b"engine"
    assert parity.bytes == len(b"engine")
    assert json.dumps(parity.as_dict())
