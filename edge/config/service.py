"""Settings of the gate, from a person's session to what the service limits."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from edge.config.base import Section

Gesture = Literal["turn_left", "turn_right", "nod", "blink", "smile", "come_closer"]


class SessionConfig(Section):
    """One person's session at the gate, and the lock after failed ones."""

    name: str = Field(
        "gate", min_length=1, max_length=64, description="name of this gate in events"
    )
    oval: float = Field(
        0.42,
        ge=0.15,
        le=0.8,
        description="size of the oval: side of the face box that fills it, over the "
        "frame's shorter side",
    )
    notice_s: float = Field(4, ge=0, le=60, description="how long the consent notice is shown")
    position_s: float = Field(
        60, gt=0, le=600, description="limit for moving the face into the oval"
    )
    hold_s: float = Field(1.0, ge=0, le=10, description="how long the face must stay in the oval")
    decide_s: float = Field(
        10, gt=0, le=120, description="a session without a verdict after this time has failed"
    )
    result_s: float = Field(4, gt=0, le=60, description="how long the result is shown")
    idle_s: float = Field(
        5,
        gt=0,
        le=120,
        description="a session without a face for this time ends, and a new one can begin",
    )
    attempts: int = Field(
        5, ge=1, le=100, description="failed sessions within attempts_window_s that lock the gate"
    )
    attempts_window_s: float = Field(
        180, gt=0, description="failed sessions older than this are not counted"
    )
    cooldown_s: float = Field(300, ge=0, description="how long the gate then stays locked")


class ChallengeConfig(Section):
    """The active challenge: what a person is asked to do while passive scoring goes on."""

    kind: Literal["none", "gestures", "light", "gestures+light"] = Field(
        "none",
        description="light: coloured screen flashes; see the photosensitivity note "
        "in docs/session.md",
    )
    gestures: tuple[Gesture, ...] = Field(
        ("turn_left", "turn_right", "nod", "blink", "smile", "come_closer"),
        min_length=1,
        description="gestures that may be requested",
    )
    steps: int = Field(
        3, ge=1, le=6, description="number of gestures requested one after the other"
    )
    step_s: float = Field(6, gt=0, le=30, description="limit for each gesture")
    light_steps: int = Field(8, ge=4, le=16, description="number of colours shown")
    light_step_s: float = Field(
        0.6,
        ge=0.4,
        le=3,
        description="time for each colour; from 0.4 s there are fewer than three flashes a second",
    )


Language = Literal["en", "de", "es", "zh"]

OwnPrompt = Literal["welcome", "accepted", "make_way", "try_again", "ask_for_help", "out_of_order"]
"""The prompts whose sentence may be replaced; the others say how to move."""

OwnSentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=48)]


class KioskConfig(Section):
    """The kiosk's screen."""

    language: Literal["system"] | Language = Field(
        "system", description="language of the screen and its prompts"
    )
    languages: tuple[Language, ...] = Field(
        (), description='languages offered by buttons: ["en", "de", "es", "zh"]'
    )
    language_s: float = Field(
        20, gt=0, le=3600, description="return to the first language after this time without a face"
    )
    name: str = Field(
        "",
        max_length=40,
        description="name of the gate on the welcome screen, for example Main entrance",
    )
    logo: str | None = Field(None, description="PNG, JPEG or SVG file shown on the welcome screen")
    accent: str | None = Field(
        None,
        pattern="^#[0-9A-Fa-f]{6}$",
        description='colour of the welcome screen, rings and buttons, for example "#0A5DB0"',
    )
    sentences: dict[Language, dict[OwnPrompt, OwnSentence]] = Field(
        {},
        description="sentences of your own by language, for welcome, accepted, make_way, "
        'try_again, ask_for_help and out_of_order: { en = { welcome = "Welcome '
        'to the museum." } }',
    )
    sound: bool = Field(False, description="play a tone with each result")
    calm: bool = Field(False, description="no blinking, pulsing or moving elements on the screen")
    pin_file: str | None = Field(
        None, description="file made by `facevouch kiosk pin`; unset: that command's default place"
    )
    consent: Literal["off", "notice", "ask"] = Field(
        "off", description="shown before a camera picture is judged: off, a notice, or a question"
    )


