"""Lets a request in that shows the token, or a ticket where it opens a stream."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from edge.service.replies import header, refuse
from edge.service.tickets import Tickets
from edge.service.token import same

OPEN = frozenset({"/", "/healthz", "/readyz"})
"""What tells nothing of people: an empty page, and whether the process lives and is ready."""

STREAMS = ("/v1/events", "/preview")
"""How the paths end that a ticket opens."""

CHALLENGE = (b"www-authenticate", b'Bearer realm="facevouch"')


class Auth:
    """An ASGI layer. token: None lets everybody in, which only loopback may do."""

    def __init__(self, app: ASGIApp, token: str | None, tickets: Tickets) -> None:
        self._app = app
        self._token = token
        self._tickets = tickets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        known = self._token is None or self._shows_token(scope)
        # what an open path tells a stranger may be less than what it tells those who are known
        scope.setdefault("state", {})["known"] = known
        if known or scope["path"] in OPEN or self._shows_ticket(scope):
            await self._app(scope, receive, send)
            return
        await refuse(
            scope,
            send,
            401,
            "this needs the service's token: send the header `Authorization: Bearer TOKEN`",
            [CHALLENGE],
        )

    def _shows_token(self, scope: Scope) -> bool:
        scheme, _, given = (header(scope, b"authorization") or "").partition(" ")
        # compared whatever came, so that every wrong answer takes as long
        right = same(given.strip(), self._token or "")
        return right and scheme.lower() == "bearer"

    def _shows_ticket(self, scope: Scope) -> bool:
        if not scope["path"].endswith(STREAMS):
            return False
        try:
            query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=16)
        except ValueError:  # nobody who holds a ticket asks like this
            return False
        return any(self._tickets.redeem(ticket) for ticket in query.get("ticket", [])[:1])
