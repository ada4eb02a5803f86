"""`benchmark memory`: the runtime's import time, resident memory and its growth."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from edge.errors import DataError, FacevouchError

_ROOT = Path(__file__).resolve().parents[2]
_IMPORTED = ("edge", "edge.cli", "edge.runtime.engine")


@dataclass(frozen=True, slots=True)
class MemoryResult:
    """import_s: seconds by module, each in a fresh interpreter, median. rss in MiB.

    growth_mb: resident memory after `frames` less that after `settle` frames.
    """

    import_s: dict[str, float]
    settle: int
    frames: int
    rss_start_mb: float
    rss_settled_mb: float
    rss_end_mb: float
    growth_mb: float
    ms_per_frame: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def import_seconds(module: str, times: int = 5) -> float:
    """Median seconds a fresh interpreter takes for `import module`."""
    code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
    taken = sorted(
        float(
            subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_ROOT
            ).stdout.splitlines()[-1]
        )
        for _ in range(times)
    )
    return taken[len(taken) // 2]


def benchmark_memory(
    source: str,
    *,
    settle: int = 1000,
    frames: int = 10000,
    model: dict[str, Any] | None = None,
    imports: int = 5,
) -> MemoryResult:
    """Run the pipeline over the looped source in a process of its own and measure its memory.

    model: {"path", "spec"} of an anti-spoof model, None for the shipped one. imports: fresh
    interpreters per module. Raises DataError
    where frames ≤ settle or the process fails.
    """
    if not 0 < settle < frames:
        raise DataError(
            f"--frames ({frames}) must be larger than --settle ({settle}), and both must be above 0"
        )
    request = {"source": source, "settle": settle, "frames": frames, "model": model}
    here = Path.cwd()
    done = subprocess.run(
        [sys.executable, "-c", "from tools.benchmarks.memory import child; child()"],
        input=json.dumps(request | {"cwd": str(here)}), capture_output=True, text=True,
        check=False, cwd=_ROOT,
    )  # fmt: skip
    try:
        measured = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        lines = done.stderr.strip().splitlines()
        reason = said_by(lines[-1]) if lines else f"exit status {done.returncode}"
        raise DataError(f"memory could not be measured: {reason}") from None
    if "error" in measured:
        raise DataError(measured["error"])
    imported = {name: round(import_seconds(name, imports), 3) for name in _IMPORTED}
    return MemoryResult(import_s=imported, settle=settle, frames=frames, **measured)


def said_by(line: str) -> str:
    """The message in a traceback's last line, without the exception's class."""
    name, colon, sentence = line.partition(": ")
    return sentence if colon and name.endswith("Error") else line


def child() -> None:
    """The other process: reads the request from stdin, prints one JSON line."""
    import os

    request = json.load(sys.stdin)
    os.chdir(request["cwd"])
    try:
        answer: dict[str, Any] = _run(request)
    except FacevouchError as error:
        answer = {"error": str(error)}
    print(json.dumps(answer))  # noqa: T201  read by the parent


def _run(request: dict[str, Any]) -> dict[str, float]:
    import psutil

    from edge.config import Config
    from models.registry import Registry
    from models.spec import ModelSpec
    from tools.benchmarks.pipeline import looped, open_pipeline
    from tools.conversion.subject import Subject

    given, model = request["model"], None
    if given:
        model = Subject(Path(given["path"]), ModelSpec.model_validate(given["spec"]))
    process = psutil.Process()
    pipeline = open_pipeline(Config(), Registry.open(), model)
    start = process.memory_info().rss
    try:
        with looped(request["source"]) as read:
            for _ in range(request["settle"]):
                pipeline.process(read())
            settled = process.memory_info().rss
            began = time.perf_counter()
            for _ in range(request["frames"] - request["settle"]):
                pipeline.process(read())
            seconds = time.perf_counter() - began
            end = process.memory_info().rss
    finally:
        pipeline.close()
    mib = 2**20
    return {
        "rss_start_mb": round(start / mib, 1),
        "rss_settled_mb": round(settled / mib, 1),
        "rss_end_mb": round(end / mib, 1),
        "growth_mb": round((end - settled) / mib, 2),
        "ms_per_frame": round(seconds / (request["frames"] - request["settle"]) * 1e3, 3),
    }
