"""Settings of the gate, from a person's session to what the service limits."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from edge.config.base import Section

Gesture = Literal["turn_left", "turn_right", "nod", "blink", "smile", "come_closer"]


class SessionConfig(Section):
    """One person's way through the gate, and how often it may be tried."""

    name: str = Field("gate", min_length=1, max_length=64, description="of this gate, in events")
    oval: float = Field(
        0.42,
        ge=0.15,
        le=0.8,
        description="a face this large fills the oval: its side over the frame's shorter side",
    )
    notice_s: float = Field(4, ge=0, le=60, description="a consent notice is shown so long")
    position_s: float = Field(60, gt=0, le=600, description="time to find one's place in the oval")
    hold_s: float = Field(1.0, ge=0, le=10, description="a face in the oval holds still so long")
    decide_s: float = Field(10, gt=0, le=120, description="no verdict after this is a failure")
    result_s: float = Field(4, gt=0, le=60, description="the outcome stays on the screen so long")
    idle_s: float = Field(5, gt=0, le=120, description="nobody there for so long begins anew")
    attempts: int = Field(5, ge=1, le=100, description="failures within the window below")
    attempts_window_s: float = Field(180, gt=0, description="older failures count no more")
    cooldown_s: float = Field(300, ge=0, description="how long the gate then stays shut")


class ChallengeConfig(Section):
    """The active challenge: what a person is asked to do, passive scores running on."""

    kind: Literal["none", "gestures", "light", "gestures+light"] = Field(
        "none", description="light flashes the screen's colour; see the photosensitivity note"
    )
    gestures: tuple[Gesture, ...] = Field(
        ("turn_left", "turn_right", "nod", "blink", "smile", "come_closer"),
        min_length=1,
        description="what may be asked for",
    )
    steps: int = Field(3, ge=1, le=6, description="gestures asked for, one after the other")
    step_s: float = Field(6, gt=0, le=30, description="time for each")
    light_steps: int = Field(8, ge=4, le=16, description="colours shown")
    light_step_s: float = Field(
        0.6, ge=0.4, le=3, description="each; above 0.4 s stays under three flashes a second"
    )


Language = Literal["en", "de", "es", "zh"]

OwnPrompt = Literal["welcome", "accepted", "make_way", "try_again", "ask_for_help", "out_of_order"]
"""The prompts whose sentence may be replaced; the others say how to move."""

OwnSentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=48)]


class KioskConfig(Section):
    """The kiosk's screen."""

    language: Literal["system"] | Language = Field("system", description="of the prompts")
    languages: tuple[Language, ...] = Field(
        (), description='buttons for visitors: ["en", "de", "es", "zh"]'
    )
    language_s: float = Field(
        20, gt=0, le=3600, description="nobody there for so long: the first language again"
    )
    name: str = Field(
        "", max_length=40, description="of the gate, on the welcome screen: Main entrance"
    )
    logo: str | None = Field(None, description="PNG, JPEG or SVG file, on the welcome screen")
    accent: str | None = Field(
        None,
        pattern="^#[0-9A-Fa-f]{6}$",
        description='colour of the welcome screen, rings and buttons: "#0A5DB0"',
    )
    sentences: dict[Language, dict[OwnPrompt, OwnSentence]] = Field(
        {},
        description="own sentences by language, for welcome, accepted, make_way, try_again, "
        'ask_for_help and out_of_order: { en = { welcome = "Welcome to the museum." } }',
    )
    sound: bool = Field(False, description="a tone for each outcome")
    calm: bool = Field(False, description="nothing on the screen blinks, pulses or moves by itself")
    pin_file: str | None = Field(
        None, description="made by: facevouch kiosk pin; its own place where not said"
    )
    consent: Literal["off", "notice", "ask"] = Field(
        "off", description="what is shown before a camera picture is judged"
    )


class AuditConfig(Section):
    """The signed log. No image is kept unless crops is turned on."""

    enabled: bool = Field(False, description="run and serve write the log")
    when_full: Literal["closed", "open"] = Field(
        "closed", description="whether the gate vouches when the log cannot be written"
    )
    crops: bool = Field(False, description="keep an encrypted crop of each outcome")
    crops_key: str | None = Field(
        None, description="PEM file with the operator's public key; crops are sealed to it"
    )
    crop_days: float = Field(7, gt=0, description="then it is deleted")
    head_hours: float = Field(
        24, ge=0, description="a gate sends the log's signed head so often; 0: never"
    )
    keep_days: float = Field(365, gt=0, description="entries older than this may be purged")

    @model_validator(mode="after")
    def _crops_need_a_key(self) -> Self:
        if self.crops and self.crops_key is None:
            raise ValueError("crops need crops_key, a file made by: facevouch audit crops keygen")
        return self


class ServiceConfig(Section):
    """The REST and WebSocket service."""

    host: str = Field("127.0.0.1", description="any other than loopback asks for a token_file")
    port: int = Field(8470, ge=0, le=65535, description="0: any free one")
    token_file: str | None = Field(None, description="file with the bearer token")
    tls_cert: str | None = Field(None, description="PEM file; needs tls_key too")
    tls_key: str | None = Field(None, description="PEM file; needs tls_cert too")
    max_upload_mb: float = Field(20, gt=0, le=1000, description="larger files are refused")
    max_megapixels: float = Field(25, gt=0, le=500, description="larger pictures are refused")
    max_video_s: float = Field(60, gt=0, le=600, description="longer videos are refused")
    check_fps: float = Field(10, gt=0, le=60, description="frames a second judged of a video")
    check_queue: int = Field(4, ge=1, le=64, description="files that wait; more are told to retry")
    requests_per_minute: int = Field(240, ge=1, description="of one address")
    request_timeout_s: float = Field(30, gt=0, description="then a request is given up")
    header_timeout_s: float = Field(10, gt=0, description="for a request's head to arrive")
    max_connections: int = Field(100, ge=4, le=10_000, description="at once, from everywhere")
    max_connections_per_address: int = Field(
        32,
        ge=2,
        le=10_000,
        description="of them; raise it behind a proxy",
    )
    event_clients: int = Field(16, ge=0, description="listeners to the event stream at once")
    event_backlog: int = Field(256, ge=8, description="events a listener may lag behind")
    preview: bool = Field(True, description="serve the annotated picture; off on a private gate")
    preview_fps: float = Field(5, gt=0, le=30, description="pictures a second at most")
    preview_clients: int = Field(4, ge=1, le=64, description="who watch a picture at once")
    result_face: bool = Field(
        False, description="hand an accepted face to whoever began the session, while it holds"
    )
    result_valid_s: int = Field(60, ge=1, description="a signed result may open a door so long")
