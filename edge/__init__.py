"""facevouch's runtime: from camera to verdict. No Qt, no torch."""

__version__ = "0.1.0"
