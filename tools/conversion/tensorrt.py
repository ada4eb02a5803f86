"""TensorRT engines, which must be built on the device that runs them; elsewhere the command to run
there is printed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from edge.errors import MissingExtraError, ModelError
from edge.infer.session import Session
from edge.system.files import refuse_unwritable
from models.inspection import read_onnx
from tools.conversion.parity import Parity, ParityLimits, compare
from tools.conversion.scores import CropSet
from tools.conversion.subject import Subject
from tools.conversion.tensorrt_session import ProviderSession, TrtexecSession
from tools.progress import Stages

PROVIDER = "TensorrtExecutionProvider"


@dataclass(frozen=True, slots=True)
class TensorRTEngine:
    """cache: the folder of engine files for onnxruntime, or the .plan file of trtexec.

    session: runs the engine.
    """

    made_by: str
    cache: Path
    bytes: int
    session: Session


def build_engine(
    subject: Subject, out: Path, precision: str, *, named: str = "", timeout: float = 3600
) -> TensorRTEngine:
    """Build with trtexec, else through onnxruntime's provider.

    out: folder. precision: fp32, fp16, or int8 (of a model with QDQ scales). named: the model as
    named by the user. timeout: s. Raises MissingExtraError with the command to run on the Jetson
    where neither is installed, ModelError where the build fails.
    """
    program = program_for(subject, out, precision, named)
    if program:
        return _with_trtexec(program, subject, out, precision, timeout)
    return _with_onnxruntime(subject, out, precision)


def program_for(subject: Subject, out: Path, precision: str, named: str = "") -> str | None:
    """The path of trtexec; None where onnxruntime's provider is used. Raises as build_engine."""
    if subject.path.suffix != ".onnx":
        raise ModelError(f"TensorRT needs an ONNX file; {subject.path} is not one")
    if precision == "int8" and subject.spec.precision != "int8":
        raise ModelError(
            f"{subject.name} has no quantisation scales for INT8; quantise it first with: "
            "facevouch convert int8"
        )
    program = shutil.which("trtexec") or _usual_place()
    if not program and PROVIDER not in _providers():
        raise NoTensorRTError(subject, out, precision, named or str(subject.path))
    return program


def engine_gated(
    subject: Subject,
    out: Path,
    precision: str,
    crops: Callable[[], CropSet],
    limits: ParityLimits,
    *,
    named: str = "",
    threshold: float | None = None,
    watch: Stages | None = None,
) -> tuple[TensorRTEngine, Parity, list[str]]:
    """Build in a temporary folder, compare with the model on real crops, then move to `out`.

    crops: called after the build. Returns the engine, the comparison, and the limits that it
    exceeds, in which case `out` is not changed. Time is not compared, since the engine runs on the
    GPU. Raises as build_engine does, and ModelError on a limit on time.
    """
    if limits.latency_ratio is not None:
        raise ModelError(
            "the parity gate of an engine does not measure time: leave out "
            "--max-latency-ratio, and run facevouch benchmark models --provider tensorrt "
            "on the device"
        )
    program_for(subject, out, precision, named)
    refuse_unwritable(out)
    with tempfile.TemporaryDirectory(dir=out, prefix=".building-") as folder:
        engine = build_engine(subject, Path(folder), precision, named=named)
        held = Subject(subject.path, subject.spec, engine.session)
        parity = compare(
            subject, held, crops(), threshold=threshold, rounds=0, watch=watch, size=engine.bytes
        )
        broken = limits.broken_by(parity)
        kept = engine.cache
        if not broken:
            for path in sorted(Path(folder).iterdir()):
                path.replace(out / path.name)
            kept = out / engine.cache.name if engine.cache != Path(folder) else out
    return replace(engine, cache=kept), parity, broken


