"""The kiosk's colours: light, to light the face too. No state is told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtGui import QColor

from edge.challenge.guidance import Phase


@dataclass(frozen=True, slots=True)
class Mood:
    """The colours of one phase, as #rrggbb.

    ground: of the screen. ink: sentences. soft: second lines. accent: rings, discs, arrows and
    buttons. on_accent: what is drawn on those. fill: inside of pictograms. track: the part of a
    ring that is still empty.
    """

    ground: str
    ink: str
    soft: str
    accent: str
    on_accent: str
    fill: str
    track: str

    def colour(self, role: str) -> QColor:
        return QColor(getattr(self, role))


WELCOMING = Mood(
    ground="#F3F6FB",
    ink="#0E1B2C",
    soft="#45556B",
    accent="#0A5DB0",
    on_accent="#FFFFFF",
    fill="#D8E6F6",
    track="#C3CEDC",
)
GOOD = Mood(
    ground="#E4F5EE",
    ink="#06281D",
    soft="#2C5546",
    accent="#00724F",
    on_accent="#FFFFFF",
    fill="#BFE6D6",
    track="#B5D9CB",
)
NEUTRAL = Mood(
    ground="#F6F3EC",
    ink="#241C0E",
    soft="#5C5140",
    accent="#8A5200",
    on_accent="#FFFFFF",
    fill="#F2E1C4",
    track="#DDD2BF",
)
HELPFUL = Mood(
    ground="#EEF0FA",
    ink="#17173A",
    soft="#4B4C74",
    accent="#4A45A8",
    on_accent="#FFFFFF",
    fill="#DAD9F4",
    track="#C9C9E2",
)
RESTING = Mood(
    ground="#E3E6EA",
    ink="#1B2027",
    soft="#48515D",
    accent="#4A5563",
    on_accent="#FFFFFF",
    fill="#CFD5DC",
    track="#BCC3CB",
)
MOODS = (WELCOMING, GOOD, NEUTRAL, HELPFUL, RESTING)

_OF = {
    Phase.ACCEPTED: GOOD,
    Phase.RETRY: NEUTRAL,
    Phase.HELP: HELPFUL,
    Phase.OUT_OF_ORDER: RESTING,
}


def mood(phase: Phase) -> Mood:
    return _OF.get(phase, WELCOMING)


def luminance(colour: QColor) -> float:
    """Relative luminance, 0..1 (WCAG 2.2)."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(v) for v in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio, 1..21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: QColor) -> QColor:
    """Black or white, whichever reads better: 4.58 at least on every ground."""
    black, white = QColor("#000000"), QColor("#FFFFFF")
    return black if contrast(black, ground) >= contrast(white, ground) else white
