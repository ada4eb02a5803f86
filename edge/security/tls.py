"""TLS contexts for outgoing connections, and the warning where a connection is not encrypted."""

from __future__ import annotations

import ipaddress
import logging
import ssl
from pathlib import Path

from edge.errors import ConfigError

log = logging.getLogger(__name__)

SYSTEM = "system"
"""In a setting: the certificate authorities that the operating system trusts."""


def client_context(
    authority: str | None, key: str, *, certificate: str | None = None, own_key: str | None = None
) -> ssl.SSLContext:
    """A TLS context that verifies certificate and host name, TLS 1.2 or newer.

    authority: a PEM file of certificate authorities; None or `system` for the system's. key: the
    setting that names it. certificate, own_key: files for client authentication. Raises
    ConfigError.
    """
    named = None if authority in (None, SYSTEM) else str(Path(str(authority)).expanduser())
    try:
        context = ssl.create_default_context(cafile=named)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"{key}: cannot read certificates from {named}: {error}") from error
    context.sslsocket_class = _Socket
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        try:
            context.load_cert_chain(Path(certificate).expanduser(), own_key)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(
                f"{key}: cannot use the certificate {certificate}: {error}"
            ) from error
    return context


def is_loopback(host: str) -> bool:
    """Whether a host is a loopback address or `localhost`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def warn_unencrypted(key: str, host: str) -> None:
    """Log a warning, unless the host is this machine: unencrypted data can be read and changed."""
    if not is_loopback(host):
        log.warning(
            "%s: the connection to %s is not encrypted and can be read on the network", key, host
        )


class _Socket(ssl.SSLSocket):
    """Closes the connection when verification fails, which paho does not do."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except BlockingIOError:
            raise
        except OSError as error:
            if not isinstance(error, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
                self.close()
            raise
