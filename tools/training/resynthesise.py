"""Imitations of the traces of image generators, applied to a face or a whole image.

The inner face of a swap or a re-enactment is the output of a decoder: it has the decoder's
resolution, is smoothed by a bottleneck or sharpened by a super-resolution stage, and carries the
periodic traces of up-sampling layers (Odena et al. 2016, "Deconvolution and checkerboard
artifacts"; Frank et al. 2020, arXiv 2003.08685, on their spectra). These functions
imitate such traces without a generator. Images are uint8 (S, S, 3) BGR.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from edge.types import F32, U8

Rng = np.random.Generator


def resynthesised(image: U8, rng: Rng) -> U8:
    """`image` after one of the imitations below, drawn at random."""
    kinds: tuple[Callable[[U8, Rng], U8], ...] = (bottlenecked, enhanced, upsampled, flattened)
    kind = int(rng.choice(len(kinds), p=(0.3, 0.25, 0.3, 0.15)))
    return kinds[kind](image, rng)


def bottlenecked(image: U8, rng: Rng) -> U8:
    """Reduced to a decoder's low resolution, 64 to 128 px for the inner face, and enlarged."""
    size = image.shape[0]
    small = int(rng.integers(size // 4, size * 5 // 8))
    down = cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA)
    method = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4]))
    return np.asarray(cv2.resize(down, (size, size), interpolation=method), np.uint8)


def enhanced(image: U8, rng: Rng) -> U8:
    """Enlarged and sharpened, as by super-resolution: sharp edges without skin texture."""
    out = bottlenecked(image, rng)
    if rng.random() < 0.6:
        out = np.asarray(cv2.bilateralFilter(out, 5, 18, 3), np.uint8)
    soft = cv2.GaussianBlur(out, (0, 0), float(rng.uniform(0.8, 2.0)))
    amount = float(rng.uniform(0.5, 1.6))
    return np.asarray(cv2.addWeighted(out, 1 + amount, soft, -amount, 0), np.uint8)


def flattened(image: U8, rng: Rng) -> U8:
    """Edge-preserving smoothing at full resolution, as by a decoder that predicts a mean."""
    strength = float(rng.uniform(12, 40))
    out = cv2.bilateralFilter(image, 7, strength, float(rng.uniform(2, 5)))
    return np.asarray(out, np.uint8)


def upsampled(image: U8, rng: Rng) -> U8:
    """An imitated transposed convolution: zeros inserted between the pixels, then a small filter.

    The phases of the filter have different sums, which gives the checkerboard pattern;
    nearest-neighbour enlargement followed by a filter is the same with another kernel.
    """
    size = image.shape[0]
    factor = int(rng.choice([2, 2, 4]))
    small = -(-size // factor)
    low = cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA)
    low = cv2.copyMakeBorder(low, 2, 2, 2, 2, cv2.BORDER_REPLICATE)
    wide = np.zeros((low.shape[0] * factor, low.shape[1] * factor, 3), np.float32)
    wide[::factor, ::factor] = low
    out = cv2.filter2D(wide, -1, _kernel(factor, rng))
    room = 2 * factor
    return np.clip(out[room : room + size, room : room + size], 0, 255).astype(np.uint8)


def _kernel(factor: int, rng: Rng) -> F32:
    """An interpolation kernel whose factor² phases have sums slightly different from one."""
    side = 2 * factor - 1
    ramp = 1 - np.abs(np.arange(side) - side // 2) / factor
    if rng.random() < 0.4:  # nearest neighbour, softened
        ramp = cv2.GaussianBlur((ramp > 0.5).astype(np.float32)[None], (3, 1), 0.7)[0]
    kernel = np.outer(ramp, ramp) * np.exp(rng.normal(0, 0.1, (side, side)))
    strength = rng.uniform(0.004, 0.03)
    for y in range(factor):
        for x in range(factor):
            phase = kernel[y::factor, x::factor]
            phase *= (1 + rng.normal(0, strength)) / phase.sum()
    return np.asarray(kernel, np.float32)
