"""The environment TFLite files are made in: its packages and the app's cannot live together."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from edge.errors import ModelError
from tools.conversion import litert_worker
from tools.conversion.litert_job import Job

VARIABLE = "FACEVOUCH_CONVERT_PYTHON"
CHECKOUT = Path(__file__).resolve().parents[2]


def interpreter() -> Path:
    """The Python of that environment. Raises ModelError, which says how to make it."""
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            raise ModelError(f"{VARIABLE} names {named}, and there is no such file")
        return Path(named)
    folder = CHECKOUT / ".venv-convert"
    for python in (folder / "bin" / "python", folder / "Scripts" / "python.exe"):
        if python.is_file():
            return python
    raise ModelError(
        "TFLite files are made in a Python environment of their own, which is not there yet; "
        f"make it with: make convert-env (about 2 GB), or name its Python in {VARIABLE}"
    )


def run(job: Job) -> bytes:
    """The TFLite file of a job. Raises ModelError with what the libraries said."""
    python = interpreter()
    with tempfile.TemporaryDirectory(prefix="facevouch-") as folder:
        job.write(Path(folder))
        # isolated: neither the working directory nor PYTHONPATH may put other packages before its
        command = [str(python), "-I", litert_worker.__file__, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return Job.result(Path(folder)).read_bytes()
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    said = lines[-1].strip() if lines else f"exit status {done.returncode}"
    if done.returncode == litert_worker.REFUSED:
        raise ModelError(said)
    raise ModelError(f"{python} could not make the TFLite file: {said}")
