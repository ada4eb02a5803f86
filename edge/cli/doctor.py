"""`facevouch doctor`: checks everything on this machine that facevouch needs, with advice."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict

from edge import __version__
from edge.doctor import access, engines, fonts, isolation, libraries, service, system
from edge.doctor.finding import Finding, Grade
from edge.errors import FacevouchError
from edge.infer.threads import usable_cores
from edge.system.paths import state_folder

# Modules that load native libraries are imported inside their check, so that a broken library is
# reported as a finding and does not prevent the other checks.

SIGNS: dict[Grade, str] = {
    "ok": "[green]✓ ok[/]",
    "note": "[yellow]• note[/]",
    "wrong": "[red]✗ wrong[/]",
}
ROOMY = 120
"""Least width of a terminal, in columns, for a table of findings; else lines are printed."""

SPEED_FRAMES = 60
OPENCVS = ("opencv-contrib-python", "opencv-python-headless", "opencv-python")
"""MediaPipe requires the first; the packages contain the second, which has no GUI functions."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "doctor",
        description="Check everything facevouch needs on this machine. Exit status 1 if "
        "something is wrong.",
    )
    command.add_argument("--json", action="store_true", help="print the findings as JSON")


def execute(args: argparse.Namespace) -> int:
    findings = []
    for check in CHECKS:
        try:
            findings += list(check())
        except FacevouchError as error:
            findings.append(Finding(check.__name__.strip("_"), "wrong", str(error)))
        except (ImportError, OSError) as error:
            findings.append(libraries.finding(check.__name__.strip("_"), error, _package))
    if args.json:
        print(json.dumps([asdict(f) for f in findings], indent=2))  # noqa: T201
    else:
        _show(findings)
    return 1 if any(f.grade == "wrong" for f in findings) else 0


def _package(library: str) -> str:
    from ui.platform import debian_package

    return debian_package(library)


def _show(findings: list[Finding]) -> None:
    """Print a table on a wide terminal; else a line per finding, with its advice below it."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    if console.width < ROOMY:
        for finding in findings:
            line = f"{SIGNS[finding.grade]}  {escape(finding.what)}: {escape(finding.text)}"
            console.print(line, highlight=False, soft_wrap=True)
            if finding.advice:
                console.print(f"      → {escape(finding.advice)}", highlight=False, soft_wrap=True)
        return
    table = Table(title=f"facevouch {__version__}", title_justify="left", show_lines=False)
    for heading in ("", "what", "found", "what to do"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        words = (finding.what, finding.text, finding.advice)
        table.add_row(SIGNS[finding.grade], *map(escape, words))
    console.print(table)


def _machine() -> Iterator[Finding]:
    cores = usable_cores()
    words = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    yield Finding("machine", "ok", f"{words}, {cores} usable cores")


def _libraries() -> Iterator[Finding]:
    versions = []
    opencv = next((name for name in OPENCVS if _installed(name)), OPENCVS[0])
    for name in ("mediapipe", opencv, "onnxruntime", "numpy"):
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, "wrong", "not installed", "pip install --force-reinstall facevouch")
    yield Finding("libraries", "ok", ", ".join(versions))
    several = [name for name in OPENCVS if _installed(name)]
    if len(several) > 1:
        yield Finding(
            "OpenCV",
            "note",
            f"{', '.join(several)} are installed over one another",
            f"pip uninstall {' '.join(several)}, then pip install {OPENCVS[0]}",
        )


def _providers() -> Iterator[Finding]:
    import onnxruntime

    names = [p.removesuffix("ExecutionProvider") for p in onnxruntime.get_available_providers()]
    yield Finding("onnxruntime providers", "ok", ", ".join(names))


def _engines() -> Iterator[Finding]:
    from edge.config import Config, load_config
    from models.registry import Registry

    file = service.SETTINGS if service.SETTINGS.exists() else None
    config = load_config(file) if file else Config()
    registry = Registry.open()
    registry.signed = config.models.signed
    yield from engines.engines(config, registry, file)


def _cameras() -> Iterator[Finding]:
    from edge.capture.camera_list import list_cameras

    yield from access.cameras(list_cameras())


def _state() -> Iterator[Finding]:
    yield from access.state(state_folder())


def _relay() -> Iterator[Finding]:
    if service.SETTINGS.exists():
        from edge.capture.resolve import open_source
        from edge.config import load_config

        config = load_config(service.SETTINGS)
        yield from access.pins(config.relay.pin)
        kinds = {
            camera.name: open_source(camera.source, config.camera).kind
            for camera in config.cameras
            if camera.source is not None
        }
        yield from access.relay_sources(config, kinds)


def _calibrations() -> Iterator[Finding]:
    """Calibrations of the cameras in the service's settings; without these, of all found ones."""
    from edge.calibration.store import camera_identity
    from edge.capture.camera_list import list_cameras
    from edge.config import Config, load_config
    from edge.doctor.calibration import calibrations
    from models.registry import Registry

    found = list_cameras()
    at_gate = service.SETTINGS.exists()
    config = load_config(service.SETTINGS) if at_gate else Config()
    if config.cameras:
        watched = {
            camera.name: config.camera.calibrated_as or camera_identity(camera.source, found)
            for camera in config.cameras
        }
    else:
        watched = {camera.name: camera_identity(str(camera.index), found) for camera in found}
    yield from calibrations(config, watched, Registry.open(), at_gate=at_gate)


