"""The HTTP server: its socket, its certificate and its orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from edge.config import ServiceConfig
from edge.errors import ConfigError
from edge.security.tls import is_loopback
from edge.service.bounded_log import BoundedLog
from edge.service.connection_limits import LimitedConfig, Places, options

log = logging.getLogger(__name__)


def refuse_bad_certificate(config: ServiceConfig) -> None:
    """Raise ConfigError where TLS is configured with a missing or wrong certificate."""
    if (config.tls_cert is None) != (config.tls_key is None):
        raise ConfigError("service.tls_cert and service.tls_key must be set together")
    if config.tls_cert is None or config.tls_key is None:
        if not is_loopback(config.host):
            log.warning("the token and all pictures travel unencrypted; see service.tls_cert")
        return
    files = [Path(path).expanduser() for path in (config.tls_cert, config.tls_key)]
    for name, path in zip(("tls_cert", "tls_key"), files, strict=True):
        if not path.is_file():
            raise ConfigError(f"service.{name}: there is no file {path}")
        if not os.access(path, os.R_OK):
            raise ConfigError(f"service.{name}: this account may not read {path}")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            files[0], files[1], password=lambda: ""
        )
    except (ssl.SSLError, OSError) as error:
        raise ConfigError(
            f"service.tls_cert: {config.tls_cert} and {config.tls_key} are not a "
            "certificate and its private key in PEM form without a password"
        ) from error


GRACE_S = 5
"""How long answers in progress may take once the service stops."""


def bind(config: ServiceConfig) -> socket.socket:
    """Open the listening socket, before anything else is started. Raises ConfigError."""
    host = config.host.strip("[]")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, config.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise ConfigError(
            f"service.host: {config.host!r} is not an address of this machine"
        ) from error
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # inherited by every connection, tcp(7)
            # else a client with a closed receive window occupies a connection for ever
            wait_ms = max(1, round(config.request_timeout_s * 1000))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, wait_ms)
        opened.bind(address)
        opened.listen()  # a second service on this port is refused here, not later
    except OSError as error:
        opened.close()
        reasons = {
            errno.EADDRINUSE: f"port {config.port} is in use; choose another with --port, "
            "or 0 for any free one",
            errno.EACCES: (f"port {config.port} needs administrator rights; choose one above 1023"),
            errno.EADDRNOTAVAIL: f"{config.host} is not an address of this machine",
        }
        why = reasons.get(error.errno or 0, error.strerror or str(error))
        raise ConfigError(f"cannot listen on {config.host}: {why}") from error
    return opened


def address(config: ServiceConfig, opened: socket.socket) -> str:
    """Where the service can be reached, as a URL."""
    host, port = opened.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if config.tls_cert else 'http'}://{shown}:{port}/"


def no_refused_handshake(record: logging.LogRecord) -> bool:
    """A log filter: uvicorn logs a refused WebSocket handshake as an error of the application.

    Unauthorized clients could fill the log with it.
    """
    return "without completing handshake" not in record.getMessage()


def _file(named: str | None) -> Path | None:
    return Path(named).expanduser() if named is not None else None


class Server(uvicorn.Server):
    """Ends streams before it waits for connections to close.

    stopping: set when the server begins to stop. on_up: called once requests are answered.
    """

    def __init__(
        self,
        app: ASGIApp,
        config: ServiceConfig,
        stopping: asyncio.Event,
        on_up: Callable[[], None] = lambda: None,
    ) -> None:
        self.places = Places(config.max_connections, config.max_connections_per_address)
        settings = LimitedConfig(
            app,
            lifespan="on",
            log_config=None,
            log_level="warning",  # at lower levels handshakes are logged with their tokens
            access_log=False,  # it would contain tickets
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_S,
            ssl_certfile=_file(config.tls_cert),
            ssl_keyfile=_file(config.tls_key),
            **options(config.header_timeout_s, self.places),
        )
        settings.handshake_timeout_s = config.header_timeout_s
        super().__init__(settings)
        logger = logging.getLogger("uvicorn.error")
        logger.addFilter(no_refused_handshake)  # once, however often
        logger.filters = [f for f in logger.filters if not isinstance(f, BoundedLog)]
        logger.addFilter(BoundedLog())
        self._stopping = stopping
        self._on_up = on_up

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do nothing: uvicorn would raise signals again once it has ended."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping.set()
        await asyncio.sleep(0)  # streams see the event and close their connections
        await super().shutdown(sockets)
