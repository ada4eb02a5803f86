"""TLS of network cameras: certificate and host name are verified before FFmpeg opens a stream.

FFmpeg verifies nothing by default, and with tls_verify only that an authority signed the
certificate. So certificate and host name are verified here, in a handshake before FFmpeg's, and
FFmpeg is given the same authorities.
"""

from __future__ import annotations

import re
import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from edge.errors import ConfigError, SourceError
from edge.message import Message
from edge.security.redact import redacted
from edge.security.tls import client_context

PORTS = {"https": 443, "rtsps": 322}

OTHER_NAME = (62, 64)
"""X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""


def verify(url: str, tls_ca: str | None, timeout_s: float) -> str | None:
    """Verify an encrypted camera; the file of authorities that FFmpeg shall verify it by, too.

    tls_ca: a PEM file of authorities, or of the camera's own certificate, which then may state any
    name; None for the system's authorities. None for other schemes. Raises SourceError where
    verification fails or the camera cannot be reached, ConfigError on a malformed file.
    """
    scheme = urlsplit(url).scheme.lower()
    if scheme not in PORTS:
        return None
    authorities = _authorities(tls_ca)
    _refuse_stranger(url, PORTS[scheme], tls_ca, timeout_s)
    return authorities


def _authorities(tls_ca: str | None) -> str:
    paths = ssl.get_default_verify_paths()
    named = tls_ca or paths.cafile or paths.openssl_cafile
    path = str(Path(named).expanduser())
    if not Path(path).is_file():
        raise ConfigError(
            f"camera.tls_ca: there is no file {path}; give a PEM file of certificates"
        )
    if re.search(r"[;|]", path):
        raise ConfigError(f"camera.tls_ca: the name {path} must not contain ; or |")
    return path


def _refuse_stranger(url: str, port: int, tls_ca: str | None, timeout_s: float) -> None:
    place = redacted(url)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or port
        try:
            _certificate(host, port, tls_ca, timeout_s, check_name=True)
        except ssl.SSLCertVerificationError as error:
            if error.verify_code not in OTHER_NAME or tls_ca is None:
                raise
            if _certificate(host, port, tls_ca, timeout_s, check_name=False) not in _held(tls_ca):
                raise
    except ssl.SSLCertVerificationError as error:
        raise SourceError(
            Message(
                "the certificate of {0} is not trusted: {1}; set camera.tls_ca to a file "
                "with its authority or the certificate itself",
                place,
                error.verify_message,
            )
        ) from error
    except (OSError, ValueError) as error:
        raise SourceError(
            Message("cannot open the stream {0}; check address, network and credentials", place)
        ) from error


def _certificate(
    host: str, port: int, tls_ca: str | None, timeout_s: float, *, check_name: bool
) -> bytes:
    """The camera's certificate, DER, after it was verified against the authorities."""
    context = client_context(tls_ca, "camera.tls_ca")
    context.check_hostname = check_name
    with (
        socket.create_connection((host, port), timeout_s) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        return secure.getpeercert(binary_form=True) or b""


def _held(tls_ca: str) -> list[bytes]:
    """The certificates of a PEM file, DER."""
    text = Path(tls_ca).expanduser().read_text(encoding="ascii", errors="replace")
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", text, re.DOTALL)
    return [ssl.PEM_cert_to_DER_cert(block) for block in blocks]
