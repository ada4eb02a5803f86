"""A calibration on a running engine: it records the results of frames and fits them.

Results arrive in the engine's worker thread, fits run in a thread of their own, and the wizard
polls both from the UI thread. No method waits for a fit.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from edge.calibration.draft import DEFAULT_BPCER, CalibrationDraft, Proposal, Turn
from edge.calibration.fit import LEAST_SECONDS, refuse_short
from edge.calibration.recording import BONA_FIDE, PHONE, PRINT, Recording
from edge.errors import FacevouchError, ModelError
from edge.message import of_error
from edge.trust.pinned_camera import pin_camera
from edge.types import Frame, FrameResult, SourceKind
from models.registry import Registry
from ui.language import translate

if TYPE_CHECKING:
    from edge.runtime.engine import Engine

KINDS = (BONA_FIDE, PRINT, PHONE)

SECONDS = {BONA_FIDE: 60.0, PRINT: 30.0, PHONE: 30.0}
"""Seconds after which a presentation ends by itself."""

PINNED = (SourceKind.CAMERA, SourceKind.STREAM, SourceKind.PIPELINE)


class CalibrationRun:
    """One calibration of the engine's camera.

    Raises ModelError where no anti-spoof model is in use, or the source is the synthetic demo.
    """

    def __init__(self, engine: Engine, registry: Registry) -> None:
        models = engine.stats().models
        if "antispoof" not in models:
            text = translate(
                "Calibration", "no anti-spoof model is in use that could be calibrated"
            )
            raise ModelError(text)
        if engine.source_kind is SourceKind.MADE:
            text = translate("Calibration", "the demo cannot be calibrated; choose a camera")
            raise ModelError(text)
        self.engine = engine
        self.camera = engine.camera
        self._source = engine.source_spec
        beside = models.get("deepfake")
        self.draft = CalibrationDraft(
            registry.get(models["antispoof"]),
            registry.get(beside) if beside is not None else None,
            engine.calibrations(),
        )
        self.turn: Turn | None = None
        self.proposal: Proposal | None = None
        self.problem = ""
        self.trying = False
        self.bound: float | None = None
        self._listening = False
        self._thread = ThreadPoolExecutor(1, "facevouch-calibration")
        self._fitting: Future[Proposal] | None = None
        self._bounding: Future[float | None] | None = None

    # -- presentations ------------------------------------------------------------------------

    def begin(self, kind: str) -> None:
        """Start recording a presentation of this kind."""
        self.problem = ""
        self.stop_trying()
        self.turn = self.draft.begin(kind)
        if not self._listening:
            self._listening = True
            self.engine.watch(self)

    def on_frame(self, _frame: Frame, result: FrameResult) -> None:
        """Record a frame's result. Called in the engine's worker thread."""
        turn = self.turn
        if turn is not None:
            turn.add(result)

    def end(self) -> bool:
        """End the presentation. False where it is too short; `problem` then has the reason."""
        turn, self.turn = self.turn, None
        self._unwatch()
        if turn is None:
            return False
        try:
            refuse_short(turn.scores.recording(), least_seconds(turn.kind))
        except FacevouchError as error:
            self.problem = of_error(error)
            return False
        self.draft.keep(turn)
        return True

    def drop(self) -> None:
        """Discard the presentation in progress."""
        self.turn = None
        self._unwatch()

    def over(self) -> bool:
        """Whether the presentation in progress has lasted SECONDS of its kind."""
        turn = self.turn
        return turn is not None and turn.elapsed >= SECONDS[turn.kind]

    def recordings(self) -> dict[str, Recording]:
        """The recordings so far by kind, including the presentation in progress."""
        found = {kind: one for kind in KINDS if (one := self.draft.recording(kind)) is not None}
        turn = self.turn
        if turn is not None:
            now = turn.scores.recording()
            found[turn.kind] = found[turn.kind].joined(now) if turn.kind in found else now
        return found

    # -- results --------------------------------------------------------------------------------

    def propose(self, bpcer: float = DEFAULT_BPCER) -> None:
        """Start a fit in the thread; `poll` sets `proposal` or `problem` when it is done."""
        self.problem = ""
        self.proposal = None
        self._fitting = self._thread.submit(self.draft.propose, bpcer)

    def poll(self) -> None:
        """Collect finished results; during bona fide, also update the bound continuously."""
        if self._fitting is not None and self._fitting.done():
            done, self._fitting = self._fitting, None
            error = done.exception()
            if error is None:
                self.proposal = done.result()
                self.bound = self.proposal.fit.reached
                if self.trying:
                    self.try_out()
            elif isinstance(error, FacevouchError):
                self.problem = of_error(error)
                self.stop_trying()
            else:
                raise error
        if self._bounding is not None and self._bounding.done():
            self.bound, self._bounding = self._bounding.result(), None
        turn = self.turn
        if turn is not None and turn.kind == BONA_FIDE and self._bounding is None:
            self._bounding = self._thread.submit(self.draft.bound, turn)

    @property
    def busy(self) -> bool:
        return self._fitting is not None

    def try_out(self) -> None:
        """Let the engine decide with the proposed calibration, without storing it."""
        if self.proposal is not None:
            self.trying = True
            self.engine.try_calibration(self.proposal.entries)

    def stop_trying(self) -> None:
        """Return the engine to the stored calibration."""
        if self.trying:
            self.trying = False
            self.engine.recalibrate()

    def save(self) -> None:
        """Store the proposal, pin the camera, and let the engine use it. Raises OutputError and
        ConfigError; the calibration stored before then stays in use.
        """
        if self.proposal is None:
            return
        self.draft.store(self.camera, self.proposal)
        if self.engine.source_kind in PINNED:
            pin_camera(self._source)
        self.trying = False
        self.engine.recalibrate()

    def close(self) -> None:
        """End the calibration; what was not saved has no effect on the engine."""
        self.drop()
        self.stop_trying()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _unwatch(self) -> None:
        if self._listening:
            self._listening = False
            self.engine.unwatch(self)


def least_seconds(kind: str) -> int:
    """The least number of seconds with a scored face for a kind of presentation."""
    return LEAST_SECONDS["bona fide" if kind == BONA_FIDE else "attack"]
