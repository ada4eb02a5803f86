"""Endpoints of the cameras: state and annotated picture."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field
from starlette.responses import Response

from edge.challenge.guidance import Phase
from edge.service.context import Service
from edge.service.errors import Problem
from edge.service.mjpeg import Mjpeg
from edge.service.view import View
from edge.sinks.jsonl import as_dict
from edge.types import SourceKind


class CameraView(BaseModel):
    """The present state of one camera."""

    name: str = Field(examples=["camera"])
    ok: bool = Field(
        description="true while the camera delivers frames, its models are "
        "loaded and no fault is reported"
    )
    source: str | None = Field(
        description="state of the source: playing, stalled, lost …", examples=["playing"]
    )
    source_kind: SourceKind = Field(
        description="kind of source; acceptances before a file or the demo (`made`) close "
        "no relay by default",
        examples=[SourceKind.CAMERA],
    )
    fps: float = Field(description="frames judged per second", examples=[24.8])
    capture_fps: float = Field(description="frames delivered per second", examples=[30.0])
    frames: int = Field(description="frames judged since the start", examples=[18250])
    dropped: int = Field(
        description="frames not judged because a newer one was there", examples=[12]
    )
    latency_ms: dict[str, list[float]] = Field(
        description="median and 95th percentile by stage", examples=[{"total": [18.2, 24.9]}]
    )
    models: dict[str, str] = Field(
        description="model id by task", examples=[{"antispoof": "antispoof_minifasnet_v2_se_int8"}]
    )
    faults: dict[str, str] = Field(description="current faults by component", examples=[{}])
    restarts: int = Field(0, description="restarts within camera.restart_window_s")
    session: str | None = Field(description="id of the running session", examples=[None])
    session_phase: Phase | None = Field(
        description="phase of the running session, or the state of the gate; null where no "
        "sessions are run",
        examples=[Phase.IDLE],
    )
    attempts_left: int | None = Field(
        description="failed sessions left before the gate locks", examples=[5]
    )
    faces: list[dict[str, Any]] = Field(
        description="faces in the newest frame, as `facevouch run --json` writes them",
        examples=[[{"track": 3, "state": "LIVE", "p_attack": 0.004}]],
    )
    preview: str | None = Field(
        description="path of the camera's annotated picture (MJPEG)",
        examples=["/v1/cameras/camera/preview"],
    )


def router(service: Service) -> APIRouter:
    """GET /v1/cameras and a camera's preview."""
    routes = APIRouter(tags=["cameras"])

    @routes.get("/v1/cameras", summary="All cameras and what they see")
    async def cameras() -> list[CameraView]:
        def ask() -> list[CameraView]:
            health = service.cameras.health()
            return [
                _camera(service, view, health.get(name, {})) for name, view in service.views.items()
            ]

        return await to_thread.run_sync(ask, limiter=service.calls)

    @routes.get(
        "/v1/cameras/{name}/preview",
        summary="The annotated picture, as MJPEG",
        response_class=Response,
        responses={
            200: {
                "content": {"multipart/x-mixed-replace": {}},
                "description": ("JPEG frames without end"),
            },
            404: {"model": Problem},
            503: {"model": Problem, "description": "too many clients watch this camera"},
        },
    )
    async def preview(name: str) -> Response:
        settings = service.config.service
        if not settings.preview:
            raise HTTPException(404, "pictures are turned off here (service.preview)")
        view = service.views[service.camera(name).name]
        if service.watching >= settings.preview_clients:
            raise HTTPException(
                503, "too many clients watch this camera; try again later", {"Retry-After": "5"}
            )
        service.watching += 1

        def done() -> None:
            service.watching -= 1

        async def picture() -> tuple[int, bytes]:
            return await to_thread.run_sync(view.picture, limiter=service.calls)

        return Mjpeg(picture, settings.preview_fps, service.stopping, done)

    return routes


def _camera(service: Service, view: View, health: dict[str, Any]) -> CameraView:
    name, sessions, result = view.camera.name, view.camera.sessions, view.result()
    guidance = sessions.guidance() if sessions is not None else None
    return CameraView(
        name=name,
        ok=bool(health.get("ok")),
        source=health.get("source"),
        source_kind=health.get("source_kind", SourceKind.UNKNOWN),
        fps=health.get("fps", 0.0),
        capture_fps=health.get("capture_fps", 0.0),
        frames=health.get("frames", 0),
        dropped=health.get("dropped", 0),
        latency_ms=health.get("latency_ms", {}),
        models=health.get("models", {}),
        faults=health.get("faults", {}),
        restarts=health.get("restarts", 0),
        session=guidance.session_id if guidance is not None else None,
        session_phase=guidance.phase if guidance is not None else None,
        attempts_left=guidance.attempts_left if guidance is not None else None,
        faces=as_dict(result)["faces"] if result is not None else [],
        preview=f"/v1/cameras/{name}/preview" if service.config.service.preview else None,
    )
