"""Endpoints of sessions: begin one, follow its progress, get its signed outcome."""

from __future__ import annotations

import math
import time
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field

from edge.challenge.guidance import Guidance
from edge.errors import SessionError
from edge.events.outcome import SessionOutcome
from edge.service.context import WAITERS, Service
from edge.service.errors import Problem
from edge.service.ports import CameraPort, SessionsPort

STEP_S = 1.0
"""Interval, s, at which a long poll checks whether its client has disconnected or the service
stops."""

SEALED = "application/octet-stream"
"""Media type of a sealed face (edge/audit/crop_encryption.py)."""

EXAMPLE_HANDLE = "7d1c52a7be9f4f0c8f5a2b9e64d01c3e"
EXAMPLE_ID = "0c6f3f9e5a7d4c1b8e2a9d7f4b6c8e10"
EXAMPLE_RESULT = {
    "session": EXAMPLE_ID,
    "decision": "accepted",
    "started_at": "2026-05-04T08:15:30.120+00:00",
    "ended_at": "2026-05-04T08:15:33.480+00:00",
    "nonce": "b7e2",
    "reasons": ["antispoof"],
    "verdict": {
        "track": 3,
        "state": "LIVE",
        "attack_kind": None,
        "p_attack": 0.004,
        "reasons": ["antispoof"],
    },
    "challenge": [],
    "models": {"antispoof": "antispoof_minifasnet_v2_se_int8"},
    "source_kind": "camera",
}


class Begin(BaseModel):
    """What a session is begun with; all of it may be left out."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"nonce": "b7e2"}]})

    camera: str | None = Field(
        None, max_length=40, description="name of the camera; optional if there is only one"
    )
    audience: str | None = Field(
        None,
        min_length=1,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="recipient of the result, for example a door; signed as the claim `aud`",
    )
    nonce: str | None = Field(
        None,
        min_length=1,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="random text made by the recipient of the result; it is returned in "
        "the signed result, so that an older result cannot be replayed",
    )


class Begun(BaseModel):
    """A session that runs."""

    id: str = Field(
        description="secret handle of the session: anyone who has it can read the result",
        examples=[EXAMPLE_HANDLE],
    )
    session: str = Field(
        description="the session's id in the result, in events and in the audit log",
        examples=[EXAMPLE_ID],
    )
    camera: str = Field(examples=["camera"])
    state_url: str = Field(examples=[f"/v1/sessions/{EXAMPLE_HANDLE}"])


class SessionView(BaseModel):
    """Where a session stands. result and token are there once it has ended."""

    id: str = Field(examples=[EXAMPLE_HANDLE])
    session: str = Field(examples=[EXAMPLE_ID])
    camera: str = Field(examples=["camera"])
    state: str = Field(
        description="phase of the session (position, hold, challenge …), then `ended`",
        examples=["hold"],
    )
    guidance: dict[str, Any] | None = Field(
        None,
        description="the instruction for the person now",
        examples=[{"prompt": "hold_still", "progress": 0.4}],
    )
    result: dict[str, Any] | None = Field(
        None, description="the result, once the session has ended", examples=[EXAMPLE_RESULT]
    )
    token: str | None = Field(
        None,
        description="the signed result: a JWS with algorithm EdDSA; trust only this one",
        examples=["eyJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiJ9.eyJkZWNpc2lvbiI6Ii4uLiJ9.c2lnbmF0dXJl"],
    )


Handle = Annotated[
    str, InPath(alias="id", pattern=r"^[0-9A-Za-z_-]{1,64}$", examples=[EXAMPLE_HANDLE])
]


def router(service: Service) -> APIRouter:
    """POST, GET and DELETE under /v1/sessions."""
    routes = APIRouter(tags=["sessions"])

    @routes.post(
        "/v1/sessions",
        status_code=201,
        summary="Begin a session",
        responses={
            400: {"model": Problem, "description": "the body cannot be read"},
            404: {"model": Problem, "description": "no such camera"},
            409: {"model": Problem, "description": ("a session is running, or the gate is locked")},
        },
    )
    async def begin(response: Response, asked: Begin | None = None) -> Begun:
        asked = asked or Begin(camera=None, nonce=None, audience=None)
        camera = _chosen(service, asked.camera)
        sessions = _sessions(camera)
        try:
            session_id = await to_thread.run_sync(
                sessions.begin, asked.nonce, limiter=service.calls
            )
        except SessionError as error:
            left = sessions.guidance().remaining_s
            after = {"Retry-After": str(math.ceil(left))} if left is not None else None
            raise HTTPException(409, str(error), after) from error
        handle = service.handles.issue(camera.name, session_id, asked.audience)
        url = f"/v1/sessions/{handle}"
        response.headers["location"] = url
        return Begun(id=handle, session=session_id, camera=camera.name, state_url=url)

    @routes.get(
        "/v1/sessions/{id}",
        summary="Where a session stands",
        responses={404: {"model": Problem}, 503: {"model": Problem}},
    )
    async def state(
        handle: Handle,
        request: Request,
        wait: Annotated[
            float,
            Query(ge=0, le=600, description="seconds to wait for the session's end (long poll)"),
        ] = 0,
    ) -> SessionView:
        camera, sessions, session_id, audience = _find(service, handle)
        if wait:
            await _wait(service, sessions, session_id, wait, request)
        outcome = await to_thread.run_sync(sessions.outcome, session_id, limiter=service.calls)
        return _view(service, camera, (handle, session_id, audience), outcome, sessions.guidance())

    @routes.delete(
        "/v1/sessions/{id}",
        summary="Cancel a session",
        responses={404: {"model": Problem}, 409: {"model": Problem, "description": "it has ended"}},
    )
    async def cancel(handle: Handle) -> SessionView:
        camera, sessions, session_id, audience = _find(service, handle)
        withdraw = partial(sessions.cancel, session_id, attempt=False)
        try:
            await to_thread.run_sync(withdraw, limiter=service.calls)
        except SessionError as error:
            raise HTTPException(409, str(error)) from error
        outcome = await to_thread.run_sync(sessions.wait, session_id, STEP_S, limiter=service.calls)
        return _view(service, camera, (handle, session_id, audience), outcome, sessions.guidance())

    @routes.get(
        "/v1/sessions/{id}/face",
        summary="The face that was accepted",
        response_class=Response,
        responses={
            200: {
                "content": {"image/png": {}, SEALED: {}},
                "description": "as judged; see face_sha256. Sealed where result_face_key is set",
            },
            404: {
                "model": Problem,
                "description": "nobody was accepted, or the result has expired",
            },
        },
    )
    async def face(handle: Handle) -> Response:
        _, sessions, session_id, _ = _find(service, handle)
        kept = await to_thread.run_sync(sessions.face, session_id, limiter=service.calls)
        if kept is None:
            raise HTTPException(
                404,
                "there is no face: nobody was accepted, the result has expired, or "
                "service.result_face is off",
            )
        sealed = service.config.service.result_face_key is not None
        return Response(kept, media_type=SEALED if sealed else "image/png")

    return routes


async def _wait(
    service: Service, sessions: SessionsPort, session_id: str, wait: float, request: Request
) -> None:
    """Wait for the end of a session, in a thread, for no longer than a request may take."""
    deadline = time.monotonic() + min(wait, service.config.service.request_timeout_s)
    if service.waiting >= WAITERS:
        raise HTTPException(
            503,
            "too many requests wait for sessions; repeat the request without `wait`",
            {"Retry-After": "1"},
        )
    service.waiting += 1
    try:
        while (left := deadline - time.monotonic()) > 0 and not service.stopping.is_set():
            step = min(STEP_S, left)
            if await to_thread.run_sync(sessions.wait, session_id, step) is not None:
                return
            if await request.is_disconnected():
                return
    finally:
        service.waiting -= 1


def _chosen(service: Service, name: str | None) -> CameraPort:
    if name is not None:
        return service.camera(name)
    by_name = list(service.cameras.by_name.values())
    if len(by_name) != 1:
        names = ", ".join(sorted(service.cameras.by_name))
        raise HTTPException(404, f"`camera` is needed: {names}")
    return by_name[0]


def _sessions(camera: CameraPort) -> SessionsPort:
    if camera.sessions is None:
        raise HTTPException(404, f"camera {camera.name} has no sessions")
    return camera.sessions


def _find(service: Service, handle: str) -> tuple[CameraPort, SessionsPort, str, str | None]:
    """The camera, its sessions, the session's own id and its audience. Raises HTTPException 404."""
    found = service.handles.find(handle)
    if found is None:
        raise HTTPException(404, "there is no session with this handle, or it ended long ago")
    camera = service.camera(found[0])
    return camera, _sessions(camera), found[1], found[2]


