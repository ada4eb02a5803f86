"""One person's session at the gate, as a pure state machine: no clock, no thread, no file.

(CONSENT) → POSITION → HOLD → (CHALLENGE) → a verdict. Once the hold is complete the person is
*under judgement*: leaving, an exchanged face, a timeout or cancelling then count as a failed
attempt. The gate fails closed: missing or uncertain information keeps it shut.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from edge.challenge.base import Challenge, ChallengeState, Measure, Observation
from edge.challenge.guidance import Guidance, Phase, Prompt
from edge.config import Config
from edge.errors import ModelError
from edge.events.outcome import Decision
from edge.gate.oval import Oval
from edge.gate.session_evidence import BoxContinuity, SessionEvidence
from edge.types import Box, FaceResult, FrameResult, State, Verdict

COMPANY = 0.5
"""A second face of at least this size relative to the first is another person at the gate; a
smaller one is a passer-by in the background."""

STILL = 0.2
"""Largest distance from where the hold began, in face sides, of a face that holds still."""

UNAVAILABLE_S = 1.0
"""A model may miss a frame; one that is gone for longer leaves nothing to wait for."""

Consent = Literal["off", "notice", "ask"]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a session is to end. counts: as a failed attempt. help: the person cannot solve it."""

    decision: Decision
    reasons: tuple[str, ...] = ()
    counts: bool = False
    help: bool = False


