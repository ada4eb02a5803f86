"""Benchmarks of speed and memory, relative to a baseline measured in the same run."""
