"""Contrast after WCAG, and which accent colours the kiosk takes."""

from __future__ import annotations

import re

import pytest

from edge.errors import ConfigError
from edge.overlay.contrast import LINES, accent_contrast, check_accent, contrast, rgb


def test_contrast_is_that_of_known_pairs() -> None:
    assert contrast(rgb("#000000"), rgb("#FFFFFF")) == pytest.approx(21)
    assert contrast(rgb("#777777"), rgb("#ffffff")) == pytest.approx(4.48, abs=0.01)
    assert contrast(rgb("#123456"), rgb("#123456")) == 1


@pytest.mark.parametrize("accent", ["#FFD200", "#FFFFFF", "#7FD0C0", "#00FF00"])
def test_a_colour_too_light_is_refused_with_a_darker_one_that_would_do(accent: str) -> None:
    assert accent_contrast(rgb(accent)) < LINES
    with pytest.raises(ConfigError, match=f"kiosk.accent: {accent} is too light") as refusal:
        check_accent(accent)
    (better,) = re.findall("example (#[0-9a-f]{6})", str(refusal.value))
    assert check_accent(better) >= LINES


def test_a_dark_colour_is_taken() -> None:
    assert check_accent("#00665C") == accent_contrast(rgb("#00665C")) >= LINES
