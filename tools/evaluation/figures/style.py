"""One look for every figure: colours told apart with every common colour blindness."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

# Okabe and Ito's palette; bona fide and attack keep theirs in every figure
BONA_FIDE, ATTACK = "#0072B2", "#D55E00"
LINES = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F")
INK, GRID = "#222222", "#DDDDDD"
LETTER = 0.105
"""Inches of a letter of a panel's title: bold, 10 points."""

RC: dict[RcKeyType, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.labelsize": 9,
    "axes.edgecolor": "#888888",
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 8,
}


def colour(index: int) -> str:
    """The index-th variant's colour."""
    return LINES[index % len(LINES)]


def dash(index: int) -> str:
    """Lines that share a colour differ in their dashes."""
    return ("-", "--", ":", "-.")[index // len(LINES) % 4]


def width(index: int) -> float:
    """The baseline is drawn broad, so that it shows beneath a variant that covers it."""
    return 3.0 if index == 0 else 1.5


def figure(
    width: float, height: float, rows: int = 1, columns: int = 1
) -> tuple[Figure, list[Axes]]:
    """A figure in inches and its axes, row by row; not pyplot, so no window and no global state."""
    with rc_context(RC):
        drawn = Figure(figsize=(width, height), layout="constrained")
        axes = drawn.subplots(rows, columns, squeeze=False).ravel().tolist()
    for one in axes:
        one.grid(visible=True, color=GRID, linewidth=0.6)
        one.set_axisbelow(True)
        one.spines[["top", "right"]].set_visible(False)
    return drawn, axes


def png(drawn: Figure) -> bytes:
    """The figure as a PNG, the same bytes for the same figure."""
    buffer = io.BytesIO()
    drawn.savefig(buffer, format="png", dpi=150, metadata={"Software": None})
    return buffer.getvalue()


def wrapped(name: str, inches: float) -> str:
    """A bold title of at most `inches`: a longer name is broken after its separators, and within a
    part that is too long by itself."""
    most = max(1, int(inches / LETTER))
    parts = [part for whole in re.split(r"(?<=[_/@ -])", name) for part in _cut(whole, most)]
    lines = [""]
    for part in parts:
        if len(lines[-1]) + len(part) > most and lines[-1]:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _cut(text: str, most: int) -> list[str]:
    return [text[i : i + most] for i in range(0, len(text), most)]
