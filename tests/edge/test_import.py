"""Imports of the runtime: no window, no torch, and nothing slow for a bare import."""

from __future__ import annotations

import subprocess
import sys

import pytest
from needs import needs_opencv

FORBIDDEN = ("PyQt6", "torch", "timm", "matplotlib.pyplot", "tools", "ui", "sklearn", "scipy")


@needs_opencv()
@pytest.mark.parametrize(
    "statement",
    [
        "import edge",
        "import edge.cli",
        "import edge.runtime.engine",
        "import edge.cli.run, edge.cli.models",
    ],
)
def test_the_runtime_imports_neither_window_nor_tools_nor_torch(statement: str) -> None:
    code = f"import sys\n{statement}\nprint([m for m in {FORBIDDEN!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_bare_import_loads_no_library_at_all() -> None:
    libraries = ("cv2", "mediapipe", "numpy", "onnxruntime")
    code = f"import sys, edge; print([m for m in {libraries!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
