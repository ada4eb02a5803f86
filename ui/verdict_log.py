"""The log of verdicts with a small picture each: in memory only; can be exported."""

from __future__ import annotations

import csv
import io
import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PyQt6.QtCore import QObject, QRectF, pyqtSignal
from PyQt6.QtGui import QPainter

from edge.errors import OutputError
from edge.overlay.comparison import crop_of
from edge.overlay.maps import face_map
from edge.overlay.primitives import one_scale
from edge.overlay.score_memory import TASKS, ScoreMemory
from edge.types import U8, AttackKind, Box, FaceResult, Frame, FrameResult, State, Verdict
from ui import comparison, heatmap, video_view
from ui.painting import OverlayOptions
from ui.pixels import as_image, scaled

MOST = 300
"""Largest number of entries; the oldest are dropped. About 20 kB each."""

LOGGED = (State.LIVE, State.ATTACK, State.UNAVAILABLE)
"""States that count as a verdict."""

FRAME_WIDTH, FACE_SIDE = 480, 200
JPEG_QUALITY = 80

Curve = Sequence[tuple[float, float]]
"""(seconds before the verdict, sum of evidence over its bound), oldest first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One verdict on one face.

    at: wall clock. time: of the source, s. face, frame: JPEG, empty where no picture is held; face
    includes the evidence map where there is one. curves: by model family.
    """

    at: datetime
    source: str
    time: float
    verdict: Verdict
    face: bytes
    frame: bytes
    curves: dict[str, Curve]

    def row(self) -> dict[str, Any]:
        """The exported fields, without pictures."""
        verdict = self.verdict
        row: dict[str, Any] = {
            "at": self.at.isoformat(timespec="milliseconds"),
            "source": self.source,
            "time_s": round(self.time, 3),
            "face": verdict.track_id,
            "state": verdict.state.value,
            "attack_kind": verdict.attack_kind.value if verdict.attack_kind else None,
            "reasons": sorted(reason.value for reason in verdict.reasons),
            "p_attack": round(verdict.p_attack, 4),
            "frames": verdict.frames,
        }
        for evidence in verdict.evidence:
            row[f"{evidence.task}_logits"] = round(evidence.total, 3)
            row[f"{evidence.task}_counts"] = evidence.counts
        return row


class VerdictLog(QObject):
    """Notes a verdict when a face's state becomes one. UI thread only; writes nothing by itself."""

    added = pyqtSignal(object)  # Entry
    cleared = pyqtSignal()

    def __init__(
        self,
        memory: ScoreMemory,
        curve_of: Callable[[int, str], Curve],
        parent: QObject | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__(parent)
        self.entries: deque[Entry] = deque(maxlen=MOST)
        self._memory = memory
        self._curve_of = curve_of
        self._clock = clock
        self.pictures = True  # whether new entries get any
        self._states: dict[int, State] = {}
        self._now = 0.0

    def now(self) -> datetime:
        """The time by the clock of the entries."""
        return self._clock()

    def add(self, frame: Frame, result: FrameResult) -> None:
        if result.time < self._now:
            self._states.clear()
        self._now = result.time
        for face in result.faces:
            verdict = face.verdict
            before = self._states.get(verdict.track_id)
            self._states[verdict.track_id] = verdict.state
            if verdict.state is not before and verdict.state in LOGGED:
                entry = self._entry(frame, result, face)
                self.entries.append(entry)
                self.added.emit(entry)

    def new_source(self) -> None:
        """Face numbers begin anew; what was noted stays."""
        self._states.clear()
        self._now = 0.0

    def forget_pictures(self) -> None:
        """Keep the entries without their pictures."""
        bare = [replace(entry, face=b"", frame=b"") for entry in self.entries]
        self.entries.clear()
        self.entries.extend(bare)
        self.cleared.emit()

    def clear(self) -> None:
        self.entries.clear()
        self.cleared.emit()

    def _entry(self, frame: Frame, result: FrameResult, face: FaceResult) -> Entry:
        track = face.verdict.track_id
        return Entry(
            at=self._clock(),
            source=result.source_id,
            time=result.time,
            verdict=face.verdict,
            face=_jpeg(self._face(frame, face)) if self.pictures else b"",
            frame=_jpeg(self._frame(frame, result)) if self.pictures else b"",
            curves={task: curve for task in TASKS if (curve := self._curve_of(track, task))},
        )

    def _frame(self, frame: Frame, result: FrameResult) -> U8:
        """The whole picture with what is drawn on it, at most FRAME_WIDTH wide."""
        width = min(FRAME_WIDTH, frame.size[0])
        height = max(1, round(frame.size[1] * width / frame.size[0]))
        options = OverlayOptions(keypoints=False)
        drawn = video_view.annotated(frame, result, self._memory.opinion, options)
        return scaled(drawn, width, height)

    def _face(self, frame: Frame, face: FaceResult) -> U8:
        """The face with the leading model's map, uint8 (FACE_SIDE, FACE_SIDE, 3) BGR."""
        heat = face_map(face, self._memory.opinion, _leading(face.verdict))
        crop = crop_of(face, [heat] if heat is not None else [], frame.bgr.shape)
        pixels = np.ascontiguousarray(scaled(_cut(frame.bgr, crop), FACE_SIDE, FACE_SIDE))
        if heat is not None:
            image = as_image(pixels)  # lives as long as it is painted on
            painter = QPainter(image)
            place = QRectF(0, 0, FACE_SIDE, FACE_SIDE)
            heatmap.draw(painter, one_scale([heat]), comparison.into(crop, place), 0.8)
            painter.end()
        return pixels


def _leading(verdict: Verdict) -> str:
    return "deepfake" if verdict.attack_kind is AttackKind.DEEPFAKE else TASKS[0]


def _cut(bgr: U8, crop: Box) -> U8:
    x1, y1, x2, y2 = (int(v) for v in (crop.x1, crop.y1, crop.x2, crop.y2))
    return bgr[y1 : max(y2, y1 + 1), x1 : max(x2, x1 + 1)]


def _jpeg(bgr: U8) -> bytes:
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return bytes(data.tobytes())


def export(path: Path, entries: Iterable[Entry]) -> None:
    """Write the rows as CSV, or as a JSON array where the name ends in .json; no picture.

    Raises OutputError where the file cannot be written.
    """
    rows = [entry.row() for entry in entries]
    text = json.dumps(rows, indent=1) + "\n" if path.suffix.lower() == ".json" else _csv(rows)
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}; choose another place") from error


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = io.StringIO()
    writer = csv.DictWriter(lines, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "reasons": " ".join(row["reasons"])})
    return lines.getvalue()
