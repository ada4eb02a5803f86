"""Settings of the delivery targets of events: broker, webhook, relay."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge.config.base import Section

Watched = Literal["camera", "stream", "pipeline", "file", "made"]
"""Kinds of source (edge/capture/base.py) that may be configured: all but the unknown one."""


class MqttConfig(Section):
    """An MQTT broker; off without a host."""

    host: str | None = Field(None, min_length=1, description="name or address of the broker")
    port: int = Field(1883, ge=1, le=65535, description="8883 is usual with TLS")
    protocol: Literal["5", "3.1.1"] = Field("5", description="3.1.1 for a broker that lacks 5")
    username: str | None = Field(None, description="where the broker asks for one")
    password_file: str | None = Field(None, description="holds the password, one line")
    tls_ca: str | None = Field(
        None, description="turns TLS on: a file of whom to trust, or `system`"
    )
    tls_certificate: str | None = Field(None, description="ours, where the broker asks for one")
    tls_key: str | None = Field(None, description="the private key of our certificate")
    topic: str = Field("facevouch", pattern=r"^[^#+\s]+$", description="prefix of every topic")
    discovery: str = Field("homeassistant", description="Home Assistant's prefix; empty: none")
    keepalive_s: int = Field(30, ge=5, le=3600, description="a silent link is noticed after this")
    timeout_s: float = Field(10, gt=0, description="of a connection, and of an acknowledgement")
    retry_first_s: float = Field(1, gt=0, description="wait after the first failure")
    retry_max_s: float = Field(60, gt=0, description="the wait doubles up to this")


class WebhookConfig(Section):
    """An HTTP endpoint that gets every event; off without a url."""

    url: str | None = Field(None, pattern=r"^https?://", description="gets a POST an event")
    secret_file: str | None = Field(None, description="key of the HMAC signature")
    tls_ca: str | None = Field(None, description="a file of whom to trust; none: the system's")
    timeout_s: float = Field(10, gt=0, description="of one request")
    retry_first_s: float = Field(1, gt=0, description="wait after the first failure")
    retry_max_s: float = Field(300, gt=0, description="the wait doubles up to this")
    refusals: int = Field(
        5, ge=1, le=100, description="an event refused as malformed so often is set aside"
    )


class RelayConfig(Section):
    """A relay on a GPIO pin, closed while the gate is open; off without a pin."""

    pin: int | None = Field(None, ge=0, description="BCM number")
    active_high: bool = Field(True, description="whether a high pin closes the relay")
    open_s: float = Field(3, gt=0, le=60, description="the relay stays closed so long")
    sources: tuple[Watched, ...] = Field(
        ("camera",),
        min_length=1,
        description="kinds of source whose acceptances close it: camera; stream and pipeline for "
        "a camera on a network of your own; file and made (the demo) for a trial without a door",
    )


class OutboxConfig(Section):
    """The durable queue that broker and webhook are served from."""

    keep_events: int = Field(100_000, ge=100, description="undelivered events kept at most")
