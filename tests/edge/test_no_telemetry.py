"""No library sends telemetry or collects it in the account's folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from needs import needs_opencv


@needs_opencv()
def test_a_run_leaves_nothing_in_the_accounts_folder(tmp_path: Path) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ORT_"))}
    environ |= {"HOME": str(tmp_path), "OMP_NUM_THREADS": "1"}
    words = ["-m", "edge", "run", "--source", "demo", "--max-frames", "3", "--quiet"]
    subprocess.run([sys.executable, *words], env=environ, check=True, capture_output=True)

    left = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert [name for name in left if "Microsoft" in name or "onnxruntime" in name] == []