class AuditConfig(Section):
    """The signed audit log. It contains no picture unless crops is turned on."""

    enabled: bool = Field(False, description="write the audit log")
    when_full: Literal["closed", "open"] = Field(
        "closed", description="when the log cannot be written: closed accepts nobody, open goes on"
    )
    crops: bool = Field(False, description="store an encrypted face crop with each result")
    crops_key: str | None = Field(
        None, description="PEM file with the operator's public key, to which crops are encrypted"
    )
    crop_days: float = Field(7, gt=0, description="crops are deleted after this time")
    head_hours: float = Field(
        24, ge=0, description="interval at which a gate sends the signed head of the log; 0: never"
    )
    keep_days: float = Field(
        365, gt=0, description="entries older than this may be deleted with `facevouch audit purge`"
    )

    @model_validator(mode="after")
    def _crops_need_a_key(self) -> Self:
        if self.crops and self.crops_key is None:
            raise ValueError(
                "crops needs crops_key; make the key with: facevouch audit crops keygen"
            )
        return self


class ServiceConfig(Section):
    """The REST and WebSocket service."""

    host: str = Field(
        "127.0.0.1", description="address to listen on; any but loopback needs token_file"
    )
    port: int = Field(8470, ge=0, le=65535, description="port to listen on; 0: any free one")
    token_file: str | None = Field(None, description="file with the bearer token")
    tls_cert: str | None = Field(None, description="PEM file with the certificate; needs tls_key")
    tls_key: str | None = Field(None, description="PEM file with the private key; needs tls_cert")
    max_upload_mb: float = Field(20, gt=0, le=1000, description="largest file accepted")
    max_megapixels: float = Field(25, gt=0, le=500, description="largest picture accepted")
    max_video_s: float = Field(60, gt=0, le=600, description="longest video accepted")
    check_fps: float = Field(10, gt=0, le=60, description="frames judged per second of a video")
    check_queue: int = Field(
        4, ge=1, le=64, description="files waiting to be judged; further ones are answered with 503"
    )
    requests_per_minute: int = Field(240, ge=1, description="limit for one client address")
    request_timeout_s: float = Field(30, gt=0, description="limit for one request")
    header_timeout_s: float = Field(10, gt=0, description="limit for receiving a request's headers")
    max_connections: int = Field(
        100, ge=4, le=10_000, description="open connections, all clients together"
    )
    max_connections_per_address: int = Field(
        32,
        ge=2,
        le=10_000,
        description="open connections of one client address; raise it behind a proxy",
    )
    event_clients: int = Field(16, ge=0, description="simultaneous clients of the event stream")
    event_backlog: int = Field(256, ge=8, description="events that a slow client may lag behind")
    preview: bool = Field(
        True, description="serve the annotated camera picture at /v1/cameras/NAME/preview"
    )
    preview_fps: float = Field(5, gt=0, le=30, description="frame rate of the served picture")
    preview_clients: int = Field(
        4, ge=1, le=64, description="simultaneous clients of the served picture"
    )
    result_face: bool = Field(
        False, description="send the accepted face's picture to the client that started the session"
    )
    result_face_key: str | None = Field(
        None,
        description="PEM file with an X25519 public key, to which that picture is encrypted; none: "
        "a plain PNG is sent",
    )
    result_valid_s: int = Field(60, ge=1, description="lifetime of a signed result")

    @model_validator(mode="after")
    def _key_needs_a_face(self) -> Self:
        if self.result_face_key is not None and not self.result_face:
            raise ValueError("result_face_key is for the picture that result_face = true sends")
        return self
