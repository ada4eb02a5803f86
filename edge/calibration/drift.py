"""Drift detection: whether a camera's scores and image quality still match its calibration.

A dirty lens, a changed lamp or other people shift the scores before error rates are noticed.
Values per second are compared, because consecutive frames are far from independent.
"""

from __future__ import annotations

import math
import threading
import tomllib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, Literal

import numpy as np
import tomli_w
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from edge.calibration.store import path_of as calibration_of
from edge.config import DriftConfig
from edge.errors import ConfigError
from edge.message import Message
from edge.security.file_signature import read_sealed, write_sealed
from edge.system.toml_text import parse_toml
from edge.types import Frame, FrameResult

MOST_BINS = 10
IN_A_BIN = 15
"""Reference values per bin, at least: from few values fewer bins are made (never below 3)."""

FEWEST = 30
"""Values below which no distribution is estimated."""


class Distribution(BaseModel):
    """A histogram of the reference values.

    edges: the n − 1 inner bounds of the bins, ascending; counts: reference values in the n bins.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    edges: tuple[float, ...]
    counts: tuple[int, ...] = Field(min_length=2)

    @classmethod
    def of(cls, values: Sequence[float]) -> Distribution | None:
        """Bins at the values' quantiles, of about equal counts; None from less than FEWEST values.

        Values that are not finite are left out.
        """
        known = np.asarray(values, np.float64)
        known = known[np.isfinite(known)]
        if known.size < FEWEST:
            return None
        bins = max(3, min(MOST_BINS, known.size // IN_A_BIN))
        edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1]))
        return cls(
            edges=tuple(float(edge) for edge in edges),
            counts=tuple(int(count) for count in _counted(known, edges)),
        )

    def psi(self, values: Sequence[float]) -> float | None:
        """The population stability index of these values against the reference, at least 0.

        Σ (a − e) · ln(a / e) over the bins' shares, less its expectation by chance, (n − 1) · (1 /
        reference values + 1 / values). None from less than FEWEST finite values.
        """
        known = np.asarray(values, np.float64)
        known = known[np.isfinite(known)]
        if known.size < FEWEST:
            return None
        there = np.asarray(self.counts, np.float64)
        here = _counted(known, np.asarray(self.edges)).astype(np.float64)
        # additive smoothing by half a count, so that an empty bin has a share above 0
        e = (there + 0.5) / (there + 0.5).sum()
        a = (here + 0.5) / (here + 0.5).sum()
        by_chance = (len(self.counts) - 1) * (1 / there.sum() + 1 / here.sum())
        return max(0.0, float(((a - e) * np.log(a / e)).sum()) - float(by_chance))


def _counted(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1)


PURPOSE = "facevouch drift reference 1"

SECOND = 1.0
"""Length, s, of the intervals whose frames are reduced to one value, their median."""

LOOK_EVERY = 10
"""New values after which the distributions are compared again."""

State = Literal["unknown", "steady", "warning", "alarm"]


class DriftReference(BaseModel):
    """The distributions at calibration. score: of the model with id `model`, log-odds of attack."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    camera: str
    model: str
    score: Distribution | None = None
    sharpness: Distribution | None = None
    luma: Distribution | None = None


def reference_path(camera: str, where: Path | None = None) -> Path:
    """The file of a camera's reference, in the folder of its calibration."""
    return calibration_of(camera, where).with_suffix(".drift.toml")


def store_reference(reference: DriftReference, where: Path | None = None) -> Path:
    """Write the reference of its camera and return the file. Raises OutputError."""
    path = reference_path(reference.camera, where)
    content = reference.model_dump(mode="json", exclude_none=True)
    write_sealed(path, tomli_w.dumps(content).encode(), PURPOSE)
    return path


def stored_reference(camera: str, where: Path | None = None) -> DriftReference | None:
    """The stored reference of a camera; None without one. Raises ConfigError where it is damaged or
    not sealed as it must be.
    """
    path = reference_path(camera, where)
    try:
        content = read_sealed(path, PURPOSE, made_by="facevouch calibrate").decode("utf-8")
        return DriftReference.model_validate(parse_toml(content))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigError(
            f"{path} cannot be read; create it again with: facevouch calibrate"
        ) from error


