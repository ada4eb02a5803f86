"""What the numbers were measured on; without it they mean nothing."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import onnxruntime as ort

from edge.infer.threads import usable_cores


def machine() -> dict[str, str | int | float | list[str]]:
    """Processor, cores this process may use, load, system, versions."""
    return {
        "cpu": cpu_name(),
        "cores": usable_cores(),
        "logical_cpus": os.cpu_count() or 1,
        "load_1min": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else -1.0,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "onnxruntime": ort.__version__,
        "providers": list(ort.get_available_providers()),
    }


def in_words() -> str:
    """The same in one line."""
    m = machine()
    return (
        f"{m['cpu']}, {m['cores']} of {m['logical_cpus']} cores, load {m['load_1min']}, "
        f"{m['system']}, onnxruntime {m['onnxruntime']}"
    )


def cpu_name(
    cpuinfo: Path = Path("/proc/cpuinfo"), board: Path = Path("/proc/device-tree/model")
) -> str:
    """The board's name where it has one (Pi, Jetson), else the processor's."""
    try:
        return board.read_text(errors="replace").strip("\x00\n ")
    except OSError:
        pass
    try:
        for line in cpuinfo.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
