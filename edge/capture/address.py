"""The address and the ports that the decoder of a stream may reach."""

from __future__ import annotations

import socket
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies

from edge.capture import tls

HTTP = ("http", "https")
PORTS = {"http": 80, "rtsp": 554, "rtmp": 1935, **tls.PORTS}
"""Of a URL that states none."""

NAME_SERVICE = 53
"""Asked over TCP: the decoder has no UDP sockets."""

DATAGRAMS = ("udp", "srt")
"""Schemes of streams that consist of datagrams."""


def needs_name(url: str) -> bool:
    """Whether FFmpeg must be given the host's name: for a certificate's server, or for a proxy."""
    scheme = urlsplit(url).scheme.lower()
    return scheme in tls.PORTS or (scheme in HTTP and bool(getproxies()))


def ports(url: str) -> tuple[int, ...]:
    """The TCP ports that reading a stream takes.

    They are its own, and where FFmpeg needs the name, those of proxies and name servers.
    """
    by_name = needs_name(url)
    wanted = {NAME_SERVICE} if by_name else set()
    for place in (url, *(getproxies().values() if by_name else ())):
        try:
            port = _port(urlsplit(place))
        except ValueError:  # a port that is no number, which opening will say
            continue
        wanted |= {port} if port is not None else set()
    return tuple(sorted(wanted))


def needs_datagrams(url: str, options: str) -> bool:
    """Whether reading a stream takes UDP. options: FFmpeg's, as OpenCV reads them."""
    scheme = urlsplit(url).scheme.lower()
    if scheme.startswith("rtsp"):
        named = dict(one.split(";", 1) for one in options.split("|") if ";" in one)
        return named.get("rtsp_transport") not in ("tcp", "http", "https")
    return scheme in DATAGRAMS


def with_address(url: str, timeout_s: float) -> str:
    """The URL with an address in place of its name; of several, the first that is answered at.

    The decoder needs no name service then. Raises OSError where nothing knows the name.
    """
    parts = urlsplit(url)
    host = parts.hostname
    if not host:
        return url
    found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    address = addresses[0]
    if len(addresses) > 1:
        address = next((one for one in addresses if _answers(one, parts, timeout_s)), address)
    if address == host:
        return url
    where = f"[{address}]" if ":" in address else address
    before, at, place = parts.netloc.rpartition("@")
    behind = place.partition("]")[2] if place.startswith("[") else place[len(host) :]
    return parts._replace(netloc=f"{before}{at}{where}{behind}").geturl()


def _port(parts: SplitResult) -> int | None:
    return parts.port or PORTS.get(parts.scheme.lower())


def _answers(address: str, parts: SplitResult, timeout_s: float) -> bool:
    port = _port(parts)
    try:
        with socket.create_connection((address, port or 0), timeout_s):
            return True
    except OSError:
        return False
