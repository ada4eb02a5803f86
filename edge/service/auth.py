"""Authorization of requests: by the token, or by a ticket for a stream."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from edge.config import ServiceConfig
from edge.errors import ConfigError
from edge.security.secrets import read_secret
from edge.security.tls import is_loopback
from edge.service.errors import header, refuse

SHORTEST = 16
"""Fewest characters of a token."""


def read_token(config: ServiceConfig) -> str | None:
    """The token in the configured file; None where no token is needed. Raises ConfigError."""
    if config.token_file is None:
        if not is_loopback(config.host):
            raise ConfigError(
                f"service.token_file: {config.host} can be reached from other machines, so "
                "a token is needed; make one with: (umask 077; openssl rand -hex 32 > "
                "token) and set service.token_file to that file, or listen on 127.0.0.1"
            )
        return None
    token = read_secret(config.token_file, "service.token_file")
    if not len(token) >= SHORTEST or not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigError(
            f"service.token_file: {config.token_file} must contain one line of {SHORTEST} "
            "or more characters without spaces; make one with: openssl rand -hex 32"
        )
    return token


def same(given: str, expected: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


VALID_S = 30.0
MOST = 256
"""Valid tickets at most; a new one then replaces the oldest."""


class Tickets:
    """Tickets; each is valid for one connection within a short time. Used in the event loop
    only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: OrderedDict[str, float] = OrderedDict()

    def issue(self) -> str:
        """Create a random ticket."""
        while len(self._until) >= MOST:
            self._until.popitem(last=False)
        ticket = secrets.token_urlsafe(32)
        self._until[ticket] = self._clock() + VALID_S
        return ticket

    def redeem(self, ticket: str) -> bool:
        """Whether a ticket is valid; invalidates it. The lookup by hash has no timing
        side channel."""
        until = self._until.pop(ticket, None)
        return until is not None and self._clock() <= until


OPEN = frozenset({"/", "/healthz", "/readyz"})
"""Paths without authorization: the empty page, liveness and readiness."""

STREAMS = ("/v1/events", "/preview")
"""Endings of the paths for which a ticket is valid."""

CHALLENGE = (b"www-authenticate", b'Bearer realm="facevouch"')


class Auth:
    """ASGI middleware. token: None authorizes every request; for loopback only. pages: further
    paths without authorization.
    """

    def __init__(
        self,
        app: ASGIApp,
        token: str | None,
        tickets: Tickets,
        pages: frozenset[str] = frozenset(),
    ) -> None:
        self._app = app
        self._token = token
        self._tickets = tickets
        self._open = OPEN | pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        known = self._token is None or self._shows_token(scope)
        # an open path may answer in more detail to an authorized request
        scope.setdefault("state", {})["known"] = known
        if known or scope["path"] in self._open or self._shows_ticket(scope):
            await self._app(scope, receive, send)
            return
        await refuse(
            scope,
            send,
            401,
            "this request needs the service's token; send the header `Authorization: Bearer TOKEN`",
            [CHALLENGE],
        )

    def _shows_token(self, scope: Scope) -> bool:
        scheme, _, given = (header(scope, b"authorization") or "").partition(" ")
        # always compared, so that every wrong token takes the same time
        right = same(given.strip(), self._token or "")
        return right and scheme.lower() == "bearer"

    def _shows_ticket(self, scope: Scope) -> bool:
        if not scope["path"].endswith(STREAMS):
            return False
        try:
            query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=16)
        except ValueError:  # not a query that a ticket holder sends
            return False
        return any(self._tickets.redeem(ticket) for ticket in query.get("ticket", [])[:1])
