"""Sessions for screen and service, begun from any thread, each with one recorded outcome.

`on_frame` is called by the inference worker, `tick` by a timing thread, all else by screen and
service. An outcome is recorded before it is shown or sent; an acceptance that cannot be recorded
does not open the gate. The recorder is called without the lock: it may call the session manager.
"""

from __future__ import annotations

import hashlib
import logging
import random
import secrets
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from edge.audit.crops import crop_memory, encode_face
from edge.challenge.base import FaceMeasurement, Measure
from edge.challenge.guidance import Guidance
from edge.challenge.make import ChallengeMaker, FaceMeasurer
from edge.config import Config
from edge.errors import SessionError
from edge.events.event import EventKind, GateEvent
from edge.events.outcome import Decision, SessionOutcome
from edge.events.verdict import verdict_body
from edge.gate.lockout import Lockout
from edge.gate.result_face import SealFace
from edge.gate.session import Ending, GateSession
from edge.gate.session_queue import SessionQueue
from edge.infer.face_mesh import Landmarker
from edge.system.paths import state_folder
from edge.types import FaceResult, Frame, FrameResult, SourceKind

log = logging.getLogger(__name__)

FACES = 4
"""Accepted faces that are stored, where `service.result_face` asks for it, while their results are
valid."""

KEPT = 100
"""Outcomes that are stored for clients that ask late."""


