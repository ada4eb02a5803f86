"""Faces of one camera that were seen a moment ago, cut out and held in memory only."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass

from edge.types import U8, Box, Frame, FrameResult
from edge.vision.crop import cut_out


@dataclass(frozen=True, slots=True)
class FaceCutout:
    """A face with its surroundings. bgr: uint8 (h, w, 3), a copy; box: the face in it; at: s."""

    bgr: U8
    box: Box
    at: float


class RecentFaces:
    """A frame listener that holds cut-outs of faces of good quality. Safe from any thread.

    expansion, largest_px: as of `cut_out`. limit: cut-outs at most. every_s: hold one of each track
    for every so many seconds; None: only the newest of each track. forget_s: the longest a cut-out
    is held, by the frames' clock; one from a later time than the newest frame's goes too.
    """

    def __init__(
        self,
        *,
        expansion: float,
        largest_px: int,
        limit: int,
        every_s: float | None = None,
        forget_s: float = math.inf,
    ) -> None:
        self._expansion = expansion
        self._largest_px = largest_px
        self._limit = limit
        self._every_s = every_s
        self._forget_s = forget_s
        self._lock = threading.Lock()
        self._cutouts: OrderedDict[tuple[int, int], FaceCutout] = OrderedDict()

    def on_frame(self, frame: Frame, result: FrameResult) -> None:
        """Cut out the good faces of a frame, and drop what is too old or too much."""
        with self._lock:
            for face in result.faces:
                moment = 0 if self._every_s is None else int(result.time / self._every_s)
                key = (face.verdict.track_id, moment)
                if not face.quality.ok or (self._every_s is not None and key in self._cutouts):
                    continue
                bgr, box = cut_out(frame.bgr, face.face.box, self._expansion, self._largest_px)
                self._cutouts[key] = FaceCutout(bgr, box, result.time)
                self._cutouts.move_to_end(key)
            while self._cutouts:
                age = result.time - next(iter(self._cutouts.values())).at
                if len(self._cutouts) <= self._limit and 0 <= age <= self._forget_s:
                    break
                self._cutouts.popitem(last=False)

    def faces(self) -> list[FaceCutout]:
        """All that are held, oldest first."""
        with self._lock:
            return list(self._cutouts.values())

    def pop(self, track_id: int) -> FaceCutout | None:
        """The newest cut-out of a track; the track is forgotten."""
        with self._lock:
            keys = [key for key in self._cutouts if key[0] == track_id]
            found = [self._cutouts.pop(key) for key in keys]
        return found[-1] if found else None
