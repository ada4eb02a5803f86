"""Converts a trained network to other formats and precisions, each compared with the original."""
