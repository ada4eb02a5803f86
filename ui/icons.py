"""The icons as vector shapes on a 24 × 24 grid, drawn in any colour."""

from __future__ import annotations

import threading
from functools import lru_cache

from PyQt6.QtCore import QByteArray, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPixmap
from PyQt6.QtSvg import QSvgRenderer

from edge.overlay import icons as state_lines
from edge.types import State

_STATE_ICONS = {
    State.LIVE: "check",
    State.ATTACK: "cross",
    State.CHECKING: "hourglass",
    State.UNKNOWN: "question",
    State.POOR_QUALITY: "eye-off",
    State.UNAVAILABLE: "plug",
}


def _svg(state: State) -> str:
    """The overlay's lines as SVG, so that a state looks the same everywhere."""
    lines = "".join(
        "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in line) for line in state_lines.LINES[state]
    )
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r=".6" fill="currentColor"/>'
        for x, y in state_lines.DOTS.get(state, ())
    )
    return f'<path d="{lines}"/>{dots}'


_SHAPES = {
    **{_STATE_ICONS[state]: _svg(state) for state in State},
    # actions
    "camera": '<path d="M4 7.5h3.4l1.5-2.3h6.2l1.5 2.3H20a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H4a1 1 0 0 '
    '1-1-1V8.5a1 1 0 0 1 1-1Z"/><circle cx="12" cy="13" r="3.6"/>',
    "webcam": '<circle cx="12" cy="10" r="6.5"/><circle cx="12" cy="10" r="2.4"/>'
    '<path d="M8 20.5h8M12 16.5v4"/>',
    "model": '<path d="M12 3.2 20.5 8 12 12.8 3.5 8ZM3.5 12.2 12 17l8.5-4.8M3.5 16.2 12 21l8.5-4.8"'
    "/>",
    "pause": '<path d="M8.5 5.5v13M15.5 5.5v13" stroke-width="2.6"/>',
    "play": '<path d="M8 5.2v13.6L19 12Z" fill="currentColor"/>',
    "record": '<circle cx="12" cy="12" r="8.2"/><circle cx="12" cy="12" r="4.2" '
    'fill="currentColor"/>',
    "stop": '<circle cx="12" cy="12" r="8.2"/><rect x="9" y="9" width="6" height="6" rx="1" '
    'fill="currentColor"/>',
    "heatmap": '<circle cx="12" cy="12" r="8.6"/><circle cx="12" cy="12" r="5" '
    'stroke-dasharray="3 2.2"/><circle cx="12" cy="12" r="1.7" fill="currentColor"/>',
    "fullscreen": '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
    "sidebar": '<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><path d="M14.5 4.5v15"/>',
    "log": '<path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20"/><circle cx="4.5" cy="6.5" r=".7" '
    'fill="currentColor"/><circle cx="4.5" cy="12" r=".7" fill="currentColor"/>'
    '<circle cx="4.5" cy="17.5" r=".7" fill="currentColor"/>',
    "timeline": '<path d="M3 17.5h18"/><circle cx="6.5" cy="17.5" r="1.6" fill="currentColor"/>'
    '<circle cx="16.5" cy="17.5" r="1.6" fill="currentColor"/><rect x="3.2" y="5" width="6.6" '
    'height="7.5" rx="1.4"/><rect x="13.2" y="5" width="6.6" height="7.5" rx="1.4"/>',
    "back": '<path d="M17.5 6v12L8.5 12Z" fill="currentColor"/><path d="M6 6v12"/>',
    "forward": '<path d="M6.5 6v12l9-6Z" fill="currentColor"/><path d="M18 6v12"/>',
    "loop": '<path d="M4 11.5V10a3.5 3.5 0 0 1 3.5-3.5H19M16 3.5l3 3-3 3M20 12.5V14a3.5 3.5 0 0 1'
    '-3.5 3.5H5M8 20.5l-3-3 3-3"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "down": '<path d="M7 10l5 5 5-5"/>',
    "folder": '<path d="M3.5 6.5a1 1 0 0 1 1-1h4.8l2 2.3h8.2a1 1 0 0 1 1 1v9.4a1 1 0 0 1-1 1h-15a1 '
    '1 0 0 1-1-1Z"/>',
    "stream": '<path d="M5 17.5a9.5 9.5 0 0 1 0-11M19 6.5a9.5 9.5 0 0 1 0 11M8 15a5.5 5.5 0 0 1 '
    '0-6M16 9a5.5 5.5 0 0 1 0 6"/><circle cx="12" cy="12" r="1.4" fill="currentColor"/>',
    "pattern": '<rect x="3.5" y="4.5" width="17" height="15" rx="2"/>'
    '<path d="M7.8 4.5v15M12 4.5v15M16.2 4.5v15"/>',
    "demo": '<circle cx="12" cy="8.5" r="4.2"/><path d="M4.5 20.2c.9-4 3.8-6 7.5-6s6.6 2 7.5 6"/>',
    "retry": '<path d="M18.5 15.75a7.5 7.5 0 1 1 0-7.5M19.7 3.9l-1.2 4.35-4.35-1.15"/>',
    "warning": '<path d="M12 3.8 21.5 20h-19ZM12 10v4.6"/><circle cx="12" cy="17.2" r=".6" '
    'fill="currentColor"/>',
    "info": '<circle cx="12" cy="12" r="8.6"/><path d="M12 11.2v5"/><circle cx="12" cy="8" r=".6" '
    'fill="currentColor"/>',
    "shield": '<path d="M12 3.2 19.5 6v5.6c0 4.4-3 7.6-7.5 9.2-4.5-1.6-7.5-4.8-7.5-9.2V6Z"/>'
    '<path d="M8.6 12.2l2.5 2.5 4.4-4.9"/>',
    "erase": '<path d="M8.5 5.5H20a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H8.5L3 12ZM11.5 9.3l5.4 5.4M16.9 '
    '9.3l-5.4 5.4"/>',
    "untrusted": '<path d="M12 3.2 19.5 6v5.6c0 4.4-3 7.6-7.5 9.2-4.5-1.6-7.5-4.8-7.5-9.2V6Z"/>'
    '<path d="M12 8.2v4.6"/><circle cx="12" cy="15.8" r=".6" fill="currentColor"/>',
}


