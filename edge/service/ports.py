"""What the service asks of the cameras it serves; edge.site.Site is the real one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from edge.session.guidance import Guidance
from edge.session.outcome import Outcome
from edge.status import EngineStats
from edge.types import Frame, FrameResult


class Watching(Protocol):
    """An engine. The service is the only one that takes its results."""

    def stats(self) -> EngineStats: ...

    def take(self) -> tuple[Frame, FrameResult] | None: ...


class Guiding(Protocol):
    """A desk: runs the sessions of one camera. Raises SessionError from begin and cancel."""

    def guidance(self) -> Guidance: ...

    def begin(self, nonce: str | None = None) -> str: ...

    def cancel(self, session_id: str) -> None: ...

    def consent(self, given: bool) -> None: ...

    def outcome(self, session_id: str) -> Outcome | None: ...

    def wait(self, session_id: str, timeout: float) -> Outcome | None: ...


class Station(Protocol):
    """One camera with its engine, and its desk where sessions are run."""

    @property
    def name(self) -> str: ...

    @property
    def engine(self) -> Watching: ...

    @property
    def desk(self) -> Guiding | None: ...


class Cameras(Protocol):
    """All cameras of a configuration."""

    @property
    def stations(self) -> Mapping[str, Station]: ...

    def health(self) -> dict[str, Any]: ...
