"""The resident memory of one model, measured in a process of its own that loads and runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from edge.errors import ModelError
from tools.benchmarks.memory import said_by
from tools.conversion.subject import Subject

_RUNS = 20


def resident_mb(subject: Subject, threads: int = 1) -> float:
    """Megabytes the process grew by loading the model and running it. Raises ModelError."""
    request = {
        "path": str(subject.path.resolve()),
        "spec": subject.spec.model_dump(mode="json"),
        "threads": threads,
    }
    done = subprocess.run(
        [sys.executable, "-c", "from tools.benchmarks.model_memory import child; child()"],
        input=json.dumps(request), capture_output=True, text=True, check=False, timeout=300,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    try:
        return float(json.loads(done.stdout.splitlines()[-1])["megabytes"])
    except (IndexError, ValueError, KeyError):
        lines = done.stderr.strip().splitlines()
        reason = said_by(lines[-1]) if lines else f"exit status {done.returncode}"
        raise ModelError(f"the memory of {subject.name} could not be measured: {reason}") from None


def child() -> None:
    """The other process: reads the request from stdin, prints one JSON line."""
    import numpy as np
    import onnxruntime  # noqa: F401  counted as the process's own, not the model's
    import psutil

    from edge.config import ModelsConfig
    from edge.infer.load import open_session
    from edge.infer.preprocess import tensor_shape
    from models.spec import ModelSpec

    request = json.load(sys.stdin)
    spec = ModelSpec.model_validate(request["spec"])
    process = psutil.Process()
    models = ModelsConfig(provider="cpu", threads=request["threads"])
    before = process.memory_info().rss
    session = open_session(Path(request["path"]), spec, models)
    x = np.zeros(tensor_shape(1, spec.scoring_input), np.float32)
    for _ in range(_RUNS):
        session.run(x)
    grown = (process.memory_info().rss - before) / 2**20
    print(json.dumps({"megabytes": grown}))  # noqa: T201  read by the parent