class NoTensorRTError(MissingExtraError):
    """Neither trtexec nor onnxruntime's TensorRT provider is on this machine."""

    def __init__(self, subject: Subject, out: Path, precision: str, named: str) -> None:
        there = Subject(Path(subject.path.name), subject.spec)  # without the local folder
        by_hand = command("trtexec", there, out, precision, graph=subject.path)
        Exception.__init__(
            self,
            "TensorRT is not on this machine: an engine is built on the board it runs on. "
            "On the Jetson (JetPack 6, which brings trtexec) run: facevouch convert tensorrt "
            f"--model {named} --precision {precision} --out {out}  — or by hand: "
            f"{' '.join(by_hand)}  — and for the engines the gate itself runs: "
            "facevouch models engines",
        )


def command(
    program: str, subject: Subject, out: Path, precision: str, *, graph: Path | None = None
) -> list[str]:
    """The trtexec command line, with batch sizes of 1 (min and opt) to 8 (max).

    graph: the file from which the name and shape of the input are read, where it differs from the
    path in the command.
    """
    spec = subject.spec.scoring_input
    c, s = 3 * len(spec.expansions), spec.size
    rest = f"{c}x{s}x{s}" if spec.layout == "NCHW" else f"{s}x{s}x{c}"
    name, free = _input(graph or subject.path)
    parts = [program, f"--onnx={subject.path}", f"--saveEngine={out / subject.path.stem}.plan"]
    if free:
        parts += [f"--{end}Shapes={name}:{n}x{rest}"
                  for end, n in (("min", 1), ("opt", 1), ("max", 8))]  # fmt: skip
    return parts + {"fp32": [], "fp16": ["--fp16"], "int8": ["--int8", "--fp16"]}[precision]


def _with_trtexec(
    program: str, subject: Subject, out: Path, precision: str, timeout: float
) -> TensorRTEngine:
    plan = out / f"{subject.path.stem}.plan"
    try:
        done = subprocess.run(
            command(program, subject, out, precision),
            capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ModelError(f"trtexec did not finish {subject.name} in {timeout:.0f} s") from None
    if done.returncode != 0 or not plan.is_file():
        lines = [line for line in (done.stdout + done.stderr).splitlines() if "[E]" in line]
        reason = lines[0] if lines else f"exit status {done.returncode}"
        raise ModelError(f"trtexec could not build {subject.name}: {reason}")
    session = TrtexecSession(program, plan, *_input(subject.path))
    return TensorRTEngine("trtexec", plan, plan.stat().st_size, session)


def _with_onnxruntime(subject: Subject, out: Path, precision: str) -> TensorRTEngine:
    import numpy as np
    import onnxruntime as ort

    options = {
        "trt_engine_cache_enable": True,
        "trt_engine_cache_path": str(out),
        "trt_fp16_enable": precision in ("fp16", "int8"),
        "trt_int8_enable": precision == "int8",
    }
    try:
        session = ort.InferenceSession(str(subject.path), providers=[(PROVIDER, options)])
        started = session.get_providers()[0] == PROVIDER
        shape = [d if isinstance(d, int) else 1 for d in session.get_inputs()[0].shape]
        session.run(None, {session.get_inputs()[0].name: np.zeros(shape, np.float32)})
    except Exception as error:  # noqa: BLE001  its exceptions share no base class
        line = str(error).strip().splitlines()[0]
        raise ModelError(f"TensorRT could not build {subject.name}: {line}") from None
    if not started:
        raise ModelError("onnxruntime's TensorRT provider does not start; check its libraries")
    built = sum(f.stat().st_size for f in out.glob("*.engine"))
    return TensorRTEngine("onnxruntime", out, built, ProviderSession(session))


def _providers() -> list[str]:
    import onnxruntime as ort

    return list(ort.get_available_providers())


def _usual_place() -> str | None:
    jetson = Path("/usr/src/tensorrt/bin/trtexec")
    return str(jetson) if jetson.is_file() else None


def _input(path: Path) -> tuple[str, bool]:
    """The input's name, and whether its batch dimension is dynamic."""
    name, shape = next(iter(read_onnx(path.read_bytes()).inputs.items()))
    return name, shape[:1] == (None,)
