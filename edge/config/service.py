"""Settings of `facevouch serve`."""

from __future__ import annotations

from pydantic import Field

from edge.config.base import Section


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
    event_clients: int = Field(16, ge=0, description="listeners to the event stream at once")
    event_backlog: int = Field(256, ge=8, description="events a listener may lag behind")
    preview: bool = Field(True, description="serve the annotated picture; off on a private gate")
    preview_fps: float = Field(5, gt=0, le=30, description="pictures a second at most")
    preview_clients: int = Field(4, ge=1, le=64, description="who watch a picture at once")
    result_valid_s: int = Field(60, ge=1, description="a signed result may open a door so long")