class Seconds:
    """Collects one value per interval of each quantity, the newest `window` of them.

    model: id of the model whose scores are collected. every_s: the interval's length, s, by the
    frames' time stamps.
    """

    def __init__(self, model: str | None, window: int, every_s: float = SECOND) -> None:
        self.model = model
        self._every_s = every_s
        self._began: float | None = None
        self._now: dict[str, list[float]] = {"score": [], "sharpness": [], "luma": []}
        self.values: dict[str, deque[float]] = {name: deque(maxlen=window) for name in self._now}

    def add(self, result: FrameResult) -> bool:
        """Add a frame's faces. True when this completed an interval that has a value."""
        completed = False
        if self._began is None or not 0 <= result.time - self._began < self._every_s:
            completed = self._close()
            self._began = result.time
        for face in result.faces:
            self._now["sharpness"].append(face.quality.sharpness)
            self._now["luma"].append(face.quality.luma)
            score = face.scores.get(self.model) if self.model is not None else None
            if score is not None:
                self._now["score"].append(score.logit)
        return completed

    def _close(self) -> bool:
        anything = False
        for name, values in self._now.items():
            finite = [value for value in values if math.isfinite(value)]
            if finite:
                self.values[name].append(float(np.median(finite)))
                anything = True
            values.clear()
        return anything

    def extend(self, other: Seconds) -> None:
        """Append the values that another object collected."""
        self._close()
        other._close()
        for name, values in other.values.items():
            self.values[name].extend(values)

    def rescale(self, slope: float, offset: float) -> None:
        """Convert the scores to another calibration: slope · score + offset."""
        self._close()
        scores = self.values["score"]
        self.values["score"] = deque((slope * s + offset for s in scores), maxlen=scores.maxlen)

    def reference(self, camera: str) -> DriftReference:
        """The distributions of the collected values, as the reference of a camera."""
        self._close()
        made = {name: Distribution.of(list(values)) for name, values in self.values.items()}
        return DriftReference(camera=camera, model=self.model or "", **made)


@dataclass(frozen=True, slots=True)
class DriftStatus:
    """psi: by quantity (score, sharpness, luma); None from too few values. values: number of
    intervals that were compared.
    """

    state: State
    psi: dict[str, float | None]
    values: int

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "values": self.values,
            "psi": {k: None if v is None else round(v, 3) for k, v in self.psi.items()},
        }


WORDS = {
    "score": Message("the model's scores"),
    "sharpness": Message("the faces' sharpness"),
    "luma": Message("their brightness"),
}


class Drift:
    """A Watcher of one camera that compares its values with those at calibration.

    reference: None where none was stored; the state is then `unknown`. tell: called with one
    sentence when an alarm begins and with None when it ends, in the thread that calls `on_frame`
    or `begin_anew`. `status` may be called from any thread.
    """

    def __init__(
        self,
        reference: DriftReference | None,
        config: DriftConfig,
        tell: Callable[[str | None], None] | None = None,
        every_s: float = SECOND,
    ) -> None:
        self._config = config
        self._tell = tell or (lambda _: None)
        self._every_s = every_s
        self._lock = threading.Lock()
        self._begin(reference)

    def _begin(self, reference: DriftReference | None) -> None:
        self._reference = reference if self._config.enabled else None
        model = reference.model if reference is not None else None
        self._seconds = Seconds(model, self._config.window, self._every_s)
        self._since_look = 0
        self._status = DriftStatus("unknown", dict.fromkeys(WORDS), 0)

    def begin_anew(self, reference: DriftReference | None) -> None:
        """Start over with a new reference, after the camera was calibrated again."""
        alarmed = self.status().state == "alarm"
        with self._lock:
            self._begin(reference)
        if alarmed:
            self._tell(None)

    def on_frame(self, frame: Frame, result: FrameResult) -> None:  # noqa: ARG002 — a Watcher's call
        """Add a frame's result, unless its source is not trusted to be this camera."""
        if self._reference is None or not result.trusted_source:
            return
        self._since_look += self._seconds.add(result)
        if self._since_look >= LOOK_EVERY:
            self._since_look = 0
            self._look(self._reference)

    def status(self) -> DriftStatus:
        """The status as of the last comparison."""
        with self._lock:
            return self._status

    def _look(self, reference: DriftReference) -> None:
        psi: dict[str, float | None] = {}
        for name in WORDS:
            before: Distribution | None = getattr(reference, name)
            values = list(self._seconds.values[name])
            psi[name] = before.psi(values) if before is not None else None
        known = [value for value in psi.values() if value is not None]
        state: State = "unknown"
        if known:
            worst = max(known)
            config = self._config
            state = (
                "alarm" if worst >= config.psi_alarm
                else "warning" if worst >= config.psi_warning
                else "steady"
            )  # fmt: skip
        alarmed = self._status.state == "alarm"
        size = len(self._seconds.values["luma"])
        with self._lock:
            self._status = DriftStatus(state, psi, size)
        if (state == "alarm") != alarmed:
            self._tell(self._sentence(psi) if state == "alarm" else None)

    def _sentence(self, psi: dict[str, float | None]) -> str:
        moved = [
            Message("{0} (PSI {1})", WORDS[name], f"{value:.2f}")
            for name, value in psi.items()
            if value is not None and value >= self._config.psi_alarm
        ]
        return Message(
            "not as at calibration: {0}; clean the lens, check the lighting, then calibrate again",
            reduce(lambda first, second: Message("{0}, {1}", first, second), moved),
        )