def _view(
    service: Service,
    camera: CameraPort,
    ids: tuple[str, str, str | None],
    outcome: SessionOutcome | None,
    guidance: Guidance,
) -> SessionView:
    handle, session_id, audience = ids
    if outcome is None:
        # the screen may already be elsewhere while the outcome is still being recorded
        own = guidance.session_id == session_id
        return SessionView(
            id=handle,
            session=session_id,
            camera=camera.name,
            state=guidance.phase.value if own else "ending",
            guidance=_guidance_body(guidance) if own else None,
        )
    return SessionView(
        id=handle,
        session=session_id,
        camera=camera.name,
        state="ended",
        result=outcome.body(),
        token=service.signer.sign(outcome, audience),
    )


def _guidance_body(guidance: Guidance) -> dict[str, Any]:
    """The guidance as JSON values, for a client that draws its own screen."""
    return {
        "phase": guidance.phase.value,
        "prompt": guidance.prompt.value,
        "progress": round(guidance.progress, 3),
        "oval": guidance.oval.as_list() if guidance.oval else None,
        "box": guidance.box.as_list() if guidance.box else None,
        "frame_size": list(guidance.frame_size) if guidance.frame_size else None,
        "remaining_s": guidance.remaining_s,
        "colour": list(guidance.colour) if guidance.colour else None,
        "attempts_left": guidance.attempts_left,
        "face_px": [round(side, 1) for side in guidance.face_px] if guidance.face_px else None,
        "step": list(guidance.step) if guidance.step else None,
    }
