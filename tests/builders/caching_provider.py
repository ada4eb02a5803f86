"""An execution provider that builds engine caches as TensorRT does, but on the CPU."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

from toy_models import onnx_bytes, shipped_folder, spec_of

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.ort import OrtSession
from edge.infer.scorer import Scorer
from edge.infer.selftest import record
from edge.infer.session import Session
from edge.infer.tensorrt import Machine, Precision, recipe_for
from edge.infer.tensorrt_build import Order
from edge.infer.tensorrt_store import Workspace
from edge.types import F32
from models.inspection import read_onnx
from models.registry import Registry
from models.spec import ModelSpec

ORIN = Machine("Orin", "8.7", "10.3.0", "1.22.2")
LATER = Machine("Orin", "8.7", "10.7.0", "1.22.2")
ENGINE = b"an engine"
ONE_THREAD = ModelsConfig(threads=1, provider="cpu")
GOOD = onnx_bytes()


@dataclass(frozen=True)
class FakeTensorRT:
    """fault: nothing (writes no engine), anew (builds at every opening), wrong (other answers),
    cut (half an engine is on the disk), full (a full disk), killed, stuck.

    log: a line for each engine that was built, and how many timings were known then.
    """

    log: Path
    fault: str = ""
    here: Machine = ORIN

    def machine(self) -> Machine:
        return self.here

    def open(self, content: bytes, order: Order, space: Workspace) -> Session:
        engine = space.engines / "part_0.engine"
        if not engine.exists() or self.fault == "anew":
            self._build(space, engine)
        elif not engine.read_bytes().startswith(ENGINE):
            raise ModelError("could not deserialize engine from cache")
        session = OrtSession(content, order.spec, order.models, ["CPUExecutionProvider"])
        return Shifted(session) if self.fault == "wrong" else session

    def _build(self, space: Workspace, engine: Path) -> None:
        times = len(list(space.timings.iterdir()))
        with self.log.open("a") as log:
            log.write(f"{times}\n")
        (space.timings / "sm87.timing").write_bytes(b"measured")
        if self.fault == "nothing":
            return
        if self.fault == "full":
            Path("/dev/full").write_bytes(ENGINE)  # the system's own error
        turn = len(self.log.read_text().splitlines())
        engine.write_bytes(ENGINE[:4] if self.fault == "cut" else ENGINE + b"%d" % turn)
        (space.engines / "part_0.profile").write_bytes(b"1x3x16x16")
        if self.fault == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "stuck":
            threading.Event().wait()


class Shifted:
    """A session whose scores and evidence are off, as a wrong kernel's would be."""

    one_at_a_time = False

    def __init__(self, session: Session) -> None:
        self._session = session
        self.providers, self.one_by_one = session.providers, session.one_by_one

    def run(self, x: F32) -> dict[str, F32]:
        outputs = self._session.run(x)
        evidence = outputs["evidence"] + 1
        off = evidence[0].size
        return {"logit": outputs["logit"] + off, "evidence": evidence}


def toy_registry(folder: Path, *, answers: bool = True, **fields: object) -> Registry:
    """A registry with one model for anti-spoofing that is the default."""
    spec = spec_of(GOOD, default=True, **fields)
    registry = Registry.open(shipped_folder(folder / "shipped", (spec, GOOD)), folder / "user")
    if not answers:
        return registry
    told = record(Scorer.load(registry, spec.id, ONE_THREAD))
    spec = spec.model_copy(update={"answers": told})
    return Registry.open(shipped_folder(folder / "shipped", (spec, GOOD)), folder / "user")


def order_of(registry: Registry, precision: Precision = "fp32") -> Order:
    (spec,) = registry.specs()
    recipe = recipe_for(spec, read_onnx(GOOD), precision)
    return Order(spec, registry.path(spec), recipe, ONE_THREAD)


def toy_spec() -> ModelSpec:
    return spec_of(GOOD, default=True)
