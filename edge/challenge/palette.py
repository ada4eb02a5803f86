"""The colours a screen shows, alike in brightness, so that they never flash."""

from __future__ import annotations

import random

import numpy as np
from numpy.typing import NDArray

LINEAR = {
    "rose": (0.70, 0.07, 0.14),
    "green": (0.05, 0.25, 0.06),
    "blue": (0.12, 0.15, 0.95),
    "cyan": (0.03, 0.22, 0.50),
    "violet": (0.55, 0.06, 0.60),
    "amber": (0.40, 0.16, 0.02),
}
"""Linear R, G, B, 0..1. Relative luminance 0.19 to 0.21 each: WCAG calls a flash a change of 0.1
and more. No red over 0.8 of the sum, from where on WCAG counts red flashes of their own."""

Pattern = tuple[str, ...]


def draw(steps: int, rng: random.Random) -> Pattern:
    """So many colours, none twice in a row."""
    names = list(LINEAR)
    drawn = [rng.choice(names)]
    while len(drawn) < steps:
        drawn.append(rng.choice([name for name in names if name != drawn[-1]]))
    return tuple(drawn)


def on_screen(name: str) -> tuple[int, int, int]:
    """(R, G, B) 0..255 as a screen wants it (sRGB, IEC 61966-2-1)."""
    levels = [12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in LINEAR[name]]
    red, green, blue = (round(255 * level) for level in levels)
    return red, green, blue


def draw_many(count: int, steps: int, rng: random.Random) -> NDArray[np.intp]:
    """(count, steps) places in the palette, each row drawn as `draw` draws."""
    fast = np.random.default_rng(rng.getrandbits(128))
    first = fast.integers(0, len(LINEAR), (count, 1))
    further = fast.integers(1, len(LINEAR), (count, steps - 1))  # never the same again
    places: NDArray[np.intp] = np.cumsum(np.hstack([first, further]), axis=1) % len(LINEAR)
    return places


def tints() -> NDArray[np.float64]:
    """(colours, 3) in the palette's order: each colour's channels less their mean, for what is
    left when brightness is taken out."""
    linear = np.array(list(LINEAR.values()))
    tint: NDArray[np.float64] = linear - linear.mean(axis=1, keepdims=True)
    return tint
