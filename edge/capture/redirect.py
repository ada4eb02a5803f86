"""Where an HTTP camera sends its reader on to, which FFmpeg is told not to follow.

Runs in the decoder's process, after FFmpeg could not open the stream.
"""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urljoin, urlsplit

from edge.security.redact import redacted

NOT_FOLLOWED = "max_redirects;0"
"""FFmpeg's option; one that does not have it yet follows."""

STATUSES = (301, 302, 303, 307, 308)
LONGEST = 300
"""Characters of an address that is told."""


def target(url: str, address: str, authorities: str | None, timeout_s: float) -> str | None:
    """The address that the server redirects to, without secrets; None where it does not, or fails.

    url: as the operator gave it. address: the same with the host that is connected to. authorities:
    a PEM file, for HTTPS. timeout_s: of each step.
    """
    try:
        status, location = _answer(url, address, authorities, timeout_s)
    except (OSError, ValueError, http.client.HTTPException):
        return None
    if status not in STATUSES or not location:
        return None
    told = redacted(urljoin(url, location))[:LONGEST]
    return told if told.isprintable() else None


def _answer(
    url: str, address: str, authorities: str | None, timeout_s: float
) -> tuple[int, str | None]:
    """The status of a GET without credentials, and its Location."""
    parts, where = urlsplit(url), urlsplit(address)
    connection: http.client.HTTPConnection
    if parts.scheme.lower() == "https":
        context = ssl.create_default_context(cafile=authorities)
        context.check_hostname = False  # verified before the decoder was started
        connection = http.client.HTTPSConnection(
            where.hostname or "", where.port, timeout=timeout_s, context=context
        )
    else:
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=timeout_s)
    try:
        path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        connection.request("GET", path, headers={"Host": parts.netloc.rpartition("@")[2]})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location")
    finally:
        connection.close()
