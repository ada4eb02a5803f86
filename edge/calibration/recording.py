"""What a model said of faces before a camera, second by second."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge.message import Message
from edge.types import FrameResult
from models.spec import Calibration

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

BONA_FIDE, PRINT, PHONE = "bona fide", "print", "phone"
"""What is shown to a camera that is calibrated."""


def kind_name(kind: str) -> str:
    """A kind of presentation as a window can translate it."""
    names = {
        BONA_FIDE: Message("bona fide"),
        PRINT: Message("print"),
        PHONE: Message("phone"),
    }
    return names.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Recording:
    """raw: (n,) the model's own logits towards attack, before any calibration.

    second: (n,) which second of the recording each is from; frames of one second are far too
    alike to count as independent, so everything that states a certainty counts seconds.
    person: (n,) which person; None where all are of one.
    crowded: frames left out because several faces were in them: whoever holds a print before the
    camera is often seen beside it, and would be learned as an attack.
    """

    kind: str
    raw: F64
    second: I64
    frames: int
    faces: int
    reasons: Counter[str] = field(default_factory=Counter)
    crowded: int = 0
    person: I64 | None = None

    @property
    def persons(self) -> I64:
        """(n,) whose face each score is of; one source shows one person."""
        return np.zeros(self.raw.size, np.int64) if self.person is None else self.person

    @property
    def seconds(self) -> int:
        """Seconds in which at least one face was scored."""
        return int(np.unique(self.second).size)

    def joined(self, other: Recording) -> Recording:
        """Both, the seconds kept apart."""
        shift = int(self.second.max()) + 1 if self.second.size else 0
        return Recording(
            self.kind,
            np.concatenate((self.raw, other.raw)),
            np.concatenate((self.second, other.second + shift)),
            self.frames + other.frames,
            self.faces + other.faces,
            self.reasons + other.reasons,
            self.crowded + other.crowded,
            np.concatenate((self.persons, other.persons + self.persons.max(initial=-1) + 1)),
        )


class ScoreRecorder:
    """Makes a recording of the results it is given, all of one presentation. Any thread may read.

    model: whose scores. calibration: that they were given under, which is taken off again.
    """

    def __init__(self, kind: str, model: str, calibration: Calibration) -> None:
        self.kind = kind
        self._model = model
        self._calibration = calibration
        self._raw: list[float] = []
        self._at: list[int] = []
        self._reasons: Counter[str] = Counter()
        self._frames = self._faces = self._crowded = 0
        self._first: float | None = None
        self._lock = threading.Lock()
        self.elapsed = 0.0

    def add(self, result: FrameResult) -> bool:
        """Take a frame's faces in; False where there are several, which are counted and left out.

        elapsed: seconds since the first frame, of the frames' own time.
        """
        with self._lock:
            return self._add(result)

    def _add(self, result: FrameResult) -> bool:
        self._first = result.time if self._first is None else self._first
        self.elapsed = result.time - self._first
        self._frames += 1
        self._faces += len(result.faces)
        if len(result.faces) > 1:
            self._crowded += 1
            return False
        for face in result.faces:
            self._reasons.update(reason.value for reason in face.quality.reasons)
            score = face.scores.get(self._model)
            if score is not None:
                raw = (score.logit - self._calibration.offset) / self._calibration.slope
                self._raw.append(raw)
                self._at.append(int(self.elapsed))
        return True

    def recording(self) -> Recording:
        """What was recorded so far."""
        with self._lock:
            return Recording(
                self.kind,
                np.asarray(self._raw, np.float64),
                np.asarray(self._at, np.int64),
                self._frames,
                self._faces,
                Counter(self._reasons),
                self._crowded,
            )
