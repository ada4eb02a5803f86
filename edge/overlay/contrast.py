"""Contrast between colours after WCAG 2.2, and whether a kiosk's accent colour can be seen."""

from __future__ import annotations

from edge.errors import ConfigError

RGB = tuple[int, int, int]

LINES, TEXT = 3.0, 4.5
"""The least contrast ratio of graphics (WCAG 2.2, 1.4.11) and of text (1.4.3, level AA)."""

GROUND, TRACK = "#F3F6FB", "#C3CEDC"
"""The kiosk's background where the accent is drawn, and the part of a ring that is not filled."""

INSIDE = 0.13
"""Share of the accent in the inside of pictograms; the rest is GROUND."""

DARKER = 0.96
"""Factor between the darker colours that are tried as a replacement."""


def rgb(colour: str) -> RGB:
    """#rrggbb as three values, 0..255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def luminance(colour: RGB) -> float:
    """Relative luminance, 0..1 (WCAG 2.2)."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: RGB, other: RGB) -> float:
    """Contrast ratio, 1..21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def inside(accent: RGB) -> RGB:
    """The colour inside pictograms: GROUND with a little of the accent."""
    mixed = (round(INSIDE * a + (1 - INSIDE) * g) for a, g in zip(accent, rgb(GROUND), strict=True))
    red, green, blue = mixed
    return red, green, blue


def accent_contrast(accent: RGB) -> float:
    """The least contrast ratio of an accent to the backgrounds on which the kiosk draws it."""
    return min(contrast(accent, each) for each in (rgb(GROUND), rgb(TRACK), inside(accent)))


def check_accent(accent: str) -> float:
    """The accent's contrast, as of `accent_contrast`.

    Raises ConfigError, which names a darker colour that would do, where it is below LINES.
    """
    found = accent_contrast(rgb(accent))
    if found >= LINES:
        return found
    darker = rgb(accent)
    while accent_contrast(darker) < LINES:
        red, green, blue = (int(DARKER * value) for value in darker)
        darker = red, green, blue
    raise ConfigError(
        f"kiosk.accent: {accent} is too light for rings and arrows on the kiosk's background "
        f"(contrast {found:.1f} : 1 instead of {LINES:g} : 1); use for example "
        f"#{bytes(darker).hex()}"
    )
