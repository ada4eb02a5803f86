"""A gate without cameras; its engines and session managers give the answers that a test sets."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from makers import a_face, a_frame, a_quality, a_score

from edge.capture.supervisor import SourceState, SourceStatus
from edge.challenge.guidance import Guidance, Phase, Prompt
from edge.config import Config, ServiceConfig
from edge.errors import SessionError
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent
from edge.events.outcome import Decision, SessionOutcome
from edge.runtime.stats import EngineStats
from edge.security.keys import KioskKey
from edge.service.app import create_app
from edge.service.context import Service
from edge.service.uploads.file_decoder import Media
from edge.types import FaceResult, Frame, FrameResult, SourceKind, State, Verdict

MODELS = {"antispoof": "fake_antispoof"}
TOKEN = "a-token-that-is-long-enough"
STARTED = datetime(2026, 5, 4, 8, 15, 30, tzinfo=UTC)


def a_result(index: int = 0, state: State = State.LIVE) -> tuple[Frame, FrameResult]:
    """A frame with one face in it, and what was judged of it."""
    frame = a_frame(index, size=(64, 48))
    face = FaceResult(
        replace(a_face(10, 10, 20), track_id=3),
        a_quality(),
        Verdict(3, state, 0.25, 12, 0.0),
        {"fake_antispoof": a_score(-1.0, "fake_antispoof")},
    )
    return frame, FrameResult(index, index / 30, "fake", frame.size, (face,), {"total": 5.0})


def an_event(number: int = 0, kind: EventKind = EventKind.VERDICT, **body: Any) -> GateEvent:
    return GateEvent(kind, "camera", {"track": number, "state": "LIVE", **body})


class FakeEngine:
    """Plays and has models until it is told otherwise."""

    def __init__(self) -> None:
        self.results: list[tuple[Frame, FrameResult]] = []
        self.state: SourceState | None = SourceState.PLAYING
        self.models = dict(MODELS)

    def stats(self) -> EngineStats:
        source = None if self.state is None else SourceStatus(self.state, "as told", 0, 0.0)
        return EngineStats(
            fps=24.5,
            capture_fps=30.0,
            frames=120,
            dropped=7,
            sink_dropped=0,
            latency_ms={"total": (18.0, 25.0)},
            models=self.models,
            source=source,
            running=True,
        )

    def get(self) -> tuple[Frame, FrameResult] | None:
        return self.results.pop(0) if self.results else None


class FakeSessions:
    """One session at a time; it ends when the test says so."""

    def __init__(self, camera: str) -> None:
        self.camera = camera
        self.shut: str | None = None
        self.faces: dict[str, bytes] = {}
        self._running: tuple[str, str | None] | None = None
        self._outcomes: dict[str, SessionOutcome] = {}
        self._changed = threading.Condition()

    def guidance(self) -> Guidance:
        with self._changed:
            if self.shut is not None:
                return Guidance(Phase.HELP, Prompt.ASK_FOR_HELP, remaining_s=199.2)
            if self._running is None:
                return Guidance(Phase.IDLE, Prompt.WELCOME)
            return Guidance(Phase.HOLD, Prompt.HOLD_STILL, 0.4, session_id=self._running[0])

    def begin(self, nonce: str | None = None) -> str:
        with self._changed:
            if self.shut is not None or self._running is not None:
                raise SessionError(self.shut or "another session is running")
            self._running = uuid.uuid4().hex, nonce
            return self._running[0]

    def cancel(self, session_id: str, *, attempt: bool = True) -> None:
        if self._running is None or self._running[0] != session_id:
            raise SessionError("this session is not running")
        self.cancelled_as_attempt = attempt
        self.end(Decision.CANCELLED)

    def consent(self, given: bool) -> None:
        """Nobody asks here."""

    def outcome(self, session_id: str) -> SessionOutcome | None:
        with self._changed:
            return self._outcomes.get(session_id)

    def face(self, session_id: str) -> bytes | None:
        return self.faces.get(session_id)

    def wait(self, session_id: str, timeout: float) -> SessionOutcome | None:
        with self._changed:
            self._changed.wait_for(lambda: session_id in self._outcomes, timeout)
            return self._outcomes.get(session_id)

    def end(self, decision: Decision, at: datetime | None = None) -> None:
        """What the camera saw has decided."""
        with self._changed:
            assert self._running is not None
            session_id, nonce = self._running
            self._running = None
            self._outcomes[session_id] = an_outcome(
                decision, session_id=session_id, nonce=nonce, camera=self.camera, at=at
            )
            self._changed.notify_all()


def an_outcome(
    decision: Decision = Decision.ACCEPTED,
    *,
    session_id: str = "5e55",
    nonce: str | None = "n-1",
    camera: str = "camera",
    at: datetime | None = None,
    source_kind: SourceKind = SourceKind.CAMERA,
) -> SessionOutcome:
    ended = at or datetime.now(UTC)
    return SessionOutcome(
        session_id,
        camera,
        decision,
        ended,
        ended,
        nonce,
        ("antispoof",),
        models=MODELS,
        source_kind=source_kind,
    )


@dataclass
class FakeCamera:
    name: str
    engine: FakeEngine = field(default_factory=FakeEngine)
    sessions: FakeSessions | None = None


class FakeCameras:
    """Stations by name."""

    def __init__(self, *names: str, sessions: bool = True) -> None:
        self.by_name = {
            name: FakeCamera(name, sessions=FakeSessions(name) if sessions else None)
            for name in names or ("camera",)
        }
        self.faults: dict[str, str] = {}
        self.source_kind = SourceKind.CAMERA

    def health(self) -> dict[str, Any]:
        return {
            name: {
                "ok": camera.engine.state is SourceState.PLAYING,
                "source": camera.engine.state.value if camera.engine.state else None,
                "source_kind": self.source_kind.value,
                "restarts": 0,
                "fps": 24.5,
                "capture_fps": 30.0,
                "frames": 120,
                "dropped": 7,
                "latency_ms": {"total": [18.0, 25.0]},
                "models": camera.engine.models,
                "faults": self.faults,
                "blocking": sorted(self.faults.keys() - {"drift"}),
            }
            for name, camera in self.by_name.items()
        }


class FakeJudge:
    """Finds one live face in everything; waits at the gate before it does."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()
        self.error: Exception | None = None
        self.closed = False

    def judge(self, media: Media, frames: Iterable[Frame]) -> dict[str, Any]:
        self.begun.set()
        assert self.gate.wait(20)
        if self.error is not None:
            raise self.error
        sizes = [frame.size for frame in frames]
        face = {
            "track": 1,
            "box": [1.0, 2.0, 3.0, 4.0],
            "state": "LIVE",
            "attack_kind": None,
            "p_attack": 0.1,
            "scores": {"fake_antispoof": 0.1},
            "reasons": ["antispoof"],
        }
        return {"media": media, "size": sizes[0], "frames": len(sizes), "faces": [face]}

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeGate:
    """An application and all that is behind it."""

    app: FastAPI
    cameras: FakeCameras
    bus: EventBus
    judge: FakeJudge
    key: KioskKey
    config: Config

    @property
    def service(self) -> Service:
        service: Service = self.app.state.service
        return service

    @property
    def sessions(self) -> FakeSessions:
        sessions = self.cameras.by_name["camera"].sessions
        assert sessions is not None
        return sessions

    @property
    def engine(self) -> FakeEngine:
        return self.cameras.by_name["camera"].engine


def a_gate(
    *names: str,
    token: str | None = None,
    sessions: bool = True,
    clock: Callable[[], float] | None = None,
    more: dict[str, Any] | None = None,
    **settings: Any,
) -> FakeGate:
    """settings: of [service]; plenty of requests are allowed unless a test is about that."""
    config = Config(service=ServiceConfig(**({"requests_per_minute": 60_000} | settings)))
    cameras, bus, judge, key = (
        FakeCameras(*names, sessions=sessions),
        EventBus(),
        FakeJudge(),
        KioskKey.generate(),
    )
    extra = dict(more or {})
    if clock is not None:
        extra["clock"] = clock
    extra.setdefault("make_judge", lambda: judge)
    app = create_app(cameras, bus, config, None, key, token, **extra)
    return FakeGate(app, cameras, bus, judge, key, config)
