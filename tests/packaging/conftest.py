"""Tests that build and install whole packages are run by `make package-test` alone."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))  # the builder: `pack`

collect_ignore = [] if os.environ.get("FACEVOUCH_PACKAGE_TEST") else ["installed"]
