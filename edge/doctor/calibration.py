"""Checks whether the anti-spoof model was calibrated to this machine's cameras."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from edge.calibration import store
from edge.config import Config
from edge.doctor.finding import Finding
from models.registry import Registry

ADVICE = "facevouch calibrate --live SOURCE, with a print and a phone as well"


def calibrations(
    config: Config,
    watched: Mapping[str, str],
    registry: Registry,
    *,
    at_gate: bool,
    where: Path | None = None,
) -> Iterator[Finding]:
    """A finding for each camera. watched: by the camera's name, its identity in calibrations.

    at_gate: whether a service is configured here, which accepts nobody at an uncalibrated camera.
    Raises ConfigError on a damaged calibration.
    """
    chosen = config.models.antispoof
    spec = registry.default("antispoof") if chosen == "default" else None
    if chosen not in (None, "default"):
        spec = registry.get(chosen)
    if spec is None:
        return
    decision = config.decision.at_a_gate() if at_gate else config.decision
    for name, identity in watched.items():
        what = f"calibration of {name}"
        if store.calibrated(spec, identity, where).calibration.camera:
            yield Finding(what, "ok", f"{spec.id} was calibrated to it")
        elif decision.treats_uncalibrated() == "refuse":
            text = f"{spec.id} was not calibrated to it, so the gate accepts nobody there"
            yield Finding(what, "wrong", text, ADVICE)
        else:
            text = f"{spec.id} was not calibrated to it: its error rates there are not known"
            yield Finding(what, "note", text, ADVICE)
