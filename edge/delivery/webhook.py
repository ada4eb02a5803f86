"""Events to an HTTP endpoint: one POST each, signed, in order, repeated until it is taken.

What an answer means:

- 2xx: taken.
- No answer, 3xx, 401, 403, 404, 407, 408, 425, 429, 5xx: the endpoint or its address is not ready.
  The event waits, and all after it; nothing is given up.
- Any other 4xx (400, 410, 413, 422 …): this event is refused. After `refusals` tries it is set
  aside, which is told as a fault, so that one event cannot hold up all others for ever.
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
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from edge import __version__
from edge.config import WebhookConfig
from edge.delivery.outbox import Outbox
from edge.delivery.sender import Backoff, Sender
from edge.errors import ConfigError, FacevouchError
from edge.events.event import GateEvent, payload
from edge.events.health import HealthRegistry, Publish
from edge.security.redact import redacted
from edge.security.secrets import read_secret
from edge.security.tls import client_context, warn_unencrypted

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


NOT_THE_EVENTS_FAULT = frozenset({401, 403, 404, 407, 408, 425, 429})
ASIDE = "webhook event"
IDLE_S = 60.0  # between looks at the queue without news


class EventRefusedError(EndpointError):
    """The endpoint is there and will not have this event."""


class WebhookSender(Sender):
    """One request at a time. wall: Unix time for signatures; an endpoint refuses old ones by it."""

    name = "webhook"

    def __init__(
        self,
        outbox: Outbox,
        config: WebhookConfig,
        *,
        gate: str = "gate",
        camera: str = "camera",
        publish: Publish | None = None,
        registry: HealthRegistry | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        if config.url is None:
            raise ConfigError("webhook.url is needed to send anything there")
        self._config = config
        self._gate = gate
        self._wall = wall
        self._key = (
            key_of(read_secret(config.secret_file, "webhook.secret_file"))
            if config.secret_file
            else None
        )
        self._endpoint = Endpoint(
            config.url,
            timeout=config.timeout_s,
            trust=client_context(config.tls_ca, "webhook.tls_ca"),
        )
        self._refusals = 0
        self._passed_over = False
        self._asked_to_wait = 0.0
        super().__init__(
            outbox,
            Backoff(config.retry_first_s, config.retry_max_s),
            publish=publish,
            registry=registry,
            camera=camera,
            clock=clock,
        )

    def interrupt(self) -> None:
        self._endpoint.interrupt()

    def patience(self) -> float:
        """What the endpoint asked for, where that is longer than our own wait."""
        asked, self._asked_to_wait = self._asked_to_wait, 0.0
        return max(self._backoff.next(), min(asked, self._config.retry_max_s))

    def stop(self, timeout: float) -> list[str]:
        late = super().stop(timeout)
        if not late:
            self._endpoint.close()
        return late

    def serve(self) -> None:
        while self._may_linger():
            found = self._outbox.next(self.name)
            if found is not None:
                self._deliver(*found)
                continue
            if self.stopping:
                return
            self._losses.note()
            self._wake.wait(IDLE_S)
            self._wake.clear()

    def attempt(self, event: GateEvent) -> str:
        """Send one event now, past the outbox. Where it went. Raises EndpointError."""
        self._post(event)
        return self._endpoint.place

    def _deliver(self, seq: int, event: GateEvent) -> None:
        try:
            self._post(event)
        except EventRefusedError as error:
            self._refusals += 1
            if self._refusals < self._config.refusals:
                raise
            self._set_aside(seq, event, str(error))
        else:
            self._outbox.acknowledge(self.name, seq)
            self._health.works()
            if self._passed_over:
                self._passed_over = False
                self._health.end(ASIDE, "later events are taken")
        self._refusals = 0
        self._backoff.reset()

    def _set_aside(self, seq: int, event: GateEvent, why: str) -> None:
        self._outbox.set_aside(self.name, seq, why)
        text = f"{why}; event {event.id} is set aside after {self._config.refusals} tries"
        self._health.fails(why)
        self._health.begin(ASIDE, text)
        self._passed_over = True

    def _post(self, event: GateEvent) -> None:
        body = payload(event, self._gate).encode()
        headers = {"idempotency-key": event.id}
        if self._key is not None:
            headers |= signed(self._key, event.id, int(self._wall()), body)
        else:
            headers["webhook-id"] = event.id
        self._judge(self._endpoint.post(body, headers))

    def _judge(self, answer: Answer) -> None:
        status, place = answer.status, self._endpoint.place
        if 200 <= status < 300:
            return
        if answer.retry_after is not None:
            self._asked_to_wait = answer.retry_after
        if 400 <= status < 500 and status not in NOT_THE_EVENTS_FAULT:
            raise EventRefusedError(f"the webhook {place} refuses an event with {status}")
        hint = "; redirects are not followed, give the final address" if 300 <= status < 400 else ""
        raise EndpointError(f"the webhook {place} answers {status}{hint}")
