"""JSON lines: one object a frame, in the format that docs/formats.md fixes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, TextIO

from edge.errors import OutputError
from edge.events.verdict import DIGITS, verdict_body
from edge.sinks.base import Sink
from edge.types import FaceResult, Frame, FrameResult


def as_dict(result: FrameResult) -> dict[str, Any]:
    """A frame's result as JSON values, rounded to 0.1 px, 0.1 ms and 4 decimals of p."""
    picture = {"picture": result.picture} if result.picture is not None else {}
    return {
        "frame": result.index,
        **picture,
        "t": round(result.time, 4),
        "calibrated": result.calibrated,
        "faces": [_face(face) for face in result.faces],
        "timings_ms": {stage: round(ms, 1) for stage, ms in result.timings_ms.items()},
    }


def _face(face: FaceResult) -> dict[str, Any]:
    body = verdict_body(face.verdict)
    reasons = body.pop("reasons")
    return {
        "track": body.pop("track"),
        "box": face.face.box.as_list(),
        **body,
        "scores": {model_id: round(s.p_attack, DIGITS) for model_id, s in face.scores.items()},
        "reasons": reasons,
    }


class JsonLines(Sink):
    """Writes to a file, or to standard output for `-`; each line is flushed as it is written."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._out: TextIO | None = None

    def open(self) -> None:
        if self._path == "-":
            self._out = sys.stdout
            return
        try:
            self._out = Path(self._path).open("w", encoding="utf-8")  # noqa: SIM115 — closed in close
        except OSError as error:
            raise OutputError(f"cannot write {self._path}: {error.strerror}") from error

    def write(self, result: FrameResult, frame: Frame | None) -> None:  # noqa: ARG002
        if self._out is None:
            raise OutputError(f"{self._path} is not open")
        try:
            self._out.write(json.dumps(as_dict(result), separators=(", ", ": ")) + "\n")
            self._out.flush()
        except BrokenPipeError:
            raise  # the reader closed the pipe, as `head` does
        except OSError as error:
            raise OutputError(f"cannot write {self._path}: {error.strerror}") from error

    def close(self) -> None:
        if self._out is not None and self._out is not sys.stdout:
            self._out.close()
        self._out = None
