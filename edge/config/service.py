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
    requests_per_minute: int = Field(240, ge=1, description="of one address")
    request_timeout_s: float = Field(30, gt=0, description="then a request is given up")
    preview: bool = Field(True, description="serve the annotated picture; off on a private gate")
    preview_fps: float = Field(5, gt=0, le=30, description="pictures a second at most")
