"""Sends events to an HTTP endpoint: one signed POST each, in order, repeated until accepted.

How an answer is treated:

- 2xx: the event is delivered.
- No answer, 3xx, 401, 403, 404, 407, 408, 425, 429, 5xx: the endpoint or its address is not ready.
  The event and all after it wait without limit.
- Any other 4xx (400, 410, 413, 422 …): this event is refused. After `refusals` tries it is set
  aside, which is reported as a fault, so that one event does not block all others.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from edge.config import WebhookConfig
from edge.delivery.outbox import Outbox
from edge.delivery.sender import Backoff, Sender
from edge.delivery.webhook_endpoint import Answer, Endpoint, EndpointError, key_of, signed
from edge.errors import ConfigError
from edge.events.event import GateEvent, payload
from edge.events.health import HealthRegistry, Publish
from edge.message import Message, joined, of_error
from edge.security.secrets import read_secret
from edge.security.tls import client_context

NOT_THE_EVENTS_FAULT = frozenset({401, 403, 404, 407, 408, 425, 429})
ASIDE = "webhook event"
IDLE_S = 60.0  # between checks of the queue without a wake-up


class EventRefusedError(EndpointError):
    """The endpoint answers and refuses this event."""


class WebhookSender(Sender):
    """One request at a time. wall: Unix time for signatures, whose age an endpoint checks."""

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
            raise ConfigError("webhook.url is not set; give the address of the endpoint")
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
        """The longer of the back-off and the endpoint's Retry-After, s."""
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
        """Send one event now, without the outbox; returns the address. Raises EndpointError."""
        self._post(event)
        return self._endpoint.place

    def _deliver(self, seq: int, event: GateEvent) -> None:
        try:
            self._post(event)
        except EventRefusedError as error:
            self._refusals += 1
            if self._refusals < self._config.refusals:
                raise
            self._set_aside(seq, event, of_error(error))
        else:
            self._outbox.acknowledge(self.name, seq)
            self._health.works()
            if self._passed_over:
                self._passed_over = False
                self._health.end(ASIDE, Message("later events are accepted"))
        self._refusals = 0
        self._backoff.reset()

    def _set_aside(self, seq: int, event: GateEvent, why: str) -> None:
        self._outbox.set_aside(self.name, seq, why)
        text = Message(
            "{0}; event {1} was set aside after {2} attempts", why, event.id, self._config.refusals
        )
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
            raise EventRefusedError(
                Message("the webhook {0} refuses an event with {1}", place, status)
            )
        answers = Message("the webhook {0} answers {1}", place, status)
        if 300 <= status < 400:
            hint = Message("redirects are not followed; set webhook.url to the final address")
            raise EndpointError(joined(answers, hint))
        raise EndpointError(answers)
