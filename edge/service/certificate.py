"""The certificate the service shows, and its key."""

from __future__ import annotations

import logging
import os
import ssl
from pathlib import Path

from edge.config import ServiceConfig
from edge.errors import ConfigError
from edge.service.token import is_loopback

log = logging.getLogger(__name__)


def refuse_bad_certificate(config: ServiceConfig) -> None:
    """Raise ConfigError where TLS is asked for and cannot be had."""
    if (config.tls_cert is None) != (config.tls_key is None):
        raise ConfigError("service.tls_cert and service.tls_key belong together; name both files")
    if config.tls_cert is None or config.tls_key is None:
        if not is_loopback(config.host):
            log.warning("the token and all pictures travel unencrypted; see service.tls_cert")
        return
    files = [Path(path).expanduser() for path in (config.tls_cert, config.tls_key)]
    for name, path in zip(("tls_cert", "tls_key"), files, strict=True):
        if not path.is_file():
            raise ConfigError(f"service.{name}: there is no file {path}")
        if not os.access(path, os.R_OK):
            raise ConfigError(f"service.{name}: this account may not read {path}")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            files[0], files[1], password=lambda: ""
        )
    except (ssl.SSLError, OSError) as error:
        raise ConfigError(
            f"service.tls_cert: {config.tls_cert} and {config.tls_key} are no certificate and its "
            "key, in PEM form and without a password"
        ) from error
