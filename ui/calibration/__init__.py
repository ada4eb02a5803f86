"""The calibration wizard: the fit of `facevouch calibrate`, step by step beside the picture."""
