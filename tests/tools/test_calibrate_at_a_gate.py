"""Calibration works on every gate: nothing of the extra `tools` is needed."""

from __future__ import annotations

import subprocess
import sys

from needs import needs_opencv

HEAVY = ("scipy", "sklearn", "plotly", "psutil", "onnx", "torch")
CODE = f"""
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HEAVY!r}:
            raise ModuleNotFoundError(name=name)
sys.meta_path.insert(0, Missing())
from tools.calibrate import main
sys.exit(main(["--live", "demo:2", "--no-prompt", "--dry-run"]))
"""


@needs_opencv()
def test_calibrating_needs_nothing_that_a_kiosk_lacks() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "too little data to calibrate" in done.stderr
