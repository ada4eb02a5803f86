"""The kiosk's colour palettes. They are bright, so that the screen also illuminates the face.

No state is indicated by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PyQt6.QtGui import QColor

from edge.challenge.guidance import Phase
from edge.overlay import contrast as edge_contrast
from edge.overlay.contrast import GROUND, TRACK, check_accent, inside, rgb


@dataclass(frozen=True, slots=True)
class Mood:
    """The colour palette of a phase, as #rrggbb.

    ground: the screen's background. ink: sentences. soft: second lines. accent: rings, discs,
    arrows and buttons. on_accent: text and symbols on the accent. fill: the inside of pictograms.
    track: the part of a ring or bar that is not filled.
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
    ground=GROUND,
    ink="#0E1B2C",
    soft="#45556B",
    accent="#0A5DB0",
    on_accent="#FFFFFF",
    fill="#D8E6F6",
    track=TRACK,
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


def mood(phase: Phase, welcoming: Mood = WELCOMING) -> Mood:
    return _OF.get(phase, welcoming)


def with_accent(accent: str | None) -> Mood:
    """The WELCOMING palette with another accent colour; text on it is black or white, whichever
    has the higher contrast. None leaves the palette as it is.

    Raises ConfigError, which names a darker colour that would do, where the accent's contrast to
    one of its backgrounds is too low (`edge.overlay.contrast`).
    """
    if accent is None:
        return WELCOMING
    check_accent(accent)
    colour, fill = QColor(accent), QColor(*inside(rgb(accent)))
    return replace(WELCOMING, accent=accent, on_accent=ink_on(colour).name(), fill=fill.name())


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio, 1..21 (WCAG 2.2)."""
    return edge_contrast.contrast(_rgb(one), _rgb(other))


def _rgb(colour: QColor) -> edge_contrast.RGB:
    return colour.red(), colour.green(), colour.blue()


def ink_on(ground: QColor) -> QColor:
    """Black or white, whichever has the higher contrast: at least 4.58 on any background.

    The least is at the luminance L where both are equal: (L + 0.05) / 0.05 = 1.05 / (L + 0.05),
    which gives √21 = 4.58.
    """
    black, white = QColor("#000000"), QColor("#FFFFFF")
    return black if contrast(black, ground) >= contrast(white, ground) else white
