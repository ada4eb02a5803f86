"""Checks whether the TensorRT engines that the settings need are built for this device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from edge.config import Config
from edge.doctor.finding import Finding, Grade
from edge.errors import ModelError

if TYPE_CHECKING:
    from edge.infer.tensorrt_build import CachingProvider
    from edge.infer.tensorrt_store import EngineStore
    from models.registry import Registry


def engines(
    config: Config,
    registry: Registry,
    settings: Path | None = None,
    provider: CachingProvider | None = None,
    store: EngineStore | None = None,
) -> Iterator[Finding]:
    """A finding for each model in the settings; none where TensorRT is not used.

    settings: their file, for the advised command.
    """
    from edge.infer.tensorrt import TENSORRT
    from edge.infer.tensorrt_build import TensorRT, order, used
    from edge.infer.tensorrt_store import EngineStore

    asked = config.models.provider == "tensorrt"
    if provider is None:
        import onnxruntime

        there = TENSORRT in onnxruntime.get_available_providers()
        if not asked and not (there and config.models.provider == "auto"):
            return
        provider = TensorRT()
    bad: Grade = "wrong" if asked else "note"
    try:
        machine = provider.machine()
    except ModelError as error:
        yield Finding("TensorRT", bad, str(error))
        return
    store = store or EngineStore()
    command = "facevouch models engines" + (f" --config {settings}" if settings else "")
    for spec in used(config, registry):
        what = f"engine of {spec.id}"
        try:
            standing = store.status(machine, order(spec, config, registry).recipe)
        except ModelError as error:
            yield Finding(what, bad, str(error))
            continue
        if standing.state == "built":
            yield Finding(what, "ok", f"built for {machine}")
            continue
        why = f": {standing.why}" if standing.why else ""
        yield Finding(
            what,
            bad,
            f"{standing.state}{why}; "
            + ("the gate does not start without it" if asked else "the gate runs without it"),
            f"as the gate's account, before it starts: {command}",
        )
