"""The bearer token that opens a service which more than this machine can reach."""

from __future__ import annotations

import hmac
import ipaddress
import logging
import stat
from pathlib import Path

from edge.config import ServiceConfig
from edge.errors import ConfigError

log = logging.getLogger(__name__)

SHORTEST = 16
"""Characters; what is shorter can be guessed."""

LONGEST = 4096


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address; names other than localhost do not count."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def read_token(config: ServiceConfig) -> str | None:
    """The token of the configured file; None where none is asked for. Raises ConfigError."""
    if config.token_file is None:
        if not is_loopback(config.host):
            raise ConfigError(
                f"service.token_file: {config.host} can be reached from other machines, so a token "
                "is needed; make one with: (umask 077; openssl rand -hex 32 > token) and name the "
                "file, or listen on 127.0.0.1"
            )
        return None
    path = Path(config.token_file).expanduser()
    try:
        with path.open("rb") as file:
            text = file.read(LONGEST + 1).decode("ascii").strip()
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        what = error.strerror if isinstance(error, OSError) else "it is no plain text"
        raise ConfigError(f"service.token_file: cannot read {path}: {what}") from error
    if not SHORTEST <= len(text) <= LONGEST or not text.isprintable() or " " in text:
        raise ConfigError(
            f"service.token_file: {path} must hold one line of {SHORTEST} or more characters "
            "without spaces; make one with: openssl rand -hex 32"
        )
    if mode & stat.S_IROTH:
        log.warning("the token %s can be read by everybody; close it with: chmod 600", path)
    return text


def same(given: str, expected: str) -> bool:
    """Compare two secrets in a time that says nothing of where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
