"""The calibration wizard: the engine of `facevouch calibrate`, step by step beside the picture."""