class SessionManager:
    """One gate at one camera.

    auto: a session begins when a face comes near (a kiosk), else only by `begin` (a service).
    record: called with the outcome's event; False or an exception means that it is not recorded.
    landmarker: None where there is no landmark model. seal_face: encrypts an accepted face; None:
    it is stored as a PNG. models: the ids in use, by task. source_kind: the kind of the judged
    source. rng: draws the challenges; one other than the system's is for tests only. folder: of the
    failed attempts, one file per camera (default: `attempts` in the state folder).
    Raises ConfigError where the configuration asks for a challenge that cannot be measured.
    """

    def __init__(
        self,
        config: Config,
        *,
        camera: str,
        auto: bool,
        record: Callable[[GateEvent], bool],
        landmarker: Landmarker | None = None,
        seal_face: SealFace | None = None,
        models: Callable[[], dict[str, str]] = dict,
        source_kind: Callable[[], SourceKind] = lambda: SourceKind.UNKNOWN,
        clock: Callable[[], float] = time.monotonic,
        rng: random.Random | None = None,
        folder: Path | None = None,
    ) -> None:
        self._config = config
        self._camera = camera
        self._record = record
        self._seal_face = seal_face
        self._measurer = FaceMeasurer(landmarker, light="light" in config.challenge.kind)
        self._models = models
        self._source_kind = source_kind
        self._clock = clock
        self._make_challenge = ChallengeMaker(
            config.challenge, mesh=landmarker is not None, rng=rng or secrets.SystemRandom()
        )
        kept_in = folder if folder is not None else state_folder() / "attempts"
        now = clock()
        limit = Lockout(config.session, kept_in / f"{camera}.json", now)
        self._gate = SessionQueue(config, limit, self._make_session, auto=auto)
        self._lock = threading.RLock()
        self._ended = threading.Condition(self._lock)
        self._settling = False
        self._closed = False
        self._trouble: str | None = None
        self._started: dict[str, datetime] = {}
        self._outcomes: OrderedDict[str, SessionOutcome] = OrderedDict()
        self._recent = crop_memory()  # of the session under way
        self._faces: OrderedDict[str, tuple[bytes, float]] = OrderedDict()  # see `face`; until
        self._guidance = self._gate.guidance(now)

    # -- frames and time ----------------------------------------------------------------------

    def on_frame(self, frame: Frame, result: FrameResult) -> None:
        """Process one judged frame; registered as a watcher of the engine."""
        if self._closed:
            return
        if self._gate.session is not None:
            self._recent.on_frame(frame, result)
        self._turn(lambda now: self._gate.on_result(result, self._measure(frame), now))

    def tick(self) -> None:
        """Apply the time limits; call it five to ten times a second, with or without frames."""
        if self._closed:
            return
        self._turn(self._gate.tick)

    # -- for screen and service ---------------------------------------------------------------

    def guidance(self) -> Guidance:
        """The guidance for the screen, as of the last frame or tick. Never blocks."""
        return self._guidance

    def begin(self, nonce: str | None = None) -> str:
        """Begin a session and return its id. Raises SessionError while another one runs, or during
        the cool-down after failed attempts."""
        with self._lock:
            if self._closed:
                raise SessionError("the gate is stopping; try again after it has restarted")
            if self._settling:
                raise SessionError("a session is being recorded; try again in a moment")
            now = self._clock()
            session_id = self._gate.begin(nonce, now)
            self._guidance = self._gate.guidance(now)
            return session_id

    def cancel(self, session_id: str, *, attempt: bool = True) -> None:
        """End a session. Raises SessionError where it is not the present one.

        attempt: under judgement it counts as a failed attempt, as when a person walks away from a
        screen. False for a client of the service that cancels.
        """

        def end(_: float) -> None:
            session = self._gate.session
            if session is None or session.id != session_id:
                raise SessionError(f"session {session_id} is not running")
            session.cancel(attempt=attempt)

        self._turn(end)

    def consent(self, given: bool) -> None:
        """Apply the person's answer; does nothing where no session asks for consent."""

        def answer(now: float) -> None:
            if self._gate.session is not None:
                self._gate.session.consent(given, now)

        self._turn(answer)

    def outcome(self, session_id: str) -> SessionOutcome | None:
        """A session's outcome; None while it runs, or where it is not stored any more."""
        with self._lock:
            return self._outcomes.get(session_id)

    def face(self, session_id: str) -> bytes | None:
        """The accepted face, while its result is valid; None where there is none.

        Its PNG, or that sealed (`seal_face`). Stored only where `service.result_face` asks for it,
        in memory only.
        """
        with self._lock:
            found = self._faces.get(session_id)
        return found[0] if found is not None and self._clock() <= found[1] else None

    def wait(self, session_id: str, timeout: float) -> SessionOutcome | None:
        """Wait for a session's outcome; None where it still runs after `timeout` seconds."""
        with self._ended:
            self._ended.wait_for(lambda: session_id in self._outcomes, timeout)
            return self._outcomes.get(session_id)

    def out_of_order(self, text: str | None) -> None:
        """Report that the camera or a model failed (text: why, for the log), or works again
        (None)."""
        if text is not None and text != self._trouble:
            log.error("camera %s is out of order: %s", self._camera, text)
        self._trouble = text
        self._turn(lambda now: self._gate.out_of_order(text is not None, now))

    def close(self) -> None:
        """Allow no further session; the present one ends without acceptance, and is recorded."""
        self._closed = True

        def end(_: float) -> None:
            if self._gate.session is not None:
                self._gate.session.break_off("stopped")

        self._turn(end)

    def reset(self) -> None:
        """Clear the failed attempts and end the cool-down, on an operator's behalf."""
        self._turn(self._gate.reset)

    # -- internals ----------------------------------------------------------------------------

    def _turn(self, act: Callable[[float], None]) -> None:
        """Apply one input to the session queue, then record and show an outcome it caused."""
        with self._lock:
            now = self._clock()
            act(now)
            session = self._gate.session
            ending = session.ending if session is not None else None
            if session is None or ending is None or self._settling:
                self._show(now)
                return
            self._settling = True
            outcome = self._outcome_of(session, ending)
        recorded = False
        try:
            recorded = self._on_record(outcome)
        finally:
            self._settle(outcome, ending, recorded)

    def _settle(self, outcome: SessionOutcome, ending: Ending, recorded: bool) -> None:
        with self._ended:
            if outcome.decision is Decision.ACCEPTED and not recorded:
                ending = Ending(Decision.REFUSED, ("not_recorded",), help=True)
                outcome = replace(
                    outcome, decision=ending.decision, reasons=ending.reasons, face_sha256=None
                )
            now = self._clock()
            self._gate.settle(ending, now)
            self._settling = False
            self._started.pop(outcome.session_id, None)
            if outcome.decision is not Decision.ACCEPTED:
                self._faces.pop(outcome.session_id, None)
            self._outcomes[outcome.session_id] = outcome
            while len(self._outcomes) > KEPT:
                self._outcomes.popitem(last=False)
            self._guidance = self._gate.guidance(now)
            self._ended.notify_all()

    def _show(self, now: float) -> None:
        if not self._settling:  # an outcome is shown only once it is recorded
            self._guidance = self._gate.guidance(now)

    def _on_record(self, outcome: SessionOutcome) -> bool:
        event = GateEvent(EventKind.SESSION, self._camera, outcome.body(), at=outcome.ended_at)
        try:
            recorded = self._record(event)
        except Exception as error:  # noqa: BLE001 — whatever broke, it is not on record
            log.error("session %s could not be recorded: %s", outcome.session_id, error)
            return False
        if not recorded:
            log.error("session %s could not be recorded", outcome.session_id)
        return recorded

    def _outcome_of(self, session: GateSession, ending: Ending) -> SessionOutcome:
        now = datetime.now(UTC)
        return SessionOutcome(
            session_id=session.id,
            camera=self._camera,
            decision=ending.decision,
            started_at=self._started.get(session.id, now),
            ended_at=now,
            nonce=session.nonce,
            reasons=ending.reasons,
            verdict=verdict_body(session.verdict) if session.verdict is not None else {},
            challenge=session.challenge_report(),
            models=self._models(),
            source_kind=self._source_kind(),
            face_sha256=self._judged_face(session, ending),
        )

    def _judged_face(self, session: GateSession, ending: Ending) -> str | None:
        """The SHA-256 of the accepted face, of its last judged frame."""
        if ending.decision is not Decision.ACCEPTED or session.track is None:
            return None
        found = self._recent.pop(session.track)
        if found is None:
            return None
        png = encode_face(found.bgr)
        if self._config.service.result_face:
            until = self._clock() + self._config.service.result_valid_s
            seal = self._seal_face
            kept = png if seal is None else seal(png, session.id, self._camera)
            self._faces[session.id] = kept, until
            while len(self._faces) > FACES:
                self._faces.popitem(last=False)
        return hashlib.sha256(png).hexdigest()

    def _make_session(self, nonce: str | None, now: float, by_itself: bool) -> GateSession:
        session_id = uuid.uuid4().hex
        self._recent = crop_memory()
        self._started[session_id] = datetime.now(UTC)
        return GateSession(
            session_id,
            self._config,
            now,
            nonce=nonce,
            # a client of the service has asked the person for consent itself
            consent=self._config.kiosk.consent if by_itself else "off",
            make_challenge=self._make_challenge,
            antispoof=lambda: self._models().get("antispoof"),
        )

    def _measure(self, frame: Frame) -> Measure:
        def measure(face: FaceResult) -> FaceMeasurement:
            return self._measurer.measure(frame, face.face)

        return measure
