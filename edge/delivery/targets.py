"""All delivery targets of the configuration."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from edge.config import Config
from edge.delivery.door_relay import DoorRelay
from edge.delivery.event_lines import EventLines
from edge.delivery.outbox import Outbox
from edge.delivery.sender import Sender
from edge.errors import MissingExtraError
from edge.events.bus import Subscriber
from edge.events.health import HealthRegistry, Publish

OUTBOX_FILE = "outbox.sqlite"


def readers(config: Config) -> list[str]:
    """Names of the targets that read from the queue."""
    wanted = {"mqtt": config.mqtt.host, "webhook": config.webhook.url}
    return [name for name, place in wanted.items() if place]


class Delivery:
    """The outbox and every configured target.

    folder: of the queue. lines: a file for JSON lines, or `-`. publish: called with the FAULT
    events of targets, usually the bus's. registry: of these faults. Raises ConfigError, OutputError
    and MissingExtraError before any thread starts; nothing stays open then.
    """

    def __init__(
        self,
        config: Config,
        folder: Path,
        *,
        lines: str | None = None,
        publish: Publish | None = None,
        registry: HealthRegistry | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.outbox: Outbox | None = None
        self.relay: DoorRelay | None = None
        self._lines: EventLines | None = None
        self._senders: list[Sender] = []
        self._states: list[Subscriber] = []
        try:
            self._make(config, folder, lines, publish, registry or HealthRegistry(), clock)
        except BaseException:
            self.close()
            raise

    def subscribers(self) -> list[Subscriber]:
        """For the bus, in this order: first the durable queue, last the relay."""
        durable: Sequence[Subscriber | None] = (self.outbox, self._lines)
        return [one for one in (*durable, *self._states, self.relay) if one is not None]

    def start(self) -> None:
        for sender in self._senders:
            sender.start()

    def stop(self, timeout: float) -> list[str]:
        """Release the relay, then stop all senders. Undelivered events wait for the next start.

        Returns the names of threads that did not end in time.
        """
        if self.relay is not None:
            self.relay.close()
        share = timeout / max(len(self._senders), 1)
        late = [name for sender in self._senders for name in sender.stop(share)]
        self.close()
        return late

    def close(self) -> None:
        """Close files and the relay's pin. Safe to call twice."""
        for one in (self.relay, self._lines, self.outbox):
            if one is not None:
                one.close()

    def health(self) -> dict[str, dict[str, Any]]:
        """By target: ok, waiting, dropped, set_aside, last_error, last_success; JSON values."""
        health = {sender.name: sender.health() for sender in self._senders}
        if self.relay is not None:
            health[self.relay.name] = self.relay.health()
        return health

    def targets(self) -> list[Sender]:
        return list(self._senders)

    def _make(
        self,
        config: Config,
        folder: Path,
        lines: str | None,
        publish: Publish | None,
        registry: HealthRegistry,
        clock: Callable[[], float],
    ) -> None:
        cameras = [camera.name for camera in config.cameras] or ["camera"]
        gate = config.session.name
        if readers(config):
            self.outbox = Outbox(folder / OUTBOX_FILE, config.outbox, readers(config))
        if self.outbox is not None and config.mqtt.host:
            try:
                from edge.delivery.mqtt import MqttSender
            except ModuleNotFoundError as error:
                raise MissingExtraError("paho-mqtt", "serve") from error
            broker = MqttSender(
                self.outbox,
                config.mqtt,
                gate,
                cameras=cameras,
                publish=publish,
                registry=registry,
                clock=clock,
            )
            self._senders.append(broker)
            self._states.append(broker.state)
        if self.outbox is not None and config.webhook.url:
            try:
                from edge.delivery.webhook import WebhookSender
            except ModuleNotFoundError as error:
                raise MissingExtraError("httpx", "serve") from error
            self._senders.append(
                WebhookSender(
                    self.outbox,
                    config.webhook,
                    gate=gate,
                    camera=cameras[0],
                    publish=publish,
                    registry=registry,
                    clock=clock,
                )
            )
        if config.relay.pin is not None:
            self.relay = DoorRelay(config.relay, publish=publish, clock=clock)
        if lines is not None:
            self._lines = EventLines(lines)
