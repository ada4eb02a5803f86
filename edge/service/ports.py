"""What the service asks of the cameras it serves; edge.gate.cameras.Cameras is the real one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from edge.challenge.guidance import Guidance
from edge.events.outcome import SessionOutcome
from edge.runtime.stats import EngineStats
from edge.types import Frame, FrameResult


class EnginePort(Protocol):
    """An engine. The service is the only one that takes its results."""

    def stats(self) -> EngineStats:
        """How it runs, and what is wrong."""
        ...

    def get(self) -> tuple[Frame, FrameResult] | None:
        """The newest frame with its result, once; None where it was taken already."""
        ...


class SessionsPort(Protocol):
    """A sessions: runs the sessions of one camera. Raises SessionError from begin and cancel."""

    def guidance(self) -> Guidance:
        """What to tell the person now."""
        ...

    def begin(self, nonce: str | None = None) -> str:
        """Begin a session; its id. nonce: comes back in the outcome, as it was given."""
        ...

    def cancel(self, session_id: str, *, attempt: bool = True) -> None:
        """End a session that has not ended. attempt: under judgement it is a failed attempt."""
        ...

    def consent(self, given: bool) -> None:
        """The person's answer, where one is waited for."""
        ...

    def outcome(self, session_id: str) -> SessionOutcome | None:
        """How a session ended; None while it runs, or where it is not remembered."""
        ...

    def face(self, session_id: str) -> bytes | None:
        """The PNG of an accepted face, while its result holds."""
        ...

    def wait(self, session_id: str, timeout: float) -> SessionOutcome | None:
        """The same after at most `timeout` s; None where it still runs then."""
        ...


class CameraPort(Protocol):
    """One camera with its engine, and its session manager where sessions are run."""

    @property
    def name(self) -> str:
        """The camera's name in events."""
        ...

    @property
    def engine(self) -> EnginePort:
        """What judges its frames."""
        ...

    @property
    def sessions(self) -> SessionsPort | None:
        """What runs its sessions; None where nobody is to pass there."""
        ...


class CamerasPort(Protocol):
    """All cameras of a configuration."""

    @property
    def by_name(self) -> Mapping[str, CameraPort]:
        """By name, in the configuration's order."""
        ...

    def health(self) -> dict[str, Any]:
        """How every camera is doing, as JSON values."""
        ...
