"""Draw a result onto a frame with OpenCV: for the annotated video and for snapshots."""

from __future__ import annotations

import cv2
import numpy as np

from edge.overlay.primitives import STATE_COLOURS, FaceMark, Heat, Points, primitives
from edge.types import F32, U8, Frame, FrameResult, State

ICONS: dict[State, str] = {
    State.LIVE: "+",
    State.ATTACK: "X",
    State.CHECKING: "...",
    State.POOR_QUALITY: "!",
    State.UNKNOWN: "?",
    State.UNAVAILABLE: "-",
}
"""OpenCV's built-in font has ASCII only."""

HEAT_STRENGTH = 0.55


def annotate(frame: Frame, result: FrameResult, *, heat: str | None = None) -> U8:
    """A copy of the frame with everything drawn: uint8 (H, W, 3) BGR."""
    image: U8 = frame.bgr.copy()
    scale = max(0.4, min(frame.size) / 900)
    for item in primitives(result, heat=heat):
        if isinstance(item, Heat):
            draw_heat(image, item)
        elif isinstance(item, Points):
            for x, y in item.xy:
                cv2.circle(
                    image, (round(x), round(y)), max(1, round(3 * scale)), _bgr(item.state), -1
                )
        else:
            _draw_mark(image, item, scale)
    return image


def draw_heat(image: U8, heat: Heat) -> None:
    """Blend an evidence map in: red where it spoke for attack, blue where for bona fide."""
    height, width = image.shape[:2]
    rows, columns = heat.evidence.shape
    # the map's pixel centres to its unit square, then on to the frame
    unit = np.array([[1 / columns, 0, 0.5 / columns], [0, 1 / rows, 0.5 / rows], [0, 0, 1]])
    matrix = (heat.to_frame @ unit)[:2]
    flat = (heat.evidence / heat.limit).astype(np.float32)
    warped: F32 = np.asarray(cv2.warpAffine(flat, matrix, (width, height), flags=cv2.INTER_CUBIC))
    strength = (np.abs(warped).clip(0, 1) * HEAT_STRENGTH)[..., None]
    colour = np.where(warped[..., None] > 0, (0, 94, 213), (178, 114, 0)).astype(np.float32)
    image[:] = (image * (1 - strength) + colour * strength).astype(np.uint8)


def _draw_mark(image: U8, mark: FaceMark, scale: float) -> None:
    thick = max(1, round(2.5 * scale))
    colour = _bgr(mark.state)
    x1, y1, x2, y2 = (round(v) for v in (mark.box.x1, mark.box.y1, mark.box.x2, mark.box.y2))
    cv2.rectangle(image, (x1, y1), (x2, y2), colour, thick)
    lines = [f"[{ICONS[mark.state]}] {mark.lines[0]}", *mark.lines[1:]]
    (_, tall), deep = cv2.getTextSize("Ag", cv2.FONT_HERSHEY_SIMPLEX, scale, thick // 2 or 1)
    step = tall + deep + 4
    top = y1 - step * len(lines) - 4
    if top < 0:
        top = min(y2 + 4, image.shape[0] - step * len(lines))
    for i, text in enumerate(lines):
        (w, h), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, thick // 2 or 1)
        base = top + step * i + h + 4
        cv2.rectangle(image, (x1, base - h - 4), (x1 + w + 6, base + below), (32, 32, 32), -1)
        cv2.putText(
            image, text, (x1 + 3, base), cv2.FONT_HERSHEY_SIMPLEX, scale, colour, thick // 2 or 1,
            cv2.LINE_AA,
        )  # fmt: skip


def _bgr(state: State) -> tuple[int, int, int]:
    red, green, blue = STATE_COLOURS[state]
    return blue, green, red
