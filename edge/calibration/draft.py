"""A calibration in progress: recorded presentations, the fit proposed from them, and its storage.

Shared by `facevouch calibrate` and the window's wizard: each passes it the results of frames and
asks it for a proposal.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from edge.calibration.deepfake import deepfake_entry
from edge.calibration.drift import Seconds, store_reference
from edge.calibration.fit import Fit, fit
from edge.calibration.live_bound import PRESENTATION_S, PRIOR_SD, live_bound, presentations
from edge.calibration.recording import BONA_FIDE, Recording, ScoreRecorder
from edge.calibration.reference import reference_of
from edge.calibration.store import SiteCalibration, store
from edge.config import DriftConfig
from edge.errors import DataError, ModelError
from edge.message import Message
from edge.types import FrameResult
from models.registry import Registry
from models.spec import Calibration, ModelSpec

DEFAULT_BPCER = 0.05
"""Default share of bona fide people that may be refused at the verdict."""


class Turn:
    """One recorded presentation of a person or of an attack instrument.

    scores: of the model to calibrate. beside: of the deepfake model, for bona fide only. seconds:
    values per second for the drift reference, for bona fide only.
    """

    def __init__(self, kind: str, scores: ScoreRecorder, beside: ScoreRecorder | None) -> None:
        self.kind = kind
        self.scores = scores
        self.beside = beside
        self.seconds: Seconds | None = None

    def add(self, result: FrameResult) -> None:
        """Add a frame's result. A frame with several faces is only counted, not recorded."""
        if not self.scores.add(result):
            return
        if self.beside is not None:
            self.beside.add(result)
        if self.seconds is not None:
            self.seconds.add(result)

    @property
    def elapsed(self) -> float:
        """Seconds from the first frame to the newest, by the frames' time stamps."""
        return self.scores.elapsed


@dataclass(frozen=True, slots=True)
class Proposal:
    """fit: of the model to calibrate. entries: calibrations to be stored, that model's first."""

    fit: Fit
    entries: tuple[SiteCalibration, ...]


