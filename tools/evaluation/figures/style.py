"""One look for every figure: colours told apart with every common colour blindness."""

from __future__ import annotations

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's palette; bona fide and attack keep theirs in every figure
BONA_FIDE, ATTACK = "#0072B2", "#D55E00"
LINES = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F")
INK, GRID = "#222222", "#DDDDDD"

RC = {
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
