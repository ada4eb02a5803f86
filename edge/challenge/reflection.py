"""Tests whether the skin reflects the colours that a screen showed: a randomisation test.

The skin's tint over time is correlated with the shown pattern, at the best delay, and with patterns
that were drawn in the same way but not shown. Where the face does not reflect the screen, the rank
of the shown pattern among them is uniform: it is among the best ALPHA with probability ALPHA,
whatever the noise. So the false acceptance rate is exact (Fisher 1935; Phipson and Smyth 2010 for
the +1).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.challenge.chroma import Chroma

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
    """A random pattern of `steps` colours, none twice in a row."""
    names = list(LINEAR)
    drawn = [rng.choice(names)]
    while len(drawn) < steps:
        drawn.append(rng.choice([name for name in names if name != drawn[-1]]))
    return tuple(drawn)


def on_screen(name: str) -> tuple[int, int, int]:
    """A colour as (R, G, B) 0..255 (sRGB, IEC 61966-2-1)."""
    levels = [12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in LINEAR[name]]
    red, green, blue = (round(255 * level) for level in levels)
    return red, green, blue


def draw_many(count: int, steps: int, rng: random.Random) -> NDArray[np.intp]:
    """(count, steps) indices into the palette, each row drawn as by `draw`."""
    fast = np.random.default_rng(rng.getrandbits(128))
    first = fast.integers(0, len(LINEAR), (count, 1))
    further = fast.integers(1, len(LINEAR), (count, steps - 1))  # never the same again
    places: NDArray[np.intp] = np.cumsum(np.hstack([first, further]), axis=1) % len(LINEAR)
    return places


def tints() -> NDArray[np.float64]:
    """(colours, 3) in the palette's order: each colour's channels minus their mean, that is without
    brightness."""
    linear = np.array(list(LINEAR.values()))
    tint: NDArray[np.float64] = linear - linear.mean(axis=1, keepdims=True)
    return tint


ALPHA = 0.01
"""False acceptance rate for faces that do not reflect the screen, such as recordings."""

OTHERS = 999
"""Number of random patterns to compare with."""

DELAYS = np.arange(0.0, 0.45, 0.05)
"""Tested delays from the request to the frame, s: screen, exposure, pipeline."""

SETTLE_S = 0.1
"""Time after each change that is left out, because exposure and screen mix both colours."""

FEWEST = 3
"""Fewest samples of each colour."""

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReflectionFinding:
    """correlation: of tint and pattern at the best delay, -1..1. p: the test's p-value; None with
    too few samples."""

    correlation: float
    delay: float
    p: float | None

    @property
    def lit(self) -> bool:
        """Whether the face reflected the shown colours, at the level ALPHA."""
        return self.p is not None and self.p <= ALPHA and self.correlation > 0


def tint_of(chroma: Chroma) -> F64:
    """The skin's colour without brightness and the room's colour: (3,), its mean is 0.

    In logarithms exposure, the skin's own colour and the camera's white balance are offsets; the
    strips beside the head show the white balance as well.
    """
    tint: F64 = np.log(chroma.skin)
    if np.isfinite(chroma.around).all():
        tint = tint - np.log(chroma.around)
    centred: F64 = tint - tint.mean()
    return centred


def examine(
    times: Sequence[float],
    tint: Sequence[F64],
    changes: Sequence[float],
    end: float,
    pattern: Pattern,
    rng: random.Random,
) -> ReflectionFinding:
    """Test the samples (times (N,), tint (N, 3)) against a pattern whose colours were shown from
    `changes` (steps,) on, each until the next change, the last until `end`."""
    at = np.asarray(times, np.float64)
    values = np.asarray(tint, np.float64).reshape(-1, 3)
    begins = np.asarray(changes, np.float64)
    ends = np.append(begins[1:], end)
    if len(at) < FEWEST * len(pattern):
        return ReflectionFinding(0.0, 0.0, None)
    palette = list(LINEAR)
    places = [palette.index(name) for name in pattern]
    patterns = np.vstack([places, draw_many(OTHERS, len(pattern), rng)])
    shown = tints()[patterns]  # (patterns, steps, 3)
    best = np.full(len(patterns), -np.inf)
    delay = 0.0
    for lag in DELAYS:
        fits = _correlations(at - lag, values, begins, ends, shown)
        if fits is None:
            return ReflectionFinding(0.0, 0.0, None)
        if fits[0] > best[0]:
            delay = float(lag)
        best = np.maximum(best, fits)
    as_good = int((best[1:] >= best[0]).sum())
    return ReflectionFinding(float(best[0]), delay, (1 + as_good) / (1 + OTHERS))


def _correlations(at: F64, values: F64, begins: F64, ends: F64, shown: F64) -> F64 | None:
    """Each pattern's correlation with the samples, whose times have the delay subtracted; None with
    too few samples of a step."""
    steps = [(at >= b + SETTLE_S) & (at < e) for b, e in zip(begins, ends, strict=True)]
    counts = np.array([int(mask.sum()) for mask in steps])
    if counts.min() < FEWEST:
        return None
    used = np.any(steps, axis=0)
    level = _without_trend(at[used], values[used])
    step_of = np.argmax(np.stack(steps)[:, used], axis=0)
    sums = np.stack([level[step_of == k].sum(axis=0) for k in range(len(counts))])  # (steps, 3)
    weights = counts[None, :, None]
    centred = shown - (shown * weights).sum(axis=1, keepdims=True) / counts.sum()
    against = (centred * sums[None]).sum(axis=(1, 2))
    power = np.sqrt((centred**2 * weights).sum(axis=(1, 2)) * (level**2).sum())
    correlations: F64 = against / np.maximum(power, 1e-12)
    return correlations


def _without_trend(at: F64, values: F64) -> F64:
    """The values without mean and linear trend, because daylight and white balance drift."""
    basis = np.column_stack([np.ones_like(at), at - at.mean()])
    coefficients, *_ = np.linalg.lstsq(basis, values, rcond=None)
    left: F64 = values - basis @ coefficients
    return left
