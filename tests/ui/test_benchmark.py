"""The benchmark of the window runs without a display and reports its measurements."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_reports_how_long_the_window_keeps_its_thread() -> None:
    command = (sys.executable, "-m", "ui.benchmark", "--seconds", "2", "--rate", "10")
    done = subprocess.run(
        [*command, "--heatmap", "antispoof"],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["heatmap"] == "antispoof"
    for name in ("longest_wall", "longest_cpu", "busy_wall", "busy_cpu"):
        found = report[name]
        assert found["pictures"] > 0
        assert found["median_ms"] <= found["p95_ms"] <= found["p99_ms"] <= found["max_ms"]
