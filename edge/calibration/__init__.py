"""Calibration of a model's scores to one camera at one place: fit, storage and drift detection."""
