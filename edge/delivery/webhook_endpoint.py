"""One HTTP endpoint: signed POSTs to one address, each with a time limit.

Signatures are those of Standard Webhooks (https://www.standardwebhooks.com).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from edge import __version__
from edge.errors import ConfigError, FacevouchError
from edge.security.redact import redacted
from edge.security.tls import warn_unencrypted

PREFIX = "whsec_"
SHORTEST_KEY = 16  # bytes; the specification asks for 24 to 64, and what is shorter can be guessed


def key_of(secret: str) -> bytes:
    """The key a secret stands for: base64 after `whsec_`, else the text itself.

    Raises ConfigError where it is no base64 or too short to protect anything.
    """
    if secret.startswith(PREFIX):
        try:
            key = base64.b64decode(secret[len(PREFIX) :], validate=True)
        except binascii.Error as error:
            raise ConfigError(
                f"webhook.secret_file: what follows {PREFIX} is not base64"
            ) from error
    else:
        key = secret.encode()
    if len(key) < SHORTEST_KEY:
        raise ConfigError(
            f"webhook.secret_file: a key of {len(key)} bytes is too short; make one with: "
            f"echo {PREFIX}$(head -c 32 /dev/urandom | base64)"
        )
    return key


def signed(key: bytes, event_id: str, sent_at: int, body: bytes) -> dict[str, str]:
    """The three headers. sent_at: Unix time of this attempt, s; a receiver refuses an old one."""
    content = f"{event_id}.{sent_at}.".encode() + body
    digest = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(sent_at),
        "webhook-signature": f"v1,{digest}",
    }


for _name in ("httpx", "httpcore"):
    # at lower levels they log whole addresses, and an address may hold a password
    logging.getLogger(_name).setLevel(logging.WARNING)


class EndpointError(FacevouchError):
    """No answer came, or none that could be understood."""


@dataclass(frozen=True, slots=True)
class Answer:
    """status: HTTP's. retry_after: seconds the endpoint asks us to wait, where it does."""

    status: int
    retry_after: float | None


class Endpoint:
    """Posts from one thread; `interrupt` alone may come from another.

    Redirects are answers like others and are not followed: a signed event goes to the address in
    the configuration and to no other. The answer's content is not read.
    """

    def __init__(self, url: str, *, timeout: float, trust: ssl.SSLContext) -> None:
        """timeout: of a whole request, s. Raises ConfigError on an address that is none."""
        try:
            self._url = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise ConfigError(f"webhook.url: {redacted(url)} is not an address: {error}") from error
        if not self._url.host:
            raise ConfigError(f"webhook.url: {redacted(url)} names no host")
        if self._url.scheme == "http":
            warn_unencrypted("webhook.url", self._url.host)
        self._timeout = timeout
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._client = httpx.Client(
            timeout=timeout,
            verify=trust,
            follow_redirects=False,
            headers={"user-agent": f"facevouch/{__version__}"},
        )

    @property
    def place(self) -> str:
        """The address without what may be secret in it."""
        port = f":{self._url.port}" if self._url.port else ""
        return f"{self._url.scheme}://{self._url.host}{port}{self._url.path}"

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises EndpointError where no answer comes."""
        late = threading.Timer(self._timeout, self.interrupt)
        late.name, late.daemon = "facevouch-webhook-limit", True
        late.start()
        try:
            with self._client.stream(
                "POST",
                self._url,
                content=body,
                headers={"content-type": "application/json", **headers},
                extensions={"trace": self._trace},
            ) as response:
                return Answer(response.status_code, _seconds(response.headers.get("retry-after")))
        except (httpx.HTTPError, OSError, ssl.SSLError) as error:
            why = redacted(str(error)) or type(error).__name__
            raise EndpointError(f"the webhook {self.place} cannot be reached: {why}") from error
        finally:
            late.cancel()
            late.join()

    def interrupt(self) -> None:
        """Cut the request that is under way."""
        with self._lock:
            sockets = list(self._sockets)
        for sock in sockets:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._client.close()

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore tells of each connection it makes: that is how a late one can be cut."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            sock = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._sockets = {known for known in self._sockets if known.fileno() >= 0}
                self._sockets.add(sock)


def _seconds(retry_after: str | None) -> float | None:
    """The header in seconds. As a date it is ignored: our clock may be wrong."""
    if retry_after is None or not retry_after.isdecimal():
        return None
    return float(retry_after)
