"""Figures of an evaluation: PNG through matplotlib, interactive through plotly."""
