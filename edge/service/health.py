"""Endpoints of liveness, readiness and metrics."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from pydantic import BaseModel, Field

from edge import __version__
from edge.capture.supervisor import SourceState
from edge.message import Message
from edge.runtime.pipeline import REQUIRED
from edge.service.context import Service
from edge.types import SourceKind

NO_CAMERA = frozenset({SourceKind.FILE.value, SourceKind.MADE.value})


class Alive(BaseModel):
    """The answer of /healthz."""

    status: str = Field("alive", examples=["alive"])
    version: str = Field(__version__, examples=[__version__])


class Readiness(BaseModel):
    """Whether the gate works. reasons and notes are included in authorized answers only."""

    ready: bool
    reasons: list[str] = Field(examples=[["camera door: lost"]])
    notes: list[str] = Field(
        description="faults that do not stop the gate's work but need attention",
        examples=[["webhook: cannot be reached; 12 events wait"]],
    )


def router(service: Service) -> APIRouter:
    """GET /healthz, /readyz and /metrics."""
    routes = APIRouter(tags=["health"])

    @routes.head("/healthz", include_in_schema=False)  # as balancers ask
    @routes.get("/healthz", summary="Whether the process lives")
    async def healthz() -> Alive:
        return Alive(status="alive", version=__version__)

    @routes.head("/readyz", include_in_schema=False)
    @routes.get(
        "/readyz",
        summary="Whether the gate does its work",
        responses={503: {"model": Readiness, "description": "it does not; the reasons say why"}},
    )
    async def readyz(request: Request, response: Response) -> Readiness:
        def ask() -> tuple[list[str], list[str]]:
            return not_ready(service), noteworthy(service)

        reasons, notes = await to_thread.run_sync(ask, limiter=service.calls)
        response.status_code = 503 if reasons else 200
        if not request.scope["state"].get("known"):
            return Readiness(ready=not reasons, reasons=[], notes=[])
        return Readiness(ready=not reasons, reasons=reasons, notes=notes)

    @routes.get(
        "/metrics",
        summary="Figures for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    async def metrics() -> Response:
        text = await to_thread.run_sync(service.metrics.text, limiter=service.calls)
        return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


def not_ready(service: Service) -> list[str]:
    """Reasons why the gate does not work: cameras, models, and subscribers that failed.

    A broker that cannot be reached is none: its events wait in the queue.
    """
    reasons: list[str] = []
    health = service.cameras.health()
    for name, camera in service.cameras.by_name.items():
        stats = camera.engine.stats()
        state = stats.source.state if stats.source is not None else None
        found = health.get(name, {})
        faults: dict[str, str] = found.get("faults", {})
        if state is not SourceState.PLAYING:
            what = state.value if state else "not begun"
            why = Message("camera {0}: {1}", name, what)
            if "source" in faults:
                why = Message("camera {0}: {1} ({2})", name, what, faults["source"])
            reasons.append(why)
        if REQUIRED not in stats.models:
            reasons.append(Message("camera {0}: no {1} model is loaded", name, REQUIRED))
        blocking = [part for part in found.get("blocking", ()) if part != "source"]  # see above
        reasons += [Message("camera {0}: {1}", name, faults[part]) for part in blocking]
    failing: dict[str, Any] = dict(service.bus.failing)
    reasons += [
        Message("{0} cannot accept events: {1}", part, why) for part, why in sorted(failing.items())
    ]
    return reasons


def noteworthy(service: Service) -> list[str]:
    """Problems with which the gate still works: targets that cannot be reached, cameras that have
    drifted, sources that are no cameras.
    """
    notes: list[str] = []
    for target, state in sorted(service.deliveries().items()):
        if not state.get("ok"):
            waiting = state.get("waiting")
            said = state.get("last_error") or Message("does not work")
            named = said if target in said else Message("{0}: {1}", target, said)
            notes.append(Message("{0}; {1} events wait", named, waiting) if waiting else named)
    for name, health in sorted(service.cameras.health().items()):
        if health.get("source_kind") in NO_CAMERA:
            notes.append(
                Message(
                    "camera {0}: this is not a camera (source_kind is {1}); do not open a "
                    "door by its results",
                    name,
                    health["source_kind"],
                )
            )
        if health.get("calibrated") is False and "calibration" not in health.get("faults", {}):
            notes.append(
                Message(
                    "camera {0}: not calibrated, so its error rates are not known; calibrate it "
                    "with: facevouch calibrate",
                    name,
                )
            )
        harmless = sorted(health.get("faults", {}).keys() - set(health.get("blocking", ())))
        notes += [Message("camera {0}: {1}", name, health["faults"][part]) for part in harmless]
    return notes