def state_icon(state: State) -> str:
    """The name of a state's icon; no two states share one."""
    return _STATE_ICONS[state]


def names() -> tuple[str, ...]:
    return tuple(_SHAPES)


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str, width: float, _thread: int) -> QSvgRenderer:
    body = _SHAPES[name].replace("currentColor", colour)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" '
        f'stroke="{colour}" stroke-width="{width}" stroke-linecap="round" '
        f'stroke-linejoin="round">{body}</svg>'
    )
    return QSvgRenderer(QByteArray(svg.encode()))


def draw(painter: QPainter, name: str, rect: QRectF, colour: QColor, width: float = 2.0) -> None:
    """Paint an icon into `rect`; width is the stroke on the 24-unit grid.

    Any thread may draw: each has its own renderers (the recorder paints in a thread of its own).
    """
    _renderer(name, colour.name(), width, threading.get_ident()).render(painter, rect)


def pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """A square pixmap of `size` logical px for a screen of the given pixel ratio."""
    picture = QPixmap(QSize(size, size) * ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw(painter, name, QRectF(0, 0, size * ratio, size * ratio), colour)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: QColor, muted: QColor) -> QIcon:
    """An icon sharp at one, two and three times the pixels, greyed where disabled."""
    result = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        result.addPixmap(pixmap(name, colour, 20, ratio))
        result.addPixmap(pixmap(name, muted, 20, ratio), QIcon.Mode.Disabled)
    return result
