"""Imitated generators: a trace, and otherwise the same face."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from edge.types import U8
from tools.training.resynthesise import bottlenecked, enhanced, flattened, resynthesised, upsampled

MAKERS = (bottlenecked, enhanced, flattened, upsampled)


def picture(seed: int = 0, size: int = 96) -> U8:
    rng = np.random.default_rng(seed)
    coarse = rng.normal(128, 30, (8, 8, 3)).astype(np.float32)
    smooth = cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC)
    return np.clip(smooth + rng.normal(0, 8, smooth.shape), 0, 255).astype(np.uint8)


def grain(image: U8) -> float:
    """Spread of what a small blur takes away."""
    return float((image - cv2.GaussianBlur(image.astype(np.float32), (0, 0), 1.0)).std())


@pytest.mark.parametrize("maker", [*MAKERS, resynthesised])
@pytest.mark.parametrize("size", [96, 101])
def test_a_resynthesised_picture_is_the_same_scene_in_other_pixels(maker, size) -> None:
    image = picture(size=size)
    image.setflags(write=False)
    for seed in range(8):
        out = maker(image, np.random.default_rng(seed))
        assert out.shape == image.shape
        assert out.dtype == np.uint8
        assert not np.array_equal(out, image)
        assert abs(float(out.mean()) - float(image.mean())) < 6
        a, b = (cv2.resize(i, (12, 12), interpolation=cv2.INTER_AREA) for i in (out, image))
        assert np.corrcoef(a.ravel(), b.ravel())[0, 1] > 0.9
        assert np.array_equal(out, maker(image, np.random.default_rng(seed)))


@pytest.mark.parametrize("maker", [bottlenecked, flattened])
def test_a_bottleneck_loses_the_grain_of_the_skin(maker) -> None:
    image = picture()
    for seed in range(8):
        assert grain(maker(image, np.random.default_rng(seed))) < 0.75 * grain(image)


def test_up_sampling_leaves_a_periodic_trace_where_a_plain_face_has_none() -> None:
    smooth = cv2.GaussianBlur(picture(), (0, 0), 3)

    def at_nyquist(image: U8) -> float:
        """Share of the spectrum's energy that alternates from pixel to pixel."""
        values = image[..., 1].astype(np.float64)
        spectrum = np.abs(np.fft.fft2(values - values.mean())) ** 2
        half = image.shape[0] // 2
        return float((spectrum[half].sum() + spectrum[:, half].sum()) / spectrum.sum())

    plain = at_nyquist(smooth)
    traces = [at_nyquist(upsampled(smooth, np.random.default_rng(s))) for s in range(12)]
    assert min(traces) > 2 * plain
