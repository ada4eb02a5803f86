"""Endpoints of the public key that results are verified with, and of tickets for streams."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from edge.service.auth import VALID_S
from edge.service.context import Service


class Keys(BaseModel):
    """A JWK set (RFC 7517), and the same key as PEM."""

    keys: list[dict[str, str]] = Field(
        examples=[
            [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]
        ]
    )
    pem: str = Field(examples=["-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n"])


class Ticket(BaseModel):
    """Opens one stream, once: `?ticket=…`."""

    ticket: str
    expires_in: float = Field(description="seconds until it expires", examples=[VALID_S])


def router(service: Service) -> APIRouter:
    """GET /v1/keys and POST /v1/tickets."""
    routes = APIRouter(tags=["access"])

    @routes.get("/v1/keys", summary="The key that results are signed with")
    async def keys() -> Keys:
        return Keys(keys=[service.signer.public_jwk()], pem=service.signer.public_pem)

    @routes.post(
        "/v1/tickets",
        status_code=201,
        summary="A ticket for a stream, where no header can be sent",
    )
    async def ticket() -> Ticket:
        return Ticket(ticket=service.tickets.issue(), expires_in=VALID_S)

    return routes
