"""Passwords and keys that stand in a file of their own, and whom a TLS connection trusts."""

from __future__ import annotations

import ipaddress
import logging
import os
import secrets
import ssl
import stat
from pathlib import Path

from edge.errors import ConfigError, KeyFileError

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def refuse_open_file(path: Path) -> None:
    """Raise KeyFileError where a secret can be read by others, or cannot be found."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise KeyFileError(f"cannot read the key {path}: {error.strerror}") from error
    if mode & OTHERS:
        raise KeyFileError(
            f"the private key {path} can be read by others (mode {stat.S_IMODE(mode):04o}); "
            f"close it with: chmod 600 {path}"
        )


def write_secret(path: Path, content: bytes, *, exclusive: bool = False) -> None:
    """Write a file of mode 0600, in a folder of mode 0700 where it is new, at once or not at all.

    exclusive: a file that is there already stays. Raises KeyFileError.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if exclusive:
                _link_unless_there(temporary, path)
            else:
                temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise KeyFileError(f"cannot write the key {path}: {error.strerror or error}") from error


def _link_unless_there(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        return


log = logging.getLogger(__name__)

SYSTEM = "system"


def read_secret(path: str, key: str) -> str:
    """The one line a file holds, without its line end. key: the setting that names the file.

    Raises ConfigError where there is no such file, or it holds nothing or more than one line.
    """
    try:
        text = Path(path).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigError(f"{key}: cannot read {path}: {why}") from error
    if os.name == "posix" and Path(path).expanduser().stat().st_mode & 0o077:
        log.warning("%s: others can read %s; mend it with: chmod 600 %s", key, path, path)
    lines = text.strip("\r\n").splitlines()
    if len(lines) != 1 or not lines[0].strip():
        raise ConfigError(f"{key}: {path} must hold one line, the secret, and nothing else")
    return lines[0]


def warn_unprotected(key: str, host: str) -> None:
    """Say that what is sent there can be read and changed on its way, where that is so."""
    try:
        near = ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        near = host == "localhost"
    if not near:
        log.warning("%s: what goes to %s is not encrypted; anybody on the way reads it", key, host)


class _Socket(ssl.SSLSocket):
    """Lets go of the connection when the other side cannot be trusted; paho does not."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except BlockingIOError:
            raise
        except OSError as error:
            if not isinstance(error, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
                self.close()
            raise


def trust(
    authority: str | None, key: str, *, certificate: str | None = None, own_key: str | None = None
) -> ssl.SSLContext:
    """A TLS context that verifies certificate and host name, from TLS 1.2 on.

    authority: a PEM file; None or `system` for what the system trusts. Raises ConfigError.
    """
    named = None if authority in (None, SYSTEM) else str(Path(str(authority)).expanduser())
    try:
        context = ssl.create_default_context(cafile=named)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"{key}: cannot take certificates from {named}: {error}") from error
    context.sslsocket_class = _Socket
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        try:
            context.load_cert_chain(Path(certificate).expanduser(), own_key)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(
                f"{key}: cannot use our certificate {certificate}: {error}"
            ) from error
    return context
