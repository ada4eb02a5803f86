"""Protocols of the cameras that the service needs; implemented by edge.gate.cameras.Cameras."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from edge.challenge.guidance import Guidance
from edge.events.outcome import SessionOutcome
from edge.runtime.stats import EngineStats
from edge.types import Frame, FrameResult


class EnginePort(Protocol):
    """An engine whose results only the service takes."""

    def stats(self) -> EngineStats:
        """Its statistics."""
        ...

    def get(self) -> tuple[Frame, FrameResult] | None:
        """The newest frame with its result; None where it was returned before."""
        ...


class SessionsPort(Protocol):
    """The session manager of one camera. `begin` and `cancel` raise SessionError."""

    def guidance(self) -> Guidance:
        """The present guidance for the person."""
        ...

    def begin(self, nonce: str | None = None) -> str:
        """Begin a session; returns its id. nonce: repeated in the outcome."""
        ...

    def cancel(self, session_id: str, *, attempt: bool = True) -> None:
        """End a session. attempt: whether that is a failed attempt if judgement has begun."""
        ...

    def consent(self, given: bool) -> None:
        """Pass on the person's answer to the question for consent."""
        ...

    def outcome(self, session_id: str) -> SessionOutcome | None:
        """A session's outcome; None while it runs, or where it is not stored any more."""
        ...

    def face(self, session_id: str) -> bytes | None:
        """The PNG of an accepted face, while its result is valid."""
        ...

    def wait(self, session_id: str, timeout: float) -> SessionOutcome | None:
        """Wait for a session's outcome; None where it still runs after `timeout` s."""
        ...


class CameraPort(Protocol):
    """One camera with its engine, and its session manager where sessions are run."""

    @property
    def name(self) -> str:
        """The camera's name in events."""
        ...

    @property
    def engine(self) -> EnginePort:
        """Its engine."""
        ...

    @property
    def sessions(self) -> SessionsPort | None:
        """Its session manager; None where there are no sessions."""
        ...


class CamerasPort(Protocol):
    """All cameras of a configuration."""

    @property
    def by_name(self) -> Mapping[str, CameraPort]:
        """The cameras by name, in the configuration's order."""
        ...

    def health(self) -> dict[str, Any]:
        """The health of every camera, as JSON values."""
        ...
