"""Inference: model sessions, preprocessing, scores and evidence maps."""
