"""The sequence of sessions at one gate: when one may begin, how long its result is shown, and the
cool-down during which none may begin.

Like the session it is pure: frames and times are given to it, and it has no clock, thread or file
of its own, except the file of the attempt limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from edge.challenge.base import Measure
from edge.challenge.guidance import Guidance, Phase, Prompt
from edge.config import Config
from edge.errors import SessionError
from edge.events.outcome import Decision
from edge.gate.lockout import Lockout
from edge.gate.occupant import Occupant
from edge.gate.oval import Oval
from edge.gate.session import Ending, GateSession
from edge.types import FaceResult, FrameResult, State

APPROACH = 0.4
"""Smallest size of a face that counts as at the gate, relative to a face that fills the oval."""

ARRIVE_S = 0.3
"""Time for which it must stay, so that a passer-by or a false detection begins no session."""

MakeSession = Callable[[str | None, float, bool], GateSession]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The result on the screen, and the person it belongs to."""

    guidance: Guidance
    until: float


class SessionQueue:
    """make_session(nonce, now, auto) creates a session. auto: a face that comes near begins one."""

    def __init__(
        self, config: Config, limit: Lockout, make_session: MakeSession, *, auto: bool
    ) -> None:
        self._config = config
        self._limit = limit
        self._make_session = make_session
        self._auto = auto
        self.session: GateSession | None = None
        self._broken = False
        self._shown: _Shown | None = None
        self._size: tuple[int, int] | None = None
        self._arrived: tuple[int, float] | None = None  # track, since
        self._done_with: Occupant | None = None  # whose session ended
        self._finished = False  # … and whether they were accepted or declined
        self._stays = False  # they are still there, and must leave first

    # -- inputs -------------------------------------------------------------------------------

    def on_result(self, result: FrameResult, measure: Measure, now: float) -> None:
        self._size = result.size
        if self.session is not None:
            self.session.on_result(result, measure, now)
            return
        self._pass_time(now)
        near = self._near(result)
        self._stays = self._must_leave(near, now)
        if self._auto and self._free(now) and self._has_arrived(near, now):
            self.session = self._make_session(None, now, True)
            self.session.on_result(result, measure, now)

    def tick(self, now: float) -> None:
        if self.session is not None:
            self.session.tick(now)
        else:
            self._pass_time(now)

    def begin(self, nonce: str | None, now: float) -> str:
        """Begin a session and return its id. Raises SessionError saying why it cannot begin."""
        if self._broken:
            raise SessionError("the gate is out of order; the cause is listed under its faults")
        if self.session is not None:
            raise SessionError("another session is running; try again after it has ended")
        shut = self._limit.shut_for(now)
        if shut > 0:
            raise SessionError(
                f"the gate is locked for another {shut:.0f} s after too many failed "
                "sessions; wait, or ask an operator to unlock it"
            )
        self._shown = None
        self.session = self._make_session(nonce, now, False)
        return self.session.id

    def out_of_order(self, broken: bool, now: float) -> None:
        """Report that the camera or a model failed, or works again."""
        self._broken = broken
        self._arrived = None
        if broken:
            self._shown = None
            if self.session is not None:
                self.session.break_off("out_of_order")
        else:
            self._pass_time(now)

    def reset(self, now: float) -> None:
        """Clear the failed attempts and the shown result, on an operator's behalf."""
        self._limit.clear(now)
        self._shown = None
        self._done_with = None

    def settle(self, ending: Ending, now: float) -> None:
        """End the present session and show its result."""
        session, self.session = self.session, None
        if session is None:
            return
        if ending.counts:
            self._limit.fail(now)
        self._done_with = Occupant(session.track, now)
        self._finished = ending.decision is Decision.ACCEPTED or "no_consent" in ending.reasons
        self._arrived = None
        phase, prompt = _result(ending)
        if phase is Phase.IDLE or self._broken:
            self._shown = None
            return
        shown = replace(
            session.guidance(now),
            phase=phase,
            prompt=prompt,
            progress=0.0,
            box=None,
            colour=None,
            remaining_s=None,
        )
        self._shown = _Shown(shown, now + self._config.session.result_s)

    # -- outputs ------------------------------------------------------------------------------

    def guidance(self, now: float) -> Guidance:
        left = self._limit.left(now)
        if self._broken:
            return Guidance(
                Phase.OUT_OF_ORDER, Prompt.OUT_OF_ORDER, frame_size=self._size, attempts_left=left
            )
        if self.session is not None:
            return replace(self.session.guidance(now), attempts_left=left)
        shut = self._limit.shut_for(now)
        if self._shown is not None and (shut == 0 or self._shown.guidance.phase is Phase.ACCEPTED):
            rest = max(0.0, self._shown.until - now)
            return replace(self._shown.guidance, remaining_s=rest, attempts_left=left)
        if shut > 0:
            return Guidance(
                Phase.HELP,
                Prompt.ASK_FOR_HELP,
                frame_size=self._size,
                remaining_s=shut,
                attempts_left=0,
            )
        oval = Oval(self._size, self._config.session.oval).box if self._size else None
        idle = Guidance(
            Phase.IDLE, Prompt.WELCOME, oval=oval, frame_size=self._size, attempts_left=left
        )
        if self._stays and self._finished:
            return replace(idle, prompt=Prompt.MAKE_WAY)
        if self._stays:
            return replace(idle, phase=Phase.RETRY, prompt=Prompt.TRY_AGAIN)
        return idle

    # -- arrival and departure ----------------------------------------------------------------

    def _free(self, now: float) -> bool:
        return not self._broken and self._shown is None and self._limit.shut_for(now) == 0

    def _pass_time(self, now: float) -> None:
        if self._shown is not None and now >= self._shown.until:
            self._shown = None

    def _has_arrived(self, near: list[FaceResult], now: float) -> bool:
        """Whether a person has come to the gate and stays."""
        face = _nearest(near)
        if face is None or self._stays:
            self._arrived = None
            return False
        track = face.face.track_id
        if self._arrived is None or self._arrived[0] != track:
            self._arrived = (track, now)
            return False
        return now - self._arrived[1] >= ARRIVE_S

    def _must_leave(self, near: list[FaceResult], now: float) -> bool:
        """Whether the person of the last session must leave first: they were accepted or declined,
        or their track still has the verdict ATTACK, which would only be repeated.

        Another person who steps in front of them may begin.
        """
        if self._done_with is None:
            return False
        track = self._done_with.track
        found = self._done_with.find(near, now)
        if found is None or found is not _nearest(near):
            return False
        attack = found.face.track_id == track and found.verdict.state is State.ATTACK
        return self._finished or attack

    def _near(self, result: FrameResult) -> list[FaceResult]:
        """The faces that are large enough to count as at the gate."""
        near = APPROACH * Oval(result.size, self._config.session.oval).face_side
        return [f for f in result.faces if f.face.box.side >= near]


def _nearest(faces: list[FaceResult]) -> FaceResult | None:
    return max(faces, key=lambda face: face.face.box.side, default=None)


def _result(ending: Ending) -> tuple[Phase, Prompt]:
    """What the person is shown; never the reason, which would help an attacker to adapt."""
    if ending.decision is Decision.ACCEPTED:
        return Phase.ACCEPTED, Prompt.ACCEPTED
    if ending.help:
        return Phase.HELP, Prompt.ASK_FOR_HELP
    if ending.decision is Decision.CANCELLED and not ending.counts:
        return Phase.IDLE, Prompt.WELCOME
    return Phase.RETRY, Prompt.TRY_AGAIN
