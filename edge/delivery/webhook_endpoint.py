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
from edge.message import Message
from edge.security.redact import redacted
from edge.security.tls import warn_unencrypted

PREFIX = "whsec_"
SHORTEST_KEY = 16  # bytes; the specification asks for 24 to 64


def key_of(secret: str) -> bytes:
    """The key of a secret: base64-decoded after `whsec_`, else the text itself.

    Raises ConfigError where it is malformed or too short.
    """
    if secret.startswith(PREFIX):
        try:
            key = base64.b64decode(secret[len(PREFIX) :], validate=True)
        except binascii.Error as error:
            raise ConfigError(
                f"webhook.secret_file: the text after {PREFIX} is not base64"
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
    """The three signature headers. sent_at: Unix time of this attempt, s."""
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
    """No answer came, or one that does not mean acceptance."""


@dataclass(frozen=True, slots=True)
class Answer:
    """status: HTTP's. retry_after: the header of that name in seconds, or None."""

    status: int
    retry_after: float | None


class Endpoint:
    """Posts from one thread; only `interrupt` may be called from another.

    Redirects are not followed: a signed event is sent only to the configured address. The answer's
    content is not read.
    """

    def __init__(self, url: str, *, timeout: float, trust: ssl.SSLContext) -> None:
        """timeout: of a whole request, s. Raises ConfigError on a malformed address."""
        try:
            self._url = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise ConfigError(
                f"webhook.url: {redacted(url)} is not a valid URL: {error}"
            ) from error
        if not self._url.host:
            raise ConfigError(f"webhook.url: {redacted(url)} has no host name")
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
        """The address without credentials and query."""
        port = f":{self._url.port}" if self._url.port else ""
        return f"{self._url.scheme}://{self._url.host}{port}{self._url.path}"

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send one request. Raises EndpointError where no answer comes."""
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
            raise EndpointError(
                Message("the webhook {0} cannot be reached: {1}", self.place, why)
            ) from error
        finally:
            late.cancel()
            late.join()

    def interrupt(self) -> None:
        """Abort the request in progress."""
        with self._lock:
            sockets = list(self._sockets)
        for sock in sockets:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._client.close()

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore's trace callback: remembers the connection, so that `interrupt` can close it."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            sock = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._sockets = {known for known in self._sockets if known.fileno() >= 0}
                self._sockets.add(sock)


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds. A date is ignored, because this machine's clock may be wrong."""
    if retry_after is None or not retry_after.isdecimal():
        return None
    return float(retry_after)
