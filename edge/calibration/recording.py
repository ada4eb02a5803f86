"""Recordings of a model's scores of one kind of presentation, by second."""

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
"""Kinds of presentation during a calibration."""


def kind_name(kind: str) -> str:
    """The name of a kind of presentation as a translatable Message; an unknown kind as it is."""
    names = {
        BONA_FIDE: Message("bona fide"),
        PRINT: Message("print"),
        PHONE: Message("phone"),
    }
    return names.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Recording:
    """The scores of one kind of presentation.

    raw: (n,) float64, the model's raw logits of attack, before any calibration.
    second: (n,) int64, the second of the recording that each score is from; frames of one second
    are not independent, so confidence statements count seconds.
    person: (n,) int64, index of the person; None where all scores are of one person.
    frames, faces: numbers of frames and detected faces. reasons: quality reasons, counted.
    crowded: frames left out because they had several faces: a person who holds a print is often
    visible beside it, and would be recorded as an attack.
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
        """(n,) int64, index of the person of each score; zeros where `person` is None."""
        return np.zeros(self.raw.size, np.int64) if self.person is None else self.person

    @property
    def seconds(self) -> int:
        """Seconds in which at least one face was scored."""
        return int(np.unique(self.second).size)

    def joined(self, other: Recording) -> Recording:
        """Both recordings as one; seconds and persons of `other` get indices of their own."""
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
    """Records the results of one presentation. Thread-safe.

    model: id of the model whose scores are recorded. calibration: the one that the incoming scores
    contain; it is inverted to get raw logits.
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
        """Add a frame's result. False where it has several faces: it is counted and left out.

        Updates `elapsed`, the seconds since the first frame by the frames' time stamps.
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
        """A copy of what has been recorded so far."""
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
