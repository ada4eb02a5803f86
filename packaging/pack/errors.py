"""What can go wrong while packing. Caught once, in each command's `main`."""


class PackError(Exception):
    """A whole sentence: what was wrong, and what to do about it."""
