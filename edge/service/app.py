"""The application: its endpoints, and the middleware around them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware

from edge import __version__
from edge.config import Config
from edge.events.bus import EventBus
from edge.security.keys import KioskKey
from edge.service import access, cameras, check, event_stream, health, manual, page, sessions
from edge.service.auth import Auth
from edge.service.context import Service
from edge.service.errors import Problem, understand
from edge.service.middleware import LOOPBACK, BodyLimit, OwnPages, RateLimit, SecurityHeaders
from edge.service.ports import CamerasPort

log = logging.getLogger(__name__)

ABOUT = """\
Vouches, face by face, that a live person is in front of the camera.

Every error is `{"detail": "a whole sentence"}`. Where the service has a token, every request but
`/`, `/docs`, `/healthz` and `/readyz` needs `Authorization: Bearer TOKEN`. The live stream of
events is a WebSocket at `/v1/events`. The documentation is at `/docs`.
"""

EVERYWHERE: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "no token, or a wrong one"},
    422: {"model": Problem, "description": "a value of the request is not valid"},
    429: {"model": Problem, "description": "too many requests; see Retry-After"},
}
"""Answers that any endpoint may give."""

ROUTERS: tuple[Callable[[Service], Any], ...] = (
    sessions.router,
    check.router,
    cameras.router,
    access.router,
    health.router,
    event_stream.router,
    page.router,
    manual.router,
)


def create_app(
    cameras: CamerasPort,
    bus: EventBus,
    config: Config,
    registry: Any,
    key: KioskKey,
    token: str | None,
    **more: Any,
) -> FastAPI:
    """The application over existing cameras, which the caller starts and stops.

    more: as in Service. The Service is `app.state.service`.
    """
    service = Service(cameras, bus, config, registry, key, token, **more)
    settings = config.service

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        late = await to_thread.run_sync(service.close)
        if late:
            log.warning("did not stop in time: %s", ", ".join(late))

    app = FastAPI(
        title="facevouch",
        version=__version__,
        description=ABOUT,
        lifespan=lifespan,
        redirect_slashes=False,  # each thing has one address
        docs_url=None,  # Swagger's page is loaded from the internet
        redoc_url=None,
        responses=EVERYWHERE,
        middleware=[
            Middleware(SecurityHeaders, on_status=service.metrics.count_request),
            Middleware(OwnPages, names=_names(config, token)),
            Middleware(RateLimit, buckets=service.buckets),
            Middleware(Auth, token=token, tickets=service.tickets, pages=manual.paths()),
            Middleware(
                BodyLimit,
                upload_bytes=int(settings.max_upload_mb * 2**20),
                timeout_s=settings.request_timeout_s,
            ),
        ],
    )
    app.state.service = service
    service.begin()  # before the cameras start, so that the page shows that, too
    for make in ROUTERS:
        app.include_router(make(service))
    understand(app)
    return app


def _names(config: Config, token: str | None) -> frozenset[str] | None:
    """The host names this service answers to; None: any, which is safe with a token."""
    if token is not None:
        return None
    return LOOPBACK | {config.service.host.strip("[]").lower()}