def _named() -> Iterator[Finding]:
    """Findings on the files that the service's settings name, except those that are in order."""
    if service.SETTINGS.exists():
        from edge.config import load_config
        from edge.doctor.configured_files import named_files
        from models.registry import Registry

        found = named_files(load_config(service.SETTINGS), Registry.open())
        yield from (finding for finding in found if finding.grade != "ok")


def _display() -> Iterator[Finding]:
    try:
        from ui.platform import display_problem
    except ModuleNotFoundError:
        yield Finding("window", "note", "PyQt6 is not installed", "pip install 'facevouch[app]'")
        return
    problem = display_problem()
    if problem is None:
        yield Finding("display", "ok", os.environ.get("QT_QPA_PLATFORM") or "a window can open")
    else:
        yield Finding("display", "note", problem, "without one, use: facevouch run")


def _models() -> Iterator[Finding]:
    from models.registry import Registry

    registry = Registry.open()
    for spec in registry.specs():
        try:
            registry.verified(spec)
        except FacevouchError as error:
            yield Finding(spec.id, "wrong", str(error))
        else:
            mark = ", default" if spec.default else ""
            yield Finding(spec.id, "ok", f"{spec.task} {spec.precision}, hash verified{mark}")
    if registry.default("antispoof") is None:
        yield Finding(
            "anti-spoof model",
            "wrong",
            "none is installed, so no face can be LIVE",
            "facevouch models import FILE.onnx",
        )


def _speed() -> Iterator[Finding]:
    import numpy as np

    from edge.capture.resolve import open_source
    from edge.config import Config
    from edge.runtime.factory import build_pipeline
    from edge.types import State
    from models.registry import Registry

    config = Config()
    pipeline = build_pipeline(config, Registry.open())
    states = set()
    took = []
    with open_source(f"demo:{SPEED_FRAMES}", config.camera) as source:
        while (frame := source.read()) is not None:
            started = time.perf_counter()
            result = pipeline.process(frame)
            took.append((time.perf_counter() - started) * 1e3)
            states |= {face.verdict.state for face in result.faces}
    pipeline.close()
    p50, p95 = np.percentile(took[5:], (50, 95))
    text = f"{1000 / p50:.0f} frames/s through the whole pipeline (p50 {p50:.1f}, p95 {p95:.1f} ms)"
    if not states:
        yield Finding("pipeline", "wrong", "the demo's face was not found", "reinstall facevouch")
    elif State.UNAVAILABLE in states:
        yield Finding("pipeline", "wrong", f"{text}; no usable anti-spoof model")
    else:
        yield Finding("pipeline", "ok" if p50 < 100 else "note", text)


def _installed(distribution: str) -> bool:
    try:
        importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _machine,
    system.board,
    libraries.c_library,
    system.power,
    system.heat,
    system.kernel,
    isolation.decoder,
    system.clock,
    service.slots,
    service.units,
    service.settings,
    _named,
    _libraries,
    fonts.chinese,
    _providers,
    _engines,
    _cameras,
    _calibrations,
    _relay,
    _state,
    _display,
    _models,
    _speed,
)
