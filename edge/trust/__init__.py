"""Checks whether a camera can be trusted: its provenance, and properties of its frames."""
