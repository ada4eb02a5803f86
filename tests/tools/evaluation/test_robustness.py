"""Corruptions are repeatable, grow with severity and have the effect of their name."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from edge.errors import DataError
from tools.evaluation.robustness import CORRUPTIONS, Corruption


def scene() -> np.ndarray:
    """Stripes, a ramp and texture, uint8 (96, 80, 3)."""
    rng = np.random.default_rng(0)
    ramp = np.linspace(60, 180, 80)[None, :, None] + 20 * (np.arange(96)[:, None, None] // 6 % 2)
    return np.clip(ramp + rng.normal(0, 8, (96, 80, 3)), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_is_repeatable_and_grows_with_severity(name):
    image = scene()
    away = []
    for severity in range(1, 6):
        once, again = (Corruption(name, severity).apply(image, 7) for _ in range(2))
        assert once.shape == image.shape
        assert once.dtype == np.uint8
        assert np.array_equal(once, again)
        away.append(float(np.mean(np.abs(once.astype(float) - image))))
    # blocks may by chance fall together with stripes, so a step may stand still
    assert all(later > 0.85 * sooner for sooner, later in itertools.pairwise(away))
    assert away[-1] > 1.2 * away[0]
    assert away[0] > 0.3


def test_they_do_what_their_names_say():
    image = scene()
    made = {name: Corruption(name, 4).apply(image, 1).astype(float) for name in CORRUPTIONS}
    roughness = {n: np.abs(np.diff(i, axis=0)).mean() for n, i in {**made, "": image * 1.0}.items()}
    assert roughness["noise"] > roughness[""] > roughness["blur"]
    assert roughness["motion"] < roughness[""]
    assert made["brightness"].mean() > image.mean() > made["low_light"].mean()
    assert made["contrast"].std() < 0.5 * image.std()
    assert made["fog"].mean() > image.mean()
    assert made["fog"].std() < image.std()


@pytest.mark.parametrize(("name", "severity"), [("rain", 1), ("blur", 0), ("blur", 6)])
def test_an_unknown_corruption_or_severity_is_refused(name, severity):
    with pytest.raises(DataError, match=r"no corruption|1 to 5"):
        Corruption(name, severity)
