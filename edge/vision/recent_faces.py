"""Cut-outs of the faces that one camera saw recently, in memory only."""

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
    """A frame listener that stores cut-outs of faces of good quality. Thread-safe.

    expansion, largest_px: as of `cut_out`. limit: largest number of cut-outs. every_s: interval
    between stored cut-outs of a track; None: only the newest of each track. forget_s: age at which
    a cut-out is dropped, by the frames' clock; one that is later than the newest frame is dropped,
    too.
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
        """Store the good faces of a frame, and drop old and surplus ones."""
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
        """All cut-outs, oldest first."""
        with self._lock:
            return list(self._cutouts.values())

    def pop(self, track_id: int) -> FaceCutout | None:
        """Remove a track's cut-outs and return the newest."""
        with self._lock:
            keys = [key for key in self._cutouts if key[0] == track_id]
            found = [self._cutouts.pop(key) for key in keys]
        return found[-1] if found else None
