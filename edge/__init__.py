"""facevouch's runtime: from camera to verdict. No Qt, no torch."""

import os

__version__ = "0.1.0"

# onnxruntime 1.31 and later assigns the machine an id, stores usage data in the user's cache and
# uploads it. This variable turns that off; it is read when onnxruntime is loaded.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