class CalibrationDraft:
    """Collects presentations, fits a calibration to them, and stores it.

    spec: the model to calibrate, as shipped. beside: the deepfake model, which is calibrated on the
    same people; None for no second model. in_use: by model id, the calibration that the incoming
    scores already contain, where it is not the shipped one.
    """

    def __init__(
        self,
        spec: ModelSpec,
        beside: ModelSpec | None = None,
        in_use: Mapping[str, Calibration] | None = None,
    ) -> None:
        self.spec = spec
        self.beside = beside
        self._in_use = dict(in_use or {})
        self._turns: list[Turn] = []

    def begin(self, kind: str) -> Turn:
        """A new presentation to add results to; it is used in the fit once passed to `keep`."""
        bona_fide = kind == BONA_FIDE
        beside = self.beside
        turn = Turn(
            kind,
            self._recorder(kind, self.spec),
            self._recorder(kind, beside) if beside is not None and bona_fide else None,
        )
        if bona_fide:
            turn.seconds = Seconds(self.spec.id, DriftConfig().window)
        return turn

    def _recorder(self, kind: str, spec: ModelSpec) -> ScoreRecorder:
        return ScoreRecorder(kind, spec.id, self._calibration(spec))

    def _calibration(self, spec: ModelSpec) -> Calibration:
        return self._in_use.get(spec.id, spec.calibration)

    def keep(self, turn: Turn) -> None:
        """Include a presentation in the fit. Each bona fide presentation counts as a new person."""
        self._turns.append(turn)

    def bound(self, turn: Turn | None = None, bpcer: float = DEFAULT_BPCER) -> float | None:
        """The current estimate of the bound that bona fide set (see live_bound), raw logit.

        turn: the presentation in progress, included if it is bona fide. None from fewer than
        PRESENTATION_S seconds with a scored face.
        """
        under_way = [turn.scores] if turn is not None and turn.kind == BONA_FIDE else []
        kept = [one.scores for one in self._turns if one.kind == BONA_FIDE]
        seen = _joined([*kept, *under_way])
        if seen is None or seen.seconds < PRESENTATION_S:
            return None
        reference = reference_of(self.spec)
        prior = reference.bona_fide_sd if reference is not None else PRIOR_SD
        return live_bound(presentations(seen.raw, seen.second, seen.persons), bpcer, prior).at

    def people(self) -> int:
        """The number of bona fide presentations included in the fit."""
        return sum(turn.kind == BONA_FIDE for turn in self._turns)

    def forget(self, kind: str) -> None:
        """Discard all presentations of a kind."""
        self._turns = [turn for turn in self._turns if turn.kind != kind]

    def recording(self, kind: str) -> Recording | None:
        """All included presentations of a kind, joined; None without any."""
        return _joined([turn.scores for turn in self._turns if turn.kind == kind])

    def attacks(self) -> list[Recording]:
        """One joined recording per kind of attack, in the order of first presentation."""
        kinds = dict.fromkeys(turn.kind for turn in self._turns if turn.kind != BONA_FIDE)
        return [found for kind in kinds if (found := self.recording(kind)) is not None]

    def propose(self, bpcer: float = DEFAULT_BPCER) -> Proposal:
        """Fit the included presentations. Raises DataError from too little data, or where no
        calibration can help (see `fit`).
        """
        bona_fide, attacks = self.recording(BONA_FIDE), self.attacks()
        if bona_fide is None:
            raise DataError(Message("nobody was recorded yet"))
        result = fit(
            bona_fide, attacks, self.spec.calibration,
            bpcer=bpcer, reference=reference_of(self.spec),
        )  # fmt: skip
        fitted_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        recordings = (bona_fide, *attacks)
        entry = SiteCalibration(
            model=self.spec.id, sha256=self.spec.sha256, basis=result.basis,
            slope=result.slope, slope_interval=result.slope_interval,
            offset=result.offset, offset_interval=result.offset_interval,
            threshold=result.threshold, threshold_interval=result.threshold_interval,
            looks=result.looks,
            bpcer_asked=bpcer,
            seconds={r.kind: r.seconds for r in recordings},
            frames={r.kind: int(r.raw.size) for r in recordings},
            fitted_at=fitted_at,
        )  # fmt: skip
        second = None
        people = _joined([turn.beside for turn in self._turns if turn.beside is not None])
        if self.beside is not None and people is not None:
            second = deepfake_entry(people, self.beside, bpcer, fitted_at)
        return Proposal(result, (entry,) if second is None else (entry, second))

    def store(self, camera: str, proposal: Proposal, where: Path | None = None) -> Path:
        """Store the calibration, and this camera's reference for drift detection.

        Returns the calibration's file. Raises OutputError, ConfigError.
        """
        *rest, path = (store(camera, entry, where) for entry in reversed(proposal.entries))
        del rest
        first = proposal.entries[0]
        old = self._calibration(self.spec)
        ratio = first.slope / old.slope
        usual = Seconds(self.spec.id, DriftConfig().window)
        for turn in self._turns:
            if turn.seconds is not None:
                usual.extend(turn.seconds)
        usual.rescale(ratio, first.offset - ratio * old.offset)
        store_reference(usual.reference(camera), where)
        return path


def models_to_calibrate(
    registry: Registry, model_id: str | None = None
) -> tuple[ModelSpec, ModelSpec | None]:
    """The model to calibrate, and the deepfake model to calibrate with it.

    model_id: names the only model to calibrate; None takes the default anti-spoof model. Raises
    ModelError where none is installed, or the named one gives no score.
    """
    spec = registry.get(model_id) if model_id else registry.default("antispoof")
    if spec is None:
        raise ModelError(
            Message("no anti-spoof model is installed; choose a model with --model ID")
        )
    if spec.task not in ("antispoof", "deepfake"):
        raise ModelError(
            f"{spec.id} is a {spec.task} model; it gives no score that could be calibrated"
        )
    beside = None if model_id else registry.default("deepfake")
    same = beside is None or beside.task != "deepfake" or beside.task == spec.task
    return spec, None if same else beside


def _joined(recorders: Sequence[ScoreRecorder]) -> Recording | None:
    parts = [recorder.recording() for recorder in recorders]
    return reduce(Recording.joined, parts) if parts else None
