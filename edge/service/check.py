"""Endpoint that judges an uploaded image or short video."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException as StarletteHTTPException

from edge.errors import FacevouchError
from edge.service.context import Service
from edge.service.errors import Problem
from edge.service.uploads.file_decoder import (
    ACCEPTED,
    HEAD_BYTES,
    Media,
    UploadRefusedError,
    media_of,
)
from edge.service.uploads.queue import BusyError

FIELD = "file"
RETRY_S = "2"

BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [FIELD],
                "properties": {
                    FIELD: {"type": "string", "format": "binary", "description": ACCEPTED}
                },
            }
        }
    },
}


class CheckedFace(BaseModel):
    """One face of an image, or one track of a video."""

    model_config = ConfigDict(extra="allow")

    track: int = Field(examples=[1])
    box: list[float] = Field(
        description="x1, y1, x2, y2, in px", examples=[[223.0, 190.0, 402.0, 369.0]]
    )
    state: str = Field(
        description="LIVE, ATTACK, CHECKING (not enough evidence), POOR_QUALITY or UNAVAILABLE",
        examples=["LIVE"],
    )
    attack_kind: str | None = Field(
        description="presentation or deepfake, if state is ATTACK", examples=[None]
    )
    p_attack: float = Field(
        description="posterior probability of an attack, 0..1", examples=[0.004]
    )
    scores: dict[str, float] = Field(
        description="p_attack by model; for a video the mean over its frames",
        examples=[{"antispoof_minifasnet_v2_se_int8": 0.0024}],
    )
    reasons: list[str] = Field(examples=[["antispoof"]])
    frames: int | None = Field(
        None, description="video: number of frames with this face", examples=[117]
    )
    first_s: float | None = Field(
        None, description="video: time of the first frame with this face, s", examples=[0.0]
    )
    last_s: float | None = Field(
        None, description="video: time of the last frame with this face, s", examples=[11.6]
    )


class Checked(BaseModel):
    """The result for a file."""

    media: Media
    size: list[int] = Field(description="width, height, in px", examples=[[640, 480]])
    frames: int = Field(description="number of frames judged", examples=[117])
    faces: list[CheckedFace] = Field(description="empty if no face was found")


def router(service: Service) -> APIRouter:
    """POST /v1/check."""
    routes = APIRouter(tags=["check"])

    @routes.post(
        "/v1/check",
        summary="Check an image or a video",
        openapi_extra={"requestBody": BODY},
        response_model_exclude_none=False,
        responses={
            400: {"model": Problem, "description": "no multipart body"},
            408: {"model": Problem, "description": "the body did not arrive in time"},
            413: {"model": Problem, "description": "too many bytes, pixels or seconds"},
            415: {"model": Problem, "description": "not an accepted type of image or video"},
            422: {"model": Problem, "description": "damaged, or the field `file` is missing"},
            503: {"model": Problem, "description": "too many files wait; see Retry-After"},
            504: {"model": Problem, "description": "judging it took too long"},
        },
    )
    async def check(request: Request) -> Checked:
        data = await _file_of(request, service)
        media = media_of(data[:HEAD_BYTES])
        if media is None:
            raise HTTPException(415, f"the file is not of an accepted type; send {ACCEPTED}")
        return Checked.model_validate(await _judged(service, media, data))

    return routes


async def _file_of(request: Request, service: Service) -> bytes:
    """The bytes of a form's file. A spooled upload is an unnamed file, deleted with the form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise HTTPException(415, f"send the file as multipart/form-data in the field {FIELD!r}")
    limit = int(service.config.service.max_upload_mb * 2**20)
    try:
        async with request.form(max_files=1, max_fields=8, max_part_size=1024) as form:
            upload = form.get(FIELD)
            if not isinstance(upload, UploadFile):
                raise HTTPException(422, f"the form has no file in its field {FIELD!r}")
            if (upload.size or 0) > limit:
                raise HTTPException(
                    413, f"the file is larger than {service.config.service.max_upload_mb:g} MB"
                )
            data = await upload.read()
    except StarletteHTTPException as error:
        if error.status_code != 400:
            raise
        raise HTTPException(400, f"the form cannot be read: {error.detail}") from error
    if not data:
        raise HTTPException(422, "the file is empty")
    return data


async def _judged(service: Service, media: Media, data: bytes) -> dict[str, Any]:
    """The queue's answer. A client that disconnects while waiting loses its place in the queue."""
    try:
        future = service.uploads.submit(media, data)
    except BusyError as error:
        raise HTTPException(503, str(error), {"Retry-After": RETRY_S}) from error
    limit = service.config.service.request_timeout_s
    try:
        # longer than the decoder's own limit, which starts only when the file leaves the queue
        async with asyncio.timeout(limit * 2):
            return await asyncio.wrap_future(future)
    except TimeoutError:
        future.cancel()
        raise HTTPException(
            504, f"the file took longer than {limit:g} s to judge; send a shorter one"
        ) from None
    except UploadRefusedError as error:
        raise HTTPException(error.status, str(error)) from error
    except asyncio.CancelledError:
        stopping = future.cancelled() or service.stopping.is_set()
        future.cancel()
        if not stopping:
            raise
        raise HTTPException(503, "the service is stopping", {"Retry-After": RETRY_S}) from None
    except FacevouchError as error:
        raise HTTPException(503, str(error), {"Retry-After": RETRY_S}) from error
