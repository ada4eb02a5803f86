"""Sends events to an MQTT broker: at least once and in order; retained states; a last will."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Sequence

from edge.config import MqttConfig
from edge.delivery import mqtt_discovery
from edge.delivery.mqtt_connection import BrokerError, Connection, Publication
from edge.delivery.mqtt_topics import Topics, plain
from edge.delivery.outbox import Outbox
from edge.delivery.sender import Backoff, Sender
from edge.errors import ConfigError
from edge.events.event import GateEvent, payload
from edge.events.health import HealthRegistry, Publish
from edge.events.state import GateState
from edge.message import Message, of_error
from edge.security.secrets import read_secret
from edge.security.tls import SYSTEM, client_context, warn_unencrypted

BATCH = 16  # messages sent before the first is acknowledged; brokers allow 20 and more
SUSPICIOUS = 4  # connections in a row that the broker ended at once
ONLINE = "online"
OFFLINE = "offline"


def access(config: MqttConfig) -> tuple[str | None, ssl.SSLContext | None]:
    """(password, TLS context) that the configuration names. Raises ConfigError."""
    password = None
    if config.password_file:
        if not config.username:
            raise ConfigError("mqtt.password_file is set without mqtt.username; set both")
        password = read_secret(config.password_file, "mqtt.password_file")
    authority = config.tls_ca or (SYSTEM if config.tls_certificate else None)
    context = None
    if authority:
        context = client_context(
            authority, "mqtt.tls_ca", certificate=config.tls_certificate, own_key=config.tls_key
        )
    elif config.host:
        warn_unencrypted("mqtt.tls_ca", config.host)
    return password, context


class MqttSender(Sender):
    """Keeps one connection to the broker and sends the outbox's events.

    state: the gate's present state, sent as retained messages. An event is acknowledged to the
    outbox when the broker has acknowledged it (PUBACK); messages that were not acknowledged when a
    connection broke are sent again on the next.
    """

    name = "mqtt"

    def __init__(
        self,
        outbox: Outbox,
        config: MqttConfig,
        gate: str,
        *,
        cameras: Sequence[str] = ("camera",),
        publish: Publish | None = None,
        registry: HealthRegistry | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._gate = gate
        self._cameras = tuple(cameras)
        self._password, self._trust = access(config)
        self._topics = Topics(config.topic, gate)
        self._connection: Connection | None = None
        self._short_lived = 0
        self._shown: dict[str, str] = {}
        self.state = GateState(cameras, self.wake)
        super().__init__(
            outbox,
            Backoff(config.retry_first_s, config.retry_max_s),
            publish=publish,
            registry=registry,
            camera=self._cameras[0],
            clock=clock,
        )

    def wake(self) -> None:
        super().wake()
        if (connection := self._connection) is not None:
            connection.wake()

    def interrupt(self) -> None:
        if (connection := self._connection) is not None:
            connection.abort()

    def serve(self) -> None:
        connection = Connection(
            self._config,
            f"facevouch-{plain(self._gate)}",
            password=self._password,
            trust=self._trust,
            will=Publication(self._topics.status, OFFLINE, retain=True),
            clock=self._clock,
        )
        self._connection = connection
        try:
            connection.open()
            self._introduce(connection)
            self._health.works()
            steady_at = self._clock() + self._config.keepalive_s
            try:
                self._keep_up(connection, steady_at)
            except BrokerError as error:
                raise self._explained(error, steady=self._clock() > steady_at) from error
            connection.send(
                [Publication(self._topics.status, OFFLINE, retain=True)], lambda _: None
            )
        finally:
            self._connection = None
            connection.close()

    def attempt(self, event: GateEvent) -> str:
        """Send one event now, without the outbox; returns the address. Raises BrokerError."""
        topic = self._topics.event(event.camera, event.kind)
        connection = Connection(
            self._config,
            f"facevouch-{plain(self._gate)}-{event.id[:8]}",  # beside a gate that is running
            password=self._password,
            trust=self._trust,
            clock=self._clock,
        )
        try:
            connection.open()
            connection.send([Publication(topic, payload(event, self._gate))], lambda _: None)
        finally:
            connection.close()
        return f"{connection.place}, topic {topic}"

    def _explained(self, error: BrokerError, *, steady: bool) -> BrokerError:
        """Add a hint: a broker closes the older of two connections with the same client id, usually
        without a reason."""
        self._short_lived = 0 if steady else self._short_lived + 1
        if self._short_lived < SUSPICIOUS:
            return error
        return BrokerError(
            Message(
                "{0}; this is connection {1} in a row that ended soon after it was "
                "accepted; if another gate is called {2}, give each gate a different "
                "session.name",
                of_error(error),
                self._short_lived,
                self._gate,
            )
        )

    def _introduce(self, connection: Connection) -> None:
        messages = [Publication(self._topics.status, ONLINE, retain=True)]
        if self._config.discovery:
            device = mqtt_discovery.payload(self._topics, self._gate, self._cameras)
            topic = mqtt_discovery.topic(self._config.discovery, self._gate)
            messages.append(Publication(topic, json.dumps(device), retain=True))
        self._shown = {}
        connection.send(messages, lambda _: None)

    def _keep_up(self, connection: Connection, steady_at: float) -> None:
        while True:
            # waiting for an acknowledgement swallows a wake; so after each the queue is looked at
            # anew, and only a turn in which there was nothing to do may sleep
            shown = self._show_states(connection)
            sent = self._send_events(connection)
            if sent:
                self._health.works()
            if self._clock() > steady_at:  # two gates of one name throw each other out for ever
                self._backoff.reset()
            if self.stopping and not (sent and self._may_linger()):
                return
            self._losses.note()
            if not sent and not shown:
                connection.idle(self._config.keepalive_s / 2)

    def _show_states(self, connection: Connection) -> bool:
        """Publish the states that differ from those last published; whether there were any."""
        now = {self._topics.health: json.dumps(self.state.health(), sort_keys=True)}
        for camera, state in self.state.cameras().items():
            now[self._topics.state(camera)] = json.dumps(state, sort_keys=True)
        changed = {topic: text for topic, text in now.items() if self._shown.get(topic) != text}
        if changed:
            messages = [Publication(topic, text, retain=True) for topic, text in changed.items()]
            connection.send(messages, lambda _: None)
            self._shown |= changed
        return bool(changed)

    def _send_events(self, connection: Connection) -> int:
        batch = self._outbox.batch(self.name, BATCH)
        if not batch:
            return 0
        messages = [self._message(event) for _, event in batch]

        def acknowledged(done: int) -> None:
            if done:
                self._outbox.acknowledge(self.name, batch[done - 1][0])

        connection.send(messages, acknowledged)
        return len(batch)

    def _message(self, event: GateEvent) -> Publication:
        topic = self._topics.event(event.camera, event.kind)
        return Publication(topic, payload(event, self._gate))