class GateSession:
    """Updated by `on_result` with every judged frame and by `tick` as time passes; `ending` is set
    when it has ended.

    now: seconds of one monotonic clock in all calls. make_challenge(now) is called once, when the
    hold is complete; None: there is no challenge. antispoof() is called when the hold begins and
    returns the id of the model whose scores are this session's evidence; None: all models.
    """

    def __init__(
        self,
        session_id: str,
        config: Config,
        now: float,
        *,
        nonce: str | None = None,
        consent: Consent = "off",
        make_challenge: Callable[[float], Challenge | None] = lambda _: None,
        antispoof: Callable[[], str | None] = lambda: None,
    ) -> None:
        self.id = session_id
        self.nonce = nonce
        self.ending: Ending | None = None
        self.track: int | None = None
        self.verdict: Verdict | None = None
        self._config = config
        self._settings = config.session
        self._consent = consent
        self._make_challenge = make_challenge
        self._antispoof = antispoof
        self._phase = Phase.POSITION if consent == "off" else Phase.CONSENT
        self._prompt = Prompt.LOOK_HERE if consent == "off" else Prompt.CONSENT
        self._phase_since = now
        self._frame_at = now
        self._seen_at: float | None = None
        self._box: Box | None = None
        self._oval: Oval | None = None
        self._size: tuple[int, int] | None = None
        self._inside = False
        self._hold_since: float | None = None
        self._hold_box: Box | None = None
        self._judged = False  # under judgement
        self._decide_by: float | None = None
        self._evidence: SessionEvidence | None = None  # since the hold began
        self._unavailable_since: float | None = None
        self._challenge: Challenge | None = None
        self._continuity = BoxContinuity()

    # -- inputs -------------------------------------------------------------------------------

    def on_result(self, result: FrameResult, measure: Measure, now: float) -> None:
        """Process one judged frame. measure: measures the face; called only for a challenge."""
        if self.ending is not None:
            return
        self._frame_at = now
        self._note_size(result.size)
        if not result.trusted_source:
            self._end("untrusted_source", counts=True)
            return
        subject, company = self._choose(result)
        if self._phase is Phase.CONSENT:
            if subject is not None:
                self._seen_at, self.track = now, subject.face.track_id
            return
        if subject is None:
            self._nobody(company, now)
            return
        self._seen_at = now
        self.track, self.verdict, self._box = (
            subject.face.track_id,
            subject.verdict,
            subject.face.box,
        )
        if self._hopeless(subject, now):
            return
        if company:
            self._prompt = Prompt.ONE_PERSON
            self._interrupt(now)
            return
        if self._judged and not self._continuity.continues(subject.face.box, result.time):
            self._end("face_changed", counts=True)
            return
        if self._evidence is not None:
            self._evidence.take(subject, result.time)
            if self._evidence.attack:
                self._end("antispoof", counts=True)
                return
        self._advance(subject, measure, now)

    def tick(self, now: float) -> None:
        """Apply the time limits, with or without frames. now: monotonic s."""
        if self.ending is not None:
            return
        seen = self._seen_at
        lost = self._config.track.max_lost_s
        if self._judged and seen is not None and now - seen > lost:
            self._end("no_frames" if now - self._frame_at > lost else "face_lost", counts=True)
        elif seen is not None and now - seen > self._settings.idle_s:
            self._end("abandoned", decision=Decision.CANCELLED)
        elif self._phase is Phase.CONSENT:
            self._tick_consent(now)
        elif not self._judged:
            if now - self._phase_since > self._settings.position_s:
                self._end("not_positioned", help_=True)
        elif self._phase is Phase.CHALLENGE and self._challenge is not None:
            self._challenge.tick(now)
            self._follow_challenge(now)
        elif self._decide_by is not None and now > self._decide_by:
            self._end("timed_out", counts=True)

    def consent(self, given: bool, now: float) -> None:
        """Apply the person's answer to the question for consent."""
        if self.ending is not None or self._phase is not Phase.CONSENT:
            return
        if given:
            self._position(now)
        else:
            self._end("no_consent", decision=Decision.CANCELLED)

    def cancel(self, reason: str = "cancelled", *, attempt: bool = True) -> None:
        """End the session on request. attempt: under judgement it counts as a failed attempt."""
        if self.ending is None:
            self._end(reason, decision=Decision.CANCELLED, counts=attempt and self._judged)

    def break_off(self, reason: str) -> None:
        """End the session because of a fault of the gate; it is no failed attempt."""
        if self.ending is None:
            self._end(reason, help_=True)

    # -- outputs ------------------------------------------------------------------------------

    def guidance(self, now: float) -> Guidance:
        """The present guidance for the screen."""
        shown = Guidance(
            phase=self._phase,
            prompt=self._prompt,
            oval=self._oval.box if self._oval is not None else None,
            box=self._box if self._seen_at is not None else None,
            frame_size=self._size,
            session_id=self.id,
        )
        challenge = self._challenge
        if self._phase is Phase.CHALLENGE and challenge is not None:
            return replace(
                shown,
                progress=challenge.done,
                remaining_s=challenge.remaining(now),
                colour=challenge.colour,
                step=challenge.step,
            )
        shown = replace(shown, face_px=self._too_far())
        return replace(shown, progress=self._progress(now), remaining_s=self._remaining(now))

    def challenge_report(self) -> tuple[dict[str, Any], ...]:
        """The requested and the observed steps of the challenge, for operators."""
        return self._challenge.report() if self._challenge is not None else ()

    def _too_far(self) -> tuple[float, float] | None:
        if self._prompt is not Prompt.COME_CLOSER or self._box is None or self._oval is None:
            return None
        return self._box.side, max(self._oval.smallest, self._config.quality.min_face_px)

    def _progress(self, now: float) -> float:
        if self._judged:
            return 1.0
        if self._phase is Phase.HOLD and self._hold_since is not None:
            return min(1.0, (now - self._hold_since) / max(self._settings.hold_s, 1e-3))
        return 0.0

    def _remaining(self, now: float) -> float | None:
        if self._decide_by is not None:
            return max(0.0, self._decide_by - now)
        limit = self._settings.position_s
        if self._phase is Phase.CONSENT and self._consent == "notice":
            limit = self._settings.notice_s
        return max(0.0, self._phase_since + limit - now)

    # -- choice of the face -------------------------------------------------------------------

    def _choose(self, result: FrameResult) -> tuple[FaceResult | None, bool]:
        """The person's face, or None, and whether another person is at the gate too."""
        if not result.faces:
            return None, False
        if self._judged or self._phase is Phase.HOLD:
            subject = next((f for f in result.faces if f.face.track_id == self.track), None)
        else:
            subject = max(result.faces, key=lambda f: f.face.box.side)
        if subject is None:
            return None, True
        large = COMPANY * subject.face.box.side
        others = [f for f in result.faces if f is not subject and f.face.box.side >= large]
        return subject, bool(others)

    def _nobody(self, company: bool, now: float) -> None:
        """Handle a frame without the person's face. company: another face is in it."""
        if self._judged and company:
            self._end("face_changed", counts=True)
            return
        self._prompt = Prompt.LOOK_HERE
        self._box = None
        self._interrupt(now)

    def _hopeless(self, subject: FaceResult, now: float) -> bool:
        """End the session on an ATTACK verdict, or when the face has been UNAVAILABLE for longer
        than UNAVAILABLE_S. True where it ended."""
        state = subject.verdict.state
        if state is State.ATTACK:
            self._end(*sorted(r.value for r in subject.verdict.reasons), counts=True)
            return True
        if state is not State.UNAVAILABLE:
            self._unavailable_since = None
            return False
        if self._unavailable_since is None:
            self._unavailable_since = now
        if now - self._unavailable_since > UNAVAILABLE_S:
            self._end(*sorted(r.value for r in subject.verdict.reasons), help_=True)
            return True
        return False

    # -- phases -------------------------------------------------------------------------------

    def _advance(self, subject: FaceResult, measure: Measure, now: float) -> None:
        if self._phase is Phase.CHALLENGE and self._challenge is not None:
            self._take_challenge(subject, measure, now)
            return
        advice = self._advise(subject)
        self._inside = advice is None or (self._inside and not self._off_place(subject))
        if advice is not None:
            self._prompt = advice
            self._interrupt(now)
        elif self._judged:
            self._phase, self._prompt = Phase.HOLD, Prompt.HOLD_STILL
            self._decide(subject)
        else:
            self._hold(subject, now)

    def _hold(self, subject: FaceResult, now: float) -> None:
        box = subject.face.box
        if self._hold_since is None or self._hold_box is None or _moved(self._hold_box, box):
            if self._hold_since is None:
                self._evidence = SessionEvidence(self._config.decision, self._antispoof())
            self._hold_since, self._hold_box = now, box
        self._phase, self._prompt = Phase.HOLD, Prompt.HOLD_STILL
        if now - self._hold_since < self._settings.hold_s:
            return
        self._judged = True
        self._continuity.begin(box)
        self._challenge = self._make_challenge(now)
        if self._challenge is None:
            self._decide_by = now + self._settings.decide_s
            self._decide(subject)
        else:
            self._phase, self._prompt = Phase.CHALLENGE, self._challenge.prompt

    def _take_challenge(self, subject: FaceResult, measure: Measure, now: float) -> None:
        if self._challenge is None or self._size is None:
            return
        try:
            measured = measure(subject)
        except ModelError:
            self._end("model_failed", help_=True)
            return
        observation = Observation(subject.face, subject.quality, self._size, now, measured)
        self._challenge.update(observation)
        self._follow_challenge(now)

    def _follow_challenge(self, now: float) -> None:
        if self._challenge is None:
            return
        self._prompt = self._challenge.prompt
        if self._challenge.state is ChallengeState.FAILED:
            self._end("challenge_failed", self._challenge.why, counts=True)
        elif self._challenge.state is ChallengeState.PASSED:
            self._phase, self._prompt = Phase.HOLD, Prompt.HOLD_STILL
            self._decide_by = now + self._settings.decide_s

    def _decide(self, subject: FaceResult) -> None:
        """Accept only with a LIVE verdict, sufficient quality, and evidence of this session."""
        own = self._evidence is not None and self._evidence.live
        if own and subject.verdict.state is State.LIVE and subject.quality.ok:
            self.ending = Ending(
                Decision.ACCEPTED, tuple(sorted(r.value for r in subject.verdict.reasons))
            )

    def _interrupt(self, now: float) -> None:
        """Handle a frame without progress: before judgement the hold starts again, later only the
        phase changes; time limits keep running."""
        if self._phase is Phase.CHALLENGE and self._challenge is not None:
            self._challenge.interrupted(now)
        elif self._judged:
            self._phase = Phase.POSITION
        else:
            self._hold_since = self._hold_box = self._evidence = None
            self._phase = Phase.POSITION

    def _advise(self, subject: FaceResult) -> Prompt | None:
        if self._oval is None:
            return Prompt.LOOK_HERE
        return self._oval.advise(subject.face, subject.quality, inside=self._inside)

    def _off_place(self, subject: FaceResult) -> bool:
        return self._oval is None or self._oval.misplaced(subject.face.box, inside=True) is not None

    # -- details ------------------------------------------------------------------------------

    def _tick_consent(self, now: float) -> None:
        waited = now - self._phase_since
        if self._consent == "notice" and waited >= self._settings.notice_s:
            self._position(now)
        elif waited > self._settings.position_s:
            self._end("no_consent", decision=Decision.CANCELLED)

    def _position(self, now: float) -> None:
        self._phase, self._prompt = Phase.POSITION, Prompt.LOOK_HERE
        self._phase_since = now

    def _note_size(self, size: tuple[int, int]) -> None:
        if size != self._size:
            self._size = size
            self._oval = Oval(size, self._settings.oval)

    def _end(
        self,
        *reasons: str,
        decision: Decision = Decision.REFUSED,
        counts: bool = False,
        help_: bool = False,
    ) -> None:
        named = tuple(reason for reason in reasons if reason)
        self.ending = Ending(decision, named, counts=counts, help=help_)


def _moved(before: Box, now: Box) -> bool:
    (x0, y0), (x1, y1) = before.center, now.center
    size = now.side / before.side
    return max(abs(x1 - x0), abs(y1 - y0)) > STILL * before.side or not 0.8 < size < 1.25
