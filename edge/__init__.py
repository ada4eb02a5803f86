"""facevouch's runtime: from camera to verdict. No Qt, no torch."""

import os

__version__ = "0.1.0"

# onnxruntime from 1.31 on gives the machine an identity, keeps a database of its use in the user's
# cache and sends it where there is a network. A gate tells nobody. Read when onnxruntime is loaded.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
