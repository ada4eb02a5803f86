"""Settings of the delivery targets of events: broker, webhook, relay."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge.config.base import Section

Watched = Literal["camera", "stream", "pipeline", "file", "made"]
"""Kinds of source (edge/capture/base.py) that may be configured: all but the unknown one."""


class MqttConfig(Section):
    """An MQTT broker; off without a host."""

    host: str | None = Field(None, min_length=1, description="host name or address of the broker")
    port: int = Field(1883, ge=1, le=65535, description="usually 8883 with TLS")
    protocol: Literal["5", "3.1.1"] = Field("5", description="3.1.1 for brokers without MQTT 5")
    username: str | None = Field(None, description="if the broker requires one")
    password_file: str | None = Field(None, description="file with the password in one line")
    tls_ca: str | None = Field(
        None, description="turns TLS on: PEM file of trusted certificates, or `system`"
    )
    tls_certificate: str | None = Field(
        None, description="PEM file of the client certificate, if the broker requires one"
    )
    tls_key: str | None = Field(
        None, description="PEM file with the client certificate's private key"
    )
    topic: str = Field("facevouch", pattern=r"^[^#+\s]+$", description="prefix of every topic")
    discovery: str = Field(
        "homeassistant", description="Home Assistant's discovery prefix; empty: no discovery"
    )
    keepalive_s: int = Field(
        30,
        ge=5,
        le=3600,
        description="MQTT keep-alive: a dead connection is noticed within 1.5 times this",
    )
    timeout_s: float = Field(
        10, gt=0, description="limit for connecting and for each acknowledgement"
    )
    retry_first_s: float = Field(1, gt=0, description="wait after the first failure")
    retry_max_s: float = Field(
        60, gt=0, description="upper limit of the wait, which doubles with each failure"
    )


class WebhookConfig(Section):
    """An HTTP endpoint that receives every event; off without a url."""

    url: str | None = Field(
        None, pattern=r"^https?://", description="each event is sent to it in a POST"
    )
    secret_file: str | None = Field(None, description="file with the key of the HMAC signature")
    tls_ca: str | None = Field(
        None, description="PEM file of trusted certificates; unset: the system's"
    )
    timeout_s: float = Field(10, gt=0, description="limit for one request")
    retry_first_s: float = Field(1, gt=0, description="wait after the first failure")
    retry_max_s: float = Field(
        300, gt=0, description="upper limit of the wait, which doubles with each failure"
    )
    refusals: int = Field(
        5, ge=1, le=100, description="after this many refusals as malformed an event is set aside"
    )


class RelayConfig(Section):
    """A relay on a GPIO pin, closed while the gate is open; off without a pin."""

    pin: int | None = Field(None, ge=0, description="BCM number of the GPIO pin")
    active_high: bool = Field(True, description="true: a high level closes the relay")
    open_s: float = Field(3, gt=0, le=60, description="how long the relay stays closed")
    sources: tuple[Watched, ...] = Field(
        ("camera",),
        min_length=1,
        description="kinds of source whose acceptances close the relay: camera; stream and "
        "pipeline for a camera on your own network; file and made (the demo) "
        "for a trial without a door",
    )


class OutboxConfig(Section):
    """The queue on disk of events for the broker and the webhook."""

    keep_events: int = Field(
        100_000,
        ge=100,
        description="undelivered events to keep; beyond this the oldest are dropped",
    )
