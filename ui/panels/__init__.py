"""The right side and the dock: each panel is one file."""
